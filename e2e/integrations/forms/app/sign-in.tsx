import { LoginForm } from '../components/postern/login-form';

export function SignIn() {
  return (
    <main className="mx-auto max-w-sm p-6">
      <h1 className="mb-4 text-2xl font-semibold">Sign in to Example</h1>
      <LoginForm next="/account/" />
    </main>
  );
}
