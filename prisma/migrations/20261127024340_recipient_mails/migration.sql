-- CreateTable
CREATE TABLE "recipient_mails" (
    "id" UUID NOT NULL,
    "recipient_key" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "recipient_mails_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "recipient_mails_recipient_key_due_at_idx" ON "recipient_mails"("recipient_key", "due_at");

-- CreateIndex
CREATE INDEX "recipient_mails_due_at_idx" ON "recipient_mails"("due_at");
