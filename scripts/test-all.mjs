// npm run test:all: every test, those too that are slow by nature: injected faults, PgBouncer, accessibility, and
// deployments that stop and start servers again and again.
process.env.SLOW_TESTS = 'on';
await import('./test.mjs');
