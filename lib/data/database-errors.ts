import type { DriverAdapterError } from '@prisma/driver-adapter-utils';
import { Prisma } from './generated/client';

/**
 * Whether the database, not the question, is to blame: it is away, slow, full, closed, read-only or
 * not migrated yet. Trying again later may help.
 */
export function isDatabaseUnavailable(error: unknown): boolean {
  if (error instanceof Prisma.PrismaClientKnownRequestError) {
    const { kind, originalCode } = causeOf(error);
    return isUnavailableCode(error.code) || isUnavailableState(originalCode) || UNAVAILABLE_KINDS.has(kind);
  }
  if (error instanceof Prisma.PrismaClientValidationError) return false;
  if (!(error instanceof Error)) return false;
  if (error.name.startsWith('PrismaClient')) return true;
  return isUnavailableDriverError(error);
}

export function isUniqueViolation(error: unknown): boolean {
  return error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002';
}

/** Whether a transaction was ended because it stood in the way of another: a deadlock, or a serialization failure. */
export function isTransactionConflict(error: unknown): boolean {
  if (error instanceof Prisma.PrismaClientKnownRequestError) {
    const { kind, originalCode } = causeOf(error);
    return error.code === 'P2034' || isConflictState(originalCode) || kind === 'TransactionWriteConflict';
  }
  // What a COMMIT meets is passed on by Prisma as the adapter threw it.
  if (isOfAdapter(error)) return error.cause.kind === 'TransactionWriteConflict';
  return error instanceof Error && 'severity' in error && 'code' in error && isConflictState(String(error.code));
}

/** By its name: Prisma's copy of the class is another than the one of the built server. */
const isOfAdapter = (error: unknown): error is DriverAdapterError =>
  error instanceof Error && error.name === 'DriverAdapterError';

const isConflictState = (state: string): boolean => state === '40001' || state === '40P01';

/**
 * Prisma's codes. P1…: no usable connection. P2021, P2022: a table or column is missing. P2024, P2037:
 * no free connection. P2028: the transaction ran out of time. P2034: a deadlock. P2036: the driver failed.
 */
const isUnavailableCode = (code: string): boolean => /^(P1...|P2021|P2022|P2024|P2028|P2034|P2036|P2037)$/.test(code);

/**
 * What these codes are made of. A statement in SQL has the code P2010 whatever went wrong, and only this in its cause.
 */
const UNAVAILABLE_KINDS = new Set<string>([
  ...[
    'AuthenticationFailed',
    'ConnectionClosed',
    'DatabaseAccessDenied',
    'DatabaseDoesNotExist',
    'DatabaseNotReachable',
  ],
  ...['GenericJs', 'SocketTimeout', 'TlsConnectionError', 'TooManyConnections'],
  ...['ColumnNotFound', 'TableDoesNotExist', 'TransactionAlreadyClosed', 'TransactionWriteConflict'],
]);

/** SQLSTATE: connection, authorisation, read-only, idle in a transaction, rollback, resources, operator, system; missing table or right. */
const isUnavailableState = (state: string): boolean =>
  /^(08|28|3D|25006|25P03|40|53|55|57|58|F0|XX|42P01|42501)/.test(state);

/** Where Prisma has no code of its own, the adapter's kind of error and the driver's code stand in the cause. */
function causeOf(error: Prisma.PrismaClientKnownRequestError): { kind: string; originalCode: string } {
  const { cause } = (error.meta?.driverAdapterError ?? {}) as { cause?: { kind?: unknown; originalCode?: unknown } };
  return {
    kind: typeof cause?.kind === 'string' ? cause.kind : '',
    originalCode: typeof cause?.originalCode === 'string' ? cause.originalCode : '',
  };
}

/** Errors that Prisma passes on as they are: the drivers', the sockets' and those of the pool. */
function isUnavailableDriverError(error: Error): boolean {
  if (isOfAdapter(error)) return true;
  const code = 'code' in error ? String(error.code) : '';
  if ('severity' in error) return isUnavailableState(code);
  if ('syscall' in error) return NETWORK_CALLS.has(String(error.syscall));
  if (error instanceof AggregateError)
    return error.errors.some((cause) => cause instanceof Error && isUnavailableDriverError(cause));
  return DRIVER_MESSAGES.some((message) => error.message.includes(message)) || error.name === 'ExitStatus';
}

const NETWORK_CALLS = new Set(['connect', 'read', 'write', 'getaddrinfo', 'shutdown']);

const DRIVER_MESSAGES = [
  'timeout exceeded when trying to connect',
  'timeout expired',
  'Query read timeout',
  'error establishing an SSL connection',
  'Connection terminated',
  'Client has encountered a connection error',
  'Client was closed',
  'Cannot use a pool after calling end',
  'PGlite is clos',
];
