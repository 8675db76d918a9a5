-- What accounts were granted, and who decided about more than its asker may grant. Amounts are whole cents, so that no engine rounds them.
-- named: 1 while its people and words are kept.
-- version of an account's ledger: each grant makes the next one, so that two at one moment are decided one after the other.
CREATE TABLE grant_ledgers (account TEXT NOT NULL PRIMARY KEY, version BIGINT NOT NULL);
CREATE TABLE grants (
  id TEXT NOT NULL PRIMARY KEY, account TEXT NOT NULL, action TEXT NOT NULL, amount_cents BIGINT NOT NULL, currency TEXT NOT NULL,
  by_key TEXT NOT NULL, by_name TEXT NOT NULL, by_email TEXT, approved_key TEXT, approved_name TEXT, approved_email TEXT,
  second_key TEXT, second_name TEXT, second_email TEXT, reason TEXT NOT NULL, case_id TEXT, at BIGINT NOT NULL);
CREATE INDEX grants_account ON grants (account, at);
CREATE INDEX grants_at ON grants (at);
CREATE TABLE approvals (
  id TEXT NOT NULL PRIMARY KEY, version BIGINT NOT NULL, state TEXT NOT NULL, account TEXT NOT NULL, case_id TEXT,
  named BIGINT NOT NULL, created_at BIGINT NOT NULL, decided_at BIGINT, body TEXT NOT NULL);
CREATE INDEX approvals_state ON approvals (state, created_at);
