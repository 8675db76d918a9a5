-- Articles that several colleagues call wrong or outdated. id: of the article. article_version: the words that they mean; others are doubted no more.
CREATE TABLE article_doubts (id TEXT NOT NULL PRIMARY KEY, version BIGINT NOT NULL, article_version BIGINT NOT NULL, is_open BIGINT NOT NULL, body TEXT NOT NULL);
-- note: what would be right. article_version: the words that the person saw; 0 = not counted.
ALTER TABLE feedback ADD COLUMN note TEXT NOT NULL DEFAULT '';
ALTER TABLE feedback ADD COLUMN article_version BIGINT NOT NULL DEFAULT 0;
UPDATE feedback SET article_version = COALESCE((SELECT a.version FROM articles a WHERE a.id = feedback.article_id AND feedback.at >= a.updated_at), 0)
  WHERE kind IN ('wrong', 'outdated') AND undone_at IS NULL AND by_email IS NOT NULL;
INSERT INTO timers (subject, timer, due_at) SELECT DISTINCT 'doubt:' || article_id, 'article_doubt', 0 FROM feedback WHERE article_version > 0;
