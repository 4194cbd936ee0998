import type { SqlQuery, Transaction } from '@prisma/driver-adapter-utils';

/** Without arguments it is sent as it is, and may be several. */
export const statement = (sql: string): SqlQuery => ({ sql, args: [], argTypes: [] });

/** The first column of what a statement finds; it must be text. */
export async function firstColumn(tx: Transaction, sql: string): Promise<string[]> {
  const { rows } = await tx.queryRaw(statement(sql));
  return rows.map(([value]) => String(value));
}
