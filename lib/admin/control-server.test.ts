import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'playwright/test';
import { createLog } from '../observability/log';
import { sendCommand } from './control-client';
import { type ControlServer, startControlServer } from './control-server';
import { findSocketPath } from './control-socket';
import type { CommandResult } from './run-command';

const COMMAND = { command: 'users list', input: { search: 'ä' } } as const;
const DONE: CommandResult = { ok: true, result: { users: [] } };

let dataDir: string;
let server: ControlServer;

const start = async (runCommand: (request: unknown) => Promise<CommandResult>) => {
  server = await startControlServer({ dataDir, runCommand, log: createLog('silent') });
};

test.beforeEach(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'postern-control-'));
});

test.afterEach(async () => {
  await server?.stop();
  await rm(dataDir, { recursive: true });
});

test('a command reaches the server as it was sent, and its result comes back whole', async () => {
  const long: CommandResult = { ok: true, result: { text: 'ü'.repeat(1_000_000) } };
  const received: unknown[] = [];
  await start(async (request) => {
    received.push(request);
    return long;
  });
  expect(await sendCommand(dataDir, COMMAND)).toEqual(long);
  expect(received).toEqual([COMMAND]);
});

test('no server is no error, before the first start and after a stop', async () => {
  expect(await sendCommand(dataDir, COMMAND)).toBeNull();
  await start(async () => DONE);
  await server.stop();
  expect(await sendCommand(dataDir, COMMAND)).toBeNull();
});

test('a stop waits for a running command, and not for a connection that sends nothing', async () => {
  const [begun, begin] = signal();
  const [finished, finish] = signal();
  await start(async () => {
    begin();
    await finished;
    return DONE;
  });
  const result = sendCommand(dataDir, COMMAND);
  const silent = connect(findSocketPath(dataDir) ?? '').on('error', () => {});
  await Promise.all([begun, once(silent, 'connect')]);
  const stopped = server.stop();
  await once(silent.resume(), 'close');
  finish();
  expect(await result).toEqual(DONE);
  await stopped;
});

test('a stop cuts a command that does not end, and the client is told to check', async () => {
  const [begun, begin] = signal();
  await start(() => {
    begin();
    return new Promise(() => {});
  });
  const result = sendCommand(dataDir, COMMAND);
  await Promise.all([
    expect(result).rejects.toThrow('Check whether the command was executed before you try again.'),
    begun.then(() => server.stop()),
  ]);
});

function signal(): [given: Promise<void>, give: () => void] {
  let give = () => {};
  const given = new Promise<void>((resolve) => {
    give = resolve;
  });
  return [given, give];
}
