-- 1: under legal hold. Neither retention nor erasing a person touches the case.
ALTER TABLE cases ADD COLUMN held BIGINT NOT NULL DEFAULT 0;
