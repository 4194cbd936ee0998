// A react-admin app without its user interface: the same core, hooks and flow of pages.
import { CoreAdmin, Resource, useGetIdentity, useGetOne, useLogin, useLogout } from 'ra-core';
import { useState } from 'react';
import { createRoot } from 'react-dom/client';
import { authProvider, dataProvider } from './providers.js';

function Login() {
  const login = useLogin();
  const [message, setMessage] = useState('');
  const submit = (event) => {
    event.preventDefault();
    login(Object.fromEntries(new FormData(event.target))).catch((error) => setMessage(error.message));
  };
  return (
    <form onSubmit={submit}>
      <label>
        Email <input name="username" autoComplete="username" />
      </label>
      <label>
        Password <input name="password" type="password" autoComplete="current-password" />
      </label>
      <button type="submit">Sign in</button>
      <p role="alert">{message}</p>
    </form>
  );
}

function Dashboard() {
  const logout = useLogout();
  const { data: identity } = useGetIdentity();
  const { data: record, refetch } = useGetOne('auth', { id: 'me' }, { retry: false });
  return (
    <main>
      <p>Signed in as {identity?.fullName}</p>
      <p>The record of {record?.id}</p>
      <button type="button" onClick={() => refetch()}>
        Reload
      </button>
      <button type="button" onClick={() => logout()}>
        Sign out
      </button>
    </main>
  );
}

createRoot(document.getElementById('app')).render(
  <CoreAdmin
    authProvider={authProvider}
    dataProvider={dataProvider}
    loginPage={Login}
    dashboard={Dashboard}
    requireAuth
  >
    <Resource name="auth" />
  </CoreAdmin>,
);
