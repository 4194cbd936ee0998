import { createClient, webTokenStore } from '@postern/client';

const clientId = 'page';
const home = `${location.origin}/`;
const postern = createClient({ url: 'http://localhost:3000', store: webTokenStore(), onSessionEnd: () => show(null) });

const element = (id) => document.getElementById(id);

function show(user, message = user ? `Signed in as ${user.email}` : 'Signed out') {
  element('message').textContent = message;
  element('sign-in').hidden = user !== null;
  element('sign-out').hidden = user === null;
  element('reload').hidden = user === null;
}

async function showUser() {
  try {
    if (new URLSearchParams(location.search).has('state')) {
      const url = location.href;
      history.replaceState(null, '', '/'); // the code does not stay in the address bar
      await postern.finishSignIn(url);
    }
    show((await postern.tokens()) && (await postern.userInfo()));
  } catch (error) {
    show(null, error.message);
  }
}

element('sign-in').onclick = async () => location.assign(await postern.startSignIn({ clientId, redirectUri: home }));
element('reload').onclick = showUser;
element('sign-out').onclick = async () =>
  location.assign(await postern.startSignOut({ clientId, postLogoutRedirectUri: home }));

await showUser();
