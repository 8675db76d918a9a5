-- Started by programs from V020 on.
-- What confirmed questions found: 'live' as of the last look, 'run:N' what got worse with a change, 'draft:ID' what would get worse. Ids only.
CREATE TABLE knowledge_checks (id TEXT NOT NULL PRIMARY KEY, version BIGINT NOT NULL, at BIGINT NOT NULL, body TEXT NOT NULL);
CREATE INDEX articles_updated ON articles (updated_at);
CREATE INDEX questions_solved ON questions (asked_at) WHERE state = 'solved';
