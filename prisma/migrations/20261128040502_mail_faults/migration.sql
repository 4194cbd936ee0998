-- CreateTable
CREATE TABLE "mail_faults" (
    "recipient_key" BYTEA NOT NULL,
    "kind" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "mail_faults_pkey" PRIMARY KEY ("recipient_key")
);

-- CreateIndex
CREATE INDEX "mail_faults_expires_at_idx" ON "mail_faults"("expires_at");
