-- What people say a verdict should have been. voter: one for each person and question. about: the criterion. told: what is told in one message (day, criterion or queue).
CREATE TABLE verdict_labels (
  id TEXT NOT NULL PRIMARY KEY, version BIGINT NOT NULL, state TEXT NOT NULL, question_id TEXT NOT NULL, voter TEXT NOT NULL,
  about TEXT NOT NULL, told TEXT NOT NULL, at BIGINT NOT NULL, body TEXT NOT NULL);
CREATE UNIQUE INDEX verdict_labels_voter ON verdict_labels (question_id, voter);
CREATE INDEX verdict_labels_told ON verdict_labels (told);
CREATE INDEX verdict_labels_at ON verdict_labels (at);
