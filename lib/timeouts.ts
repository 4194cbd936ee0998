/** Every timeout that a request, a command or a stop depends on, and every `Retry-After`. Names carry the unit. Pure. */

/** What a request may take: the sums below keep its response within 5 s of waiting for the database. */
export const REQUEST_TIMEOUTS = {
  /** The work on a request. The time that its body takes to arrive and its hashes take does not count. */
  workMs: 4_800,
  /** A wait for a hash to begin, however slow the machine is. */
  hashWaitMs: 4_000,
  /** A wait for other requests about the same email or link. */
  mutexWaitMs: 4_000,
  /** The response to a deletion for the audit trail, after the transaction that deletes the user. */
  erasureWaitMs: 2_000,
} as const;

export const DATABASE_TIMEOUTS = {
  connectMs: 2_000,
  /** Enforced by the server. */
  statementMs: 2_000,
  /** Enforced by this process: longer than the server's limit, so that only a silent server is cut off. */
  answerMs: 2_300,
  /** Between two statements of a transaction, enforced by the server: an instance that has vanished holds its locks no longer. */
  idleInTransactionMs: 5_000,
  /** A transaction waits for its connection, and then lasts, at most this long. */
  transactionWaitMs: 2_000,
  transactionMs: 2_500,
} as const;

/** For migrations, which run before the server is ready. */
export const MIGRATION_TIMEOUTS = {
  /** A statement may rewrite a table. */
  statementMs: 600_000,
  /** A statement that waits for a table keeps every other request from it. */
  lockMs: 20_000,
  answerMs: 605_000,
  /** Between two statements, where the next migration is read. */
  idleInTransactionMs: 60_000,
  /** A wait for another process that migrates. */
  turnMs: 60_000,
  /** The question whether migrations are pending. */
  pendingMs: 3_000,
} as const;

export const CONNECTION_TIMEOUTS = {
  /** Node enforces these two every 30 s. */
  headersMs: 20_000,
  requestMs: 25_000,
  /** A connection that has sent no complete request. */
  silentMs: 30_000,
  /** A request with its response, however slowly the client reads it. */
  exchangeMs: 45_000,
  /** Beyond the idle time, what a client has begun to send. */
  keptGraceMs: 20_000,
} as const;

export const STOP_TIMEOUTS = {
  /** Connected clients are asked to leave; the listener stays open meanwhile. */
  leaveMs: 1_000,
  /** Requests in flight. */
  drainMs: 7_000,
  /** The whole stop. A container is killed after 10 s. */
  stopMs: 9_000,
} as const;

/** An operator's command that a running server executes, through the control socket. */
export const CONTROL_TIMEOUTS = {
  /** The whole request to arrive. */
  requestMs: 5_000,
  /** The whole response to be read. */
  responseMs: 5_000,
  /** The client waits longer than a command takes within the time that the database has. */
  commandMs: 20_000,
  /** At a stop, the commands that are running. */
  stopMs: 3_000,
} as const;

/** Seconds that `Retry-After` names. */
export const RETRY_AFTER_SECONDS = {
  /** The service starts, or its database is away. */
  starting: 1,
  /** A request took too long. */
  late: 1,
  /** The hash queue, or the mutex of an email, is full. */
  busy: 2,
  /** A page that could not be shown. */
  page: 5,
} as const;
