import { postern } from '../../postern.js';

export default async function Reports() {
  await postern.requireUser({ roles: ['admin'] });
  return <p>The reports</p>;
}
