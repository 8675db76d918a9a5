-- What the platform vouched for (a name of Membership; NULL = stored before it was asked: nobody is believed by such a row). Of accounts that are no proven member's, email is NULL
-- and claimed_email holds what the platform said.
ALTER TABLE people_seen ADD COLUMN membership TEXT;
ALTER TABLE people_seen ADD COLUMN organisation TEXT;
ALTER TABLE people_seen ADD COLUMN account_id TEXT;
ALTER TABLE people_seen ADD COLUMN claimed_email TEXT;
CREATE INDEX people_seen_claimed ON people_seen (claimed_email) WHERE claimed_email IS NOT NULL;
-- Which account of a channel an e-mail address was first proven for. Another account with the same address inherits nothing until a manager says so; contested_by is the last that tried.
CREATE TABLE identities (
  channel TEXT NOT NULL, email TEXT NOT NULL, account_id TEXT NOT NULL, bound_at BIGINT NOT NULL, contested_by TEXT, contested_name TEXT, contested_at BIGINT, PRIMARY KEY (channel, email));
