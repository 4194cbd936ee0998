-- One table for the one-time links of all purposes. Links that are valid stay valid: no row is inserted between the copy and the drop.
LOCK TABLE "reset_tokens", "email_links" IN ACCESS EXCLUSIVE MODE;

CREATE TYPE "one_time_link_purpose" AS ENUM ('reset', 'verify', 'change', 'undo');

CREATE TABLE "one_time_links" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "purpose" "one_time_link_purpose" NOT NULL,
    "email" TEXT NOT NULL,
    "token_hash" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "one_time_links_pkey" PRIMARY KEY ("id")
);

INSERT INTO "one_time_links" ("id", "user_id", "purpose", "email", "token_hash", "created_at", "expires_at", "used_at")
SELECT "id", "user_id", "purpose"::text::"one_time_link_purpose", "email", "token_hash", "created_at", "expires_at", "used_at"
FROM "email_links"
UNION ALL
SELECT r."id", r."user_id", 'reset', u."email", r."token_hash", r."created_at", r."expires_at", r."used_at"
FROM "reset_tokens" r JOIN "users" u ON u."id" = r."user_id";

CREATE UNIQUE INDEX "one_time_links_token_hash_key" ON "one_time_links"("token_hash");
CREATE INDEX "one_time_links_user_id_idx" ON "one_time_links"("user_id");
CREATE INDEX "one_time_links_email_idx" ON "one_time_links"("email");
CREATE INDEX "one_time_links_expires_at_idx" ON "one_time_links"("expires_at");
ALTER TABLE "one_time_links" ADD CONSTRAINT "one_time_links_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

DROP TABLE "reset_tokens";
DROP TABLE "email_links";
DROP TYPE "email_link_purpose";

-- Rate-limit counters, and the known clients that were counters of 0.
ALTER TABLE "tallies" RENAME TO "rate_limit_counters";
ALTER TABLE "rate_limit_counters" RENAME CONSTRAINT "tallies_pkey" TO "rate_limit_counters_pkey";
ALTER INDEX "tallies_expires_at_idx" RENAME TO "rate_limit_counters_expires_at_idx";
ALTER TABLE "rate_limit_counters" RENAME COLUMN "waits_until" TO "blocked_until";

CREATE TABLE "known_clients" (
    "key" BYTEA NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "known_clients_pkey" PRIMARY KEY ("key")
);
CREATE INDEX "known_clients_expires_at_idx" ON "known_clients"("expires_at");

WITH "marks" AS (DELETE FROM "rate_limit_counters" WHERE "count" = 0 RETURNING "key", "expires_at")
INSERT INTO "known_clients" ("key", "expires_at") SELECT "key", "expires_at" FROM "marks";

-- Names of columns and values.
ALTER TABLE "sessions" RENAME COLUMN "ends_at" TO "absolute_expires_at";
ALTER INDEX "sessions_ends_at_idx" RENAME TO "sessions_absolute_expires_at_idx";
ALTER TABLE "sessions" RENAME COLUMN "refresh_seen_at" TO "refresh_presented_at";
ALTER TABLE "sessions" RENAME COLUMN "swap_block_mac" TO "rotation_subnet_mac";
ALTER TABLE "sessions" RENAME COLUMN "swap_user_agent_mac" TO "rotation_user_agent_mac";
ALTER TABLE "sessions" RENAME COLUMN "agent" TO "user_agent_label";
ALTER TABLE "audit_events" RENAME COLUMN "agent" TO "user_agent_label";
ALTER TYPE "mail_state" RENAME VALUE 'parked' TO 'failed';

-- The trigger's function names the column that was renamed.
CREATE OR REPLACE FUNCTION keep_audit_event() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'TRUNCATE' THEN
    RAISE EXCEPTION 'audit events are not emptied';
  END IF;
  IF TG_OP = 'DELETE' THEN
    IF OLD.at > now() - INTERVAL '30 days' THEN
      RAISE EXCEPTION 'an audit event is kept for 30 days at least';
    END IF;
    RETURN OLD;
  END IF;
  IF (NEW.id, NEW.at, NEW.event, NEW.detail, NEW.actor)
    IS DISTINCT FROM (OLD.id, OLD.at, OLD.event, OLD.detail, OLD.actor)
  THEN
    RAISE EXCEPTION 'an audit event does not change';
  END IF;
  IF NEW.user_id IS NULL OR OLD.user_id IS NULL OR NEW.user_id = OLD.user_id
    OR EXISTS (SELECT FROM users WHERE id IN (OLD.user_id, NEW.user_id))
    OR NEW.session_id IS NOT NULL OR NEW.request_id <> '' OR NEW.address IS NOT NULL OR NEW.user_agent_label IS NOT NULL
  THEN
    RAISE EXCEPTION 'an audit event only loses its user, once that account is deleted';
  END IF;
  RETURN NEW;
END $$;
