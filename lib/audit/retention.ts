/**
 * For how many days the audit trail keeps events. Those without a user are kept for a shorter time, but longer than the 30
 * days of the database's trigger.
 */
export const AUDIT_DAYS = { all: 180, withoutUser: 31 } as const;
