-- Changes of criteria.yaml: drafts, publications, roll-backs. is_open: 1 while it is the one that is worked on. named: 1 while people are kept.
CREATE TABLE criteria_changes (
  id TEXT NOT NULL PRIMARY KEY, version BIGINT NOT NULL, state TEXT NOT NULL, is_open BIGINT NOT NULL, named BIGINT NOT NULL,
  saved_at BIGINT NOT NULL, written_at BIGINT, body TEXT NOT NULL);
CREATE UNIQUE INDEX criteria_changes_open ON criteria_changes (is_open) WHERE is_open = 1;
