-- CreateIndex
CREATE INDEX "users_email_verified_at_created_at_idx" ON "users"("email_verified_at", "created_at");
