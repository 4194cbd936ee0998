import { postern } from '../../postern.js';

export default async function Account() {
  const { email } = await postern.requireUser();
  return <p>The account of {email}</p>;
}
