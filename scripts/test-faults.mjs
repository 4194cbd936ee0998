// npm run test:faults: the failure modes of docs/operations.md at full size, one after the other, with what was measured.
Object.assign(process.env, { FAULTS: 'full', SLOW_TESTS: 'on' });
process.argv.push('--project=resilience-pglite', '--project=resilience-postgres', '--workers=1');
await import('./test.mjs');
