-- Who did what. A row waits in audit_pending, written in the transaction of the act; the sealer (core/Store/AuditChain) moves it into audit, numbered without gaps and chained by hashes.
-- identity, about: mail:ADDRESS, key:CHANNEL:ID, bot, operator.
CREATE TABLE audit_pending (
  id BIGINT PRIMARY KEY, at BIGINT NOT NULL, kind TEXT NOT NULL, verb TEXT NOT NULL, surface TEXT NOT NULL, identity TEXT NOT NULL, about TEXT, subject TEXT, result TEXT NOT NULL, detail TEXT NOT NULL);
-- id: 1, 2, 3, … person, about: pseudonyms of audit_people, bot or operator. key: which key made the hash; empty = none. Never changed; pruning removes the oldest.
CREATE TABLE audit (
  id BIGINT PRIMARY KEY, at BIGINT NOT NULL, kind TEXT NOT NULL, verb TEXT NOT NULL, surface TEXT NOT NULL, person TEXT NOT NULL, about TEXT, subject TEXT, result TEXT NOT NULL, detail TEXT NOT NULL,
  key TEXT NOT NULL, hash TEXT NOT NULL);
CREATE INDEX audit_at ON audit (at);
CREATE INDEX audit_person ON audit (person, id);
CREATE INDEX audit_about ON audit (about, id) WHERE about IS NOT NULL;
CREATE INDEX audit_subject ON audit (subject, id) WHERE subject IS NOT NULL;
-- Who a pseudonym is: a hash of salt and identity, so that the chain covers who it was, and erasing the row here makes the person unknown without breaking the chain.
CREATE TABLE audit_people (identity TEXT PRIMARY KEY, pseudonym TEXT NOT NULL UNIQUE, salt TEXT NOT NULL);
-- The newest row's number and hash: cutting the tail shows. One row; sealers take turns by locking it.
CREATE TABLE audit_head (id BIGINT PRIMARY KEY, number BIGINT NOT NULL, hash TEXT NOT NULL, key TEXT NOT NULL, seal TEXT NOT NULL);
INSERT INTO audit_head (id, number, hash, key, seal) VALUES (1, 0, '', '', '');
