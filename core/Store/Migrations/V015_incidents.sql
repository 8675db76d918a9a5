-- One problem that several clients have. Which cases belong to it stands in the cases. named: 1 while its people and words are kept.
CREATE TABLE incidents (
  id TEXT NOT NULL PRIMARY KEY, version BIGINT NOT NULL, state TEXT NOT NULL, queue TEXT NOT NULL, named BIGINT NOT NULL,
  created_at BIGINT NOT NULL, changed_at BIGINT NOT NULL, body TEXT NOT NULL);
CREATE INDEX incidents_state ON incidents (state, changed_at);
ALTER TABLE cases ADD COLUMN incident TEXT;
CREATE INDEX cases_incident ON cases (incident, id) WHERE incident IS NOT NULL;
