-- In the order in which a sign-in of an older process, which may run meanwhile, locks these tables.

-- AlterTable
ALTER TABLE "rate_limit_counters" ADD COLUMN     "account_key" BYTEA;

-- AlterTable
ALTER TABLE "sessions" ADD COLUMN     "time_moves" JSONB;

-- AlterTable
ALTER TABLE "known_clients" ADD COLUMN     "account_key" BYTEA;

