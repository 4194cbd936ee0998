// npm run test:all: every test, those too that are slow by nature: injected faults, PgBouncer, accessibility.
process.env.SLOW_TESTS = 'on';
await import('./test.mjs');
