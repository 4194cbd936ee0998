-- AlterTable
ALTER TABLE "sessions" ADD COLUMN     "swap_block_mac" BYTEA,
ADD COLUMN     "swap_user_agent_mac" BYTEA;
