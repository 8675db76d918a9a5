-- Articles that cases taught, on their way into the knowledge base. named: 1 while people and words are kept.
CREATE TABLE article_drafts (
  id TEXT NOT NULL PRIMARY KEY, version BIGINT NOT NULL, state TEXT NOT NULL, case_id TEXT NOT NULL, article_id TEXT NOT NULL,
  named BIGINT NOT NULL, created_at BIGINT NOT NULL, decided_at BIGINT, body TEXT NOT NULL);
CREATE INDEX article_drafts_case ON article_drafts (case_id);
CREATE INDEX article_drafts_state ON article_drafts (state, created_at);
