-- What a person or place did in a window of time, for the limits. subject: person:ana@example.com, place:slack:C1. since: when the window began. refused: what was not taken because the subject had reached a limit.
CREATE TABLE usage_counts (
  subject TEXT NOT NULL, since BIGINT NOT NULL, messages BIGINT NOT NULL, questions BIGINT NOT NULL, cases BIGINT NOT NULL, refused BIGINT NOT NULL, PRIMARY KEY (subject, since));
CREATE INDEX usage_counts_since ON usage_counts (since);
