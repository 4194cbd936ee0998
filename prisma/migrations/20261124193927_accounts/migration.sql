-- CreateEnum
CREATE TYPE "email_link_purpose" AS ENUM ('verify', 'change', 'undo');

-- AlterTable
ALTER TABLE "queued_mails" ALTER COLUMN "user_id" DROP NOT NULL;

-- AlterTable
ALTER TABLE "sessions" ADD COLUMN     "address" TEXT,
ADD COLUMN     "agent" TEXT;

-- CreateTable
CREATE TABLE "email_links" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "purpose" "email_link_purpose" NOT NULL,
    "email" TEXT NOT NULL,
    "token_hash" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "email_links_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_events" (
    "id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "event" TEXT NOT NULL,
    "detail" TEXT,
    "user_id" UUID,
    "session_id" UUID,
    "actor" TEXT NOT NULL,
    "request_id" TEXT NOT NULL,
    "address" TEXT,
    "agent" TEXT,

    CONSTRAINT "audit_events_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "email_links_token_hash_key" ON "email_links"("token_hash");

-- CreateIndex
CREATE INDEX "email_links_user_id_idx" ON "email_links"("user_id");

-- CreateIndex
CREATE INDEX "email_links_email_idx" ON "email_links"("email");

-- CreateIndex
CREATE INDEX "email_links_expires_at_idx" ON "email_links"("expires_at");

-- CreateIndex
CREATE INDEX "audit_events_user_id_id_idx" ON "audit_events"("user_id", "id");

-- CreateIndex
CREATE INDEX "audit_events_at_idx" ON "audit_events"("at");

-- AddForeignKey
ALTER TABLE "email_links" ADD CONSTRAINT "email_links_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Append-only: nothing of an event changes but whom it names, once that account is deleted, and none goes
-- before its time. `prisma/schema.prisma` cannot say this.
CREATE FUNCTION keep_audit_event() RETURNS trigger LANGUAGE plpgsql AS $$
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
    OR NEW.session_id IS NOT NULL OR NEW.request_id <> '' OR NEW.address IS NOT NULL OR NEW.agent IS NOT NULL
  THEN
    RAISE EXCEPTION 'an audit event only loses whom it names, once that account is deleted';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER keep_audit_event BEFORE UPDATE OR DELETE ON "audit_events" FOR EACH ROW EXECUTE FUNCTION keep_audit_event();
CREATE TRIGGER keep_audit_events BEFORE TRUNCATE ON "audit_events" FOR EACH STATEMENT EXECUTE FUNCTION keep_audit_event();
