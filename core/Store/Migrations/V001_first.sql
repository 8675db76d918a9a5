-- Portable between SQLite and PostgreSQL: TEXT, BIGINT, DOUBLE PRECISION only. Times are Unix milliseconds. Ids of rows come from the program (core/Store/Sequence).
-- state: 0 waits, 1 done, 2 given up. awaited_until: a request waits so long for what this row causes.
CREATE TABLE inbox (
  id BIGINT PRIMARY KEY, delivery_key TEXT NOT NULL UNIQUE, message_key TEXT NOT NULL UNIQUE, channel TEXT NOT NULL, lane TEXT NOT NULL, body TEXT NOT NULL, traceparent TEXT,
  received_at BIGINT NOT NULL, awaited_until BIGINT NOT NULL, state BIGINT NOT NULL, leased_until BIGINT NOT NULL, attempts BIGINT NOT NULL, done_at BIGINT, error TEXT);
CREATE INDEX inbox_waiting ON inbox (id) WHERE state = 0;
CREATE INDEX inbox_lane ON inbox (lane, id) WHERE state = 0;
CREATE INDEX inbox_done ON inbox (done_at) WHERE state <> 0;
-- state: 0 waits, 1 sent, 2 dropped, 3 superseded by a newer row of its slot, 4 taken by a request that showed it itself. waits_for: the slot in whose thread it goes.
-- sending_since: set before the send and cleared after a certain answer; found at the next lease it moves to uncertain_since: that send may have arrived.
CREATE TABLE outbox (
  id BIGINT PRIMARY KEY, key TEXT NOT NULL UNIQUE, lane TEXT NOT NULL, channel TEXT NOT NULL, kind TEXT NOT NULL, slot TEXT, waits_for TEXT, body TEXT NOT NULL, caused_by BIGINT, traceparent TEXT,
  created_at BIGINT NOT NULL, state BIGINT NOT NULL, due_at BIGINT NOT NULL, leased_until BIGINT NOT NULL, attempts BIGINT NOT NULL, sending_since BIGINT, uncertain_since BIGINT, done_at BIGINT, error TEXT);
CREATE INDEX outbox_waiting ON outbox (id) WHERE state = 0;
CREATE INDEX outbox_lane ON outbox (lane, id) WHERE state = 0;
CREATE INDEX outbox_slot ON outbox (slot, id) WHERE state = 0;
CREATE INDEX outbox_caused ON outbox (caused_by);
CREATE INDEX outbox_done ON outbox (done_at) WHERE state <> 0;
-- The message that fills a slot, and what it is about.
CREATE TABLE messages (
  slot TEXT PRIMARY KEY, channel TEXT NOT NULL, conversation TEXT NOT NULL, thread TEXT, message_id TEXT NOT NULL, case_id TEXT, question_id TEXT, posted_at BIGINT NOT NULL, updated_at BIGINT NOT NULL);
CREATE INDEX messages_id ON messages (channel, conversation, message_id);
CREATE INDEX messages_case ON messages (case_id);
CREATE TABLE people_seen (
  channel TEXT NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL, email TEXT, time_zone TEXT, locale TEXT, conversation TEXT, seen_at BIGINT NOT NULL, fetched_at BIGINT NOT NULL, PRIMARY KEY (channel, id));
CREATE INDEX people_seen_email ON people_seen (email);
-- Small things that a channel must not forget: our own user id, ids of named channels, service addresses.
CREATE TABLE channel_memory (channel TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, updated_at BIGINT NOT NULL, PRIMARY KEY (channel, key));
CREATE TABLE questions (
  id TEXT PRIMARY KEY, version BIGINT NOT NULL, state TEXT NOT NULL, lane TEXT NOT NULL, channel TEXT NOT NULL, message_id TEXT, person TEXT NOT NULL, email TEXT, verdict TEXT NOT NULL, category TEXT, account TEXT, article TEXT,
  confidence DOUBLE PRECISION NOT NULL, case_id TEXT, asked_at BIGINT NOT NULL, finished_at BIGINT, body TEXT NOT NULL);
CREATE INDEX questions_lane ON questions (lane, id);
CREATE INDEX questions_open ON questions (id) WHERE finished_at IS NULL;
CREATE INDEX questions_asked ON questions (asked_at);
CREATE INDEX questions_case ON questions (case_id);
CREATE INDEX questions_person ON questions (person, asked_at);
CREATE INDEX questions_email ON questions (email, asked_at);
CREATE INDEX questions_account ON questions (account, asked_at);
CREATE TABLE cases (
  id TEXT PRIMARY KEY, version BIGINT NOT NULL, state TEXT NOT NULL, queue TEXT NOT NULL, priority TEXT NOT NULL, account TEXT, category TEXT, rep_email TEXT, rep_key TEXT NOT NULL, rep_lane TEXT NOT NULL,
  owner_email TEXT, owner_key TEXT, created_at BIGINT NOT NULL, first_claimed_at BIGINT, resolved_at BIGINT, closed_at BIGINT, claim_due BIGINT, update_due BIGINT, resolve_due BIGINT, rating BIGINT, body TEXT NOT NULL);
CREATE INDEX cases_state ON cases (state, queue);
CREATE INDEX cases_created ON cases (created_at);
CREATE INDEX cases_account ON cases (account);
CREATE INDEX cases_rep ON cases (rep_key);
CREATE INDEX cases_lane ON cases (rep_lane);
CREATE INDEX cases_rep_email ON cases (rep_email);
CREATE TABLE history (id BIGINT PRIMARY KEY, case_id TEXT, question_id TEXT, at BIGINT NOT NULL, kind TEXT NOT NULL, who TEXT NOT NULL, who_email TEXT, detail TEXT NOT NULL);
CREATE INDEX history_case ON history (case_id, id);
CREATE INDEX history_question ON history (question_id, id);
CREATE INDEX history_at ON history (at);
CREATE TABLE timers (subject TEXT NOT NULL, timer TEXT NOT NULL, due_at BIGINT NOT NULL, PRIMARY KEY (subject, timer));
CREATE INDEX timers_due ON timers (due_at);
CREATE TABLE articles (id TEXT PRIMARY KEY, version BIGINT NOT NULL, retired BIGINT NOT NULL, source TEXT NOT NULL, hash TEXT NOT NULL, updated_at BIGINT NOT NULL, body TEXT NOT NULL);
CREATE TABLE feedback (id BIGINT PRIMARY KEY, article_id TEXT NOT NULL, question_id TEXT NOT NULL, kind TEXT NOT NULL, question_text TEXT NOT NULL, by_email TEXT, at BIGINT NOT NULL);
CREATE INDEX feedback_article ON feedback (article_id);
CREATE TABLE counters (name TEXT PRIMARY KEY, value BIGINT NOT NULL);
INSERT INTO counters (name, value) VALUES ('case', 1000);
-- The web chat's own conversations: what Teams and Slack keep for the others. key: the outbox key that last wrote it, or the sender's own id of what they sent; finds a message again after a lost answer.
CREATE TABLE web_messages (
  id BIGINT PRIMARY KEY, conversation TEXT NOT NULL, thread BIGINT, author TEXT NOT NULL, only_for TEXT, card TEXT NOT NULL, deleted BIGINT NOT NULL, at BIGINT NOT NULL, changed_at BIGINT NOT NULL,
  key TEXT NOT NULL UNIQUE, reply_to BIGINT, edited BIGINT NOT NULL);
CREATE INDEX web_messages_place ON web_messages (conversation, id);
CREATE INDEX web_messages_thread ON web_messages (thread, id);
CREATE INDEX web_messages_changed ON web_messages (changed_at);
CREATE TABLE web_reactions (message BIGINT NOT NULL, person TEXT NOT NULL, reaction TEXT NOT NULL, PRIMARY KEY (message, person, reaction));
