-- The newest cases of an account or of a category are looked for with every question: without reading and sorting all of them.
DROP INDEX cases_account;
CREATE INDEX cases_account ON cases (account, created_at, id) WHERE account IS NOT NULL;
CREATE INDEX cases_category ON cases (category, created_at, id) WHERE category IS NOT NULL;
