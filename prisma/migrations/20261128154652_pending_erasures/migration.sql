-- CreateTable
CREATE TABLE "pending_erasures" (
    "user_id" UUID NOT NULL,
    "pseudonym" UUID NOT NULL,

    CONSTRAINT "pending_erasures_pkey" PRIMARY KEY ("user_id")
);
