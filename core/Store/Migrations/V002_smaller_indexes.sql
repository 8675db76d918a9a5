-- Most rows have none of these values: an index need not hold them, and every new question or line of history is written faster.
DROP INDEX questions_case;
CREATE INDEX questions_case ON questions (case_id) WHERE case_id IS NOT NULL;
-- How often somebody asked the same before is read for every question: from the index alone.
DROP INDEX questions_person;
CREATE INDEX questions_person ON questions (person, category, asked_at, id);
DROP INDEX questions_email;
CREATE INDEX questions_email ON questions (email, category, asked_at, id) WHERE email IS NOT NULL;
DROP INDEX questions_account;
CREATE INDEX questions_account ON questions (account, asked_at) WHERE account IS NOT NULL;
DROP INDEX history_case;
CREATE INDEX history_case ON history (case_id, id) WHERE case_id IS NOT NULL;
DROP INDEX messages_case;
CREATE INDEX messages_case ON messages (case_id) WHERE case_id IS NOT NULL;
