-- What was said in a case or about a question, one row for each message from the second on; the first stands in the body of the case or question. subject: its id. seq: 2, 3, … in order.
-- kept: 1 = read whenever the case is read, however old it is (the question itself, turns with files).
CREATE TABLE turns (subject TEXT NOT NULL, seq BIGINT NOT NULL, at BIGINT NOT NULL, kept BIGINT NOT NULL, message_key TEXT, body TEXT NOT NULL, PRIMARY KEY (subject, seq));
CREATE INDEX turns_kept ON turns (subject, seq) WHERE kept = 1;
CREATE INDEX turns_message ON turns (subject, message_key) WHERE message_key IS NOT NULL;
