-- AlterTable
ALTER TABLE "known_clients" ADD COLUMN     "account_key" BYTEA;

-- AlterTable
ALTER TABLE "rate_limit_counters" ADD COLUMN     "account_key" BYTEA;

-- AlterTable
ALTER TABLE "sessions" ADD COLUMN     "time_moves" JSONB;
