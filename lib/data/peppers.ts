import type { Db } from './database';
import { isUniqueViolation } from './database-errors';

export type PepperRow = { id: string; generation: number; wrapped: Uint8Array<ArrayBuffer> };

/** Newest first. */
export function findPeppers(db: Db): Promise<PepperRow[]> {
  return db.pepper.findMany({
    orderBy: { generation: 'desc' },
    select: { id: true, generation: true, wrapped: true },
  });
}

/** @returns false when another instance was first with this generation. */
export async function insertPepper(
  db: Db,
  pepper: { generation: number; wrapped: Uint8Array<ArrayBuffer>; createdAt: Date },
): Promise<boolean> {
  try {
    await db.pepper.create({ data: pepper, select: { id: true } });
    return true;
  } catch (error) {
    if (isUniqueViolation(error)) return false;
    throw error;
  }
}

export async function rewrapPepper(db: Db, id: string, wrapped: Uint8Array<ArrayBuffer>): Promise<void> {
  await db.pepper.update({ where: { id }, data: { wrapped }, select: { id: true } });
}
