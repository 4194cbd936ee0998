import { Counter } from './counter';

export default function Home() {
  return (
    <main>
      <h1>The app at the root</h1>
      <Counter />
      <a href="/login/?next=/members/">Sign in</a>
    </main>
  );
}
