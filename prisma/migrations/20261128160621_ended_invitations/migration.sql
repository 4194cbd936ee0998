-- CreateIndex
CREATE INDEX "invitations_used_at_idx" ON "invitations"("used_at");
