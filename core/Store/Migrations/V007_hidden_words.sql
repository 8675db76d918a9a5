-- Secrets that were taken out of what people wrote, encrypted; for the owner of their case, once. message: whose words they were, so that deleting or changing these takes them along.
CREATE TABLE hidden_words (
  id BIGINT PRIMARY KEY, inbox_id BIGINT NOT NULL, message TEXT, kind TEXT NOT NULL, words TEXT NOT NULL, case_id TEXT, question_id TEXT, at BIGINT NOT NULL, shown_at BIGINT);
CREATE INDEX hidden_words_inbox ON hidden_words (inbox_id);
CREATE INDEX hidden_words_message ON hidden_words (message) WHERE message IS NOT NULL;
CREATE INDEX hidden_words_case ON hidden_words (case_id) WHERE case_id IS NOT NULL;
CREATE INDEX hidden_words_question ON hidden_words (question_id) WHERE question_id IS NOT NULL;
