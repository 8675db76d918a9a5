-- A lesson that a manager took back: it stays readable and teaches nothing.
ALTER TABLE feedback ADD COLUMN undone_at BIGINT;
ALTER TABLE feedback ADD COLUMN undone_by TEXT;
CREATE INDEX feedback_at ON feedback (at);
