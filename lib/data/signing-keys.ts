import type { Db } from './database';
import { isUniqueViolation } from './database-errors';
import type { Prisma } from './generated/client';

export type SigningKeyRow = {
  id: string;
  algorithm: string;
  generation: number;
  publicJwk: unknown;
  wrappedPrivateKey: Uint8Array<ArrayBuffer>;
  signsFrom: Date;
};

export function findSigningKeys(db: Db): Promise<SigningKeyRow[]> {
  return db.signingKey.findMany({ orderBy: { signsFrom: 'asc' } });
}

/** @returns false when another instance was first with this generation. */
export async function insertSigningKey(
  db: Db,
  key: Omit<SigningKeyRow, 'publicJwk'> & { publicJwk: Prisma.InputJsonValue; createdAt: Date },
): Promise<boolean> {
  try {
    await db.signingKey.create({ data: key, select: { id: true } });
    return true;
  } catch (error) {
    if (isUniqueViolation(error)) return false;
    throw error;
  }
}

export async function rewrapSigningKey(db: Db, id: string, wrappedPrivateKey: Uint8Array<ArrayBuffer>): Promise<void> {
  await db.signingKey.update({ where: { id }, data: { wrappedPrivateKey }, select: { id: true } });
}
