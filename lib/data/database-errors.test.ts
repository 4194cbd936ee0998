import { DriverAdapterError } from '@prisma/driver-adapter-utils';
import { expect, test } from 'playwright/test';
import { isDatabaseUnavailable, isTransactionConflict, isUniqueViolation } from './database-errors';
import { Prisma } from './generated/client';

const known = (code: string, originalCode?: string, kind?: string) =>
  new Prisma.PrismaClientKnownRequestError('words', {
    code,
    clientVersion: '7',
    meta: { driverAdapterError: { cause: { kind, originalCode } } },
  });

const withFields = (message: string, fields: object) => Object.assign(new Error(message), fields);

const FAULTS: [string, unknown][] = [
  ['the server is away', known('P1001')],
  ['the server closed the connection', known('P1017')],
  ['the table is missing', known('P2021')],
  ['the transaction ran out of time', known('P2028')],
  ['a deadlock', known('P2034')],
  ['too many connections', known('P2037')],
  ['a statement that took too long', known('P2010', '57014')],
  ['an SQL statement whose server is away', known('P2010', undefined, 'DatabaseNotReachable')],
  ['an SQL statement whose connection was closed', known('P2010', undefined, 'ConnectionClosed')],
  ['an SQL statement that the driver failed', known('P2010', undefined, 'GenericJs')],
  ['an SQL statement without its table', known('P2010', '42P01', 'TableDoesNotExist')],
  ['a database that only reads', known('P2039', '25006')],
  ['a transaction that was idle for too long', known('P2039', '25P03')],
  ['a full disk', known('P2039', '53100')],
  ['no connection became free', new Error('timeout exceeded when trying to connect')],
  ['an answer that did not come', new Error('Query read timeout')],
  ['a server that breaks off TLS', new Error('There was an error establishing an SSL connection')],
  ['a refused socket', withFields('connect ECONNREFUSED', { code: 'ECONNREFUSED', syscall: 'connect' })],
  ['both addresses refused', new AggregateError([withFields('', { code: 'ECONNREFUSED', syscall: 'connect' })])],
  ['a driver error of its own', withFields('terminating connection', { code: '57P01', severity: 'FATAL' })],
  ['an embedded database that is closed', new Error('PGlite is closed')],
  ['an engine that cannot start', new Prisma.PrismaClientInitializationError('words', '7')],
];

for (const [name, error] of FAULTS) {
  test(`${name} means that the database is unavailable`, () => expect(isDatabaseUnavailable(error)).toBe(true));
}

const OTHERS: [string, unknown][] = [
  ['a taken email', known('P2002', '23505')],
  ['a missing row', known('P2025')],
  ['a NUL byte', known('P2039', '22021')],
  ['a misspelt query', known('P2010', '42601', 'postgres')],
  ['a taken email in an SQL statement', known('P2010', '23505', 'UniqueConstraintViolation')],
  ['a query of the wrong shape', new Prisma.PrismaClientValidationError('words', { clientVersion: '7' })],
  ['a missing file', withFields('ENOENT', { code: 'ENOENT', syscall: 'open' })],
  ['an error of our own', new Error('a bug')],
  ['what is no error', 'a string'],
];

for (const [name, error] of OTHERS) {
  test(`${name} is none`, () => expect(isDatabaseUnavailable(error)).toBe(false));
}

test('only P2002 is a unique violation', () => {
  expect(isUniqueViolation(known('P2002'))).toBe(true);
  expect(isUniqueViolation(known('P2003'))).toBe(false);
});

const CONFLICTS: [string, unknown][] = [
  ['a deadlock', known('P2034')],
  ['a deadlock that Prisma has no code for', known('P2010', '40P01')],
  ['a deadlock of an SQL statement', known('P2010', undefined, 'TransactionWriteConflict')],
  ['a serialization failure of the driver', withFields('words', { code: '40001', severity: 'ERROR' })],
  ['a conflict that only COMMIT meets', new DriverAdapterError({ kind: 'TransactionWriteConflict' })],
];

for (const [name, error] of CONFLICTS) {
  test(`${name} is a conflict: its transaction may be done again`, () =>
    expect(isTransactionConflict(error)).toBe(true));
}

for (const [name, error] of [
  ['a taken email', known('P2002', '23505')],
  ['a connection closed at COMMIT', new DriverAdapterError({ kind: 'ConnectionClosed' })],
  ['a transaction that ran out of time', known('P2028')],
] as const) {
  test(`${name} is no conflict: whether it was done may not be known`, () =>
    expect(isTransactionConflict(error)).toBe(false));
}
