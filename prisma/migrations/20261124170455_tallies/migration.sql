-- CreateTable
CREATE TABLE "tallies" (
    "key" BYTEA NOT NULL,
    "count" INTEGER NOT NULL,
    "waits_until" TIMESTAMPTZ(3),
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "tallies_pkey" PRIMARY KEY ("key")
);

-- CreateIndex
CREATE INDEX "tallies_expires_at_idx" ON "tallies"("expires_at");
