-- CreateIndex
CREATE INDEX "credentials_cost_idx" ON "credentials"("cost");
