import { expect, test } from 'playwright/test';
import {
  CONNECTION_TIMEOUTS,
  DATABASE_TIMEOUTS,
  MIGRATION_TIMEOUTS,
  REQUEST_TIMEOUTS,
  STOP_TIMEOUTS,
} from './timeouts';

/** What a request may wait for the database, and a container runtime for a stop, in milliseconds. */
const DATABASE_MS = 5_000;
const CONTAINER_STOP_MS = 10_000;

test('connecting and a statement fit into the wait for the database', () => {
  expect(DATABASE_TIMEOUTS.connectMs + DATABASE_TIMEOUTS.answerMs).toBeLessThan(DATABASE_MS);
});

test('a transaction, with its wait for a connection, fits into the wait for the database', () => {
  expect(DATABASE_TIMEOUTS.transactionWaitMs + DATABASE_TIMEOUTS.transactionMs).toBeLessThan(DATABASE_MS);
});

test('the response of a request that waits for the database comes within 5 s', () => {
  expect(REQUEST_TIMEOUTS.workMs).toBeLessThan(DATABASE_MS);
  expect(REQUEST_TIMEOUTS.mutexWaitMs).toBeLessThan(REQUEST_TIMEOUTS.workMs);
  expect(REQUEST_TIMEOUTS.erasureWaitMs).toBeLessThan(REQUEST_TIMEOUTS.workMs);
});

test('this process gives up on a statement after the server does', () => {
  expect(DATABASE_TIMEOUTS.answerMs).toBeGreaterThan(DATABASE_TIMEOUTS.statementMs);
  expect(MIGRATION_TIMEOUTS.answerMs).toBeGreaterThan(MIGRATION_TIMEOUTS.statementMs);
});

test('leaving, draining and closing fit into the stop, and the stop into that of a container', () => {
  expect(STOP_TIMEOUTS.leaveMs).toBeLessThan(STOP_TIMEOUTS.drainMs);
  expect(STOP_TIMEOUTS.drainMs).toBeLessThan(STOP_TIMEOUTS.stopMs);
  expect(STOP_TIMEOUTS.stopMs).toBeLessThan(CONTAINER_STOP_MS);
});

test('the longest request, with its hash, ends within the drain of a stop', () => {
  // A hash that has begun takes about 0.3 s at the default cost.
  expect(REQUEST_TIMEOUTS.workMs).toBeLessThan(STOP_TIMEOUTS.drainMs);
  expect(REQUEST_TIMEOUTS.hashWaitMs).toBeLessThan(STOP_TIMEOUTS.drainMs);
});

test('a request has its whole time to arrive before its connection is closed as slow', () => {
  expect(CONNECTION_TIMEOUTS.headersMs).toBeLessThan(CONNECTION_TIMEOUTS.requestMs);
  expect(CONNECTION_TIMEOUTS.requestMs).toBeLessThan(CONNECTION_TIMEOUTS.exchangeMs);
});
