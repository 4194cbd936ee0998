// npm run test:all: every test, those too that are slow by nature: injected faults, races, limits of hundreds of requests,
// PgBouncer, accessibility, deployments that stop and start servers again and again, and deployments on both databases.
process.env.SLOW_TESTS = 'on';
await import('./test.mjs');
