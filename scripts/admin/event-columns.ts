import type { AuditEntry } from '../../lib/admin/audit';
import { type Column, shortInstant } from './terminal';

/** The audit trail as a table. */
export function eventColumns({ withUser }: { withUser: boolean }): Column<AuditEntry>[] {
  const columns: Column<AuditEntry>[] = [
    ['time', ({ at }) => shortInstant(at)],
    ['event', ({ event }) => event],
    ['detail', ({ detail }) => detail],
    ['user', ({ user_id }) => user_id],
    ['actor', ({ actor }) => actor],
    ['address', ({ address }) => address],
    ['user agent', ({ agent }) => agent],
    ['request', ({ request_id }) => request_id],
  ];
  return withUser ? columns : columns.filter(([heading]) => heading !== 'user');
}
