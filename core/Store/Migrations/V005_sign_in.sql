-- Who is signed in to the web pages. Ids of sessions and links are SHA-256 of what the browser or the message holds: a copy of the database opens nothing.
-- way: entra, link or key. stamp: of the emergency key in force when it was used, else empty.
CREATE TABLE sign_in_sessions (id TEXT PRIMARY KEY, email TEXT NOT NULL, way TEXT NOT NULL, stamp TEXT NOT NULL, made_at BIGINT NOT NULL, ends_at BIGINT NOT NULL);
CREATE INDEX sign_in_sessions_ends ON sign_in_sessions (ends_at);
-- cause: the outbox row that carries it. When that is sent again, both copies work.
CREATE TABLE sign_in_links (id TEXT PRIMARY KEY, email TEXT NOT NULL, cause TEXT NOT NULL, made_at BIGINT NOT NULL, ends_at BIGINT NOT NULL, used_at BIGINT);
CREATE INDEX sign_in_links_email ON sign_in_links (email);
-- Keys that encrypt cookies (ASP.NET data protection): replicas share them, and a restart signs nobody out.
CREATE TABLE sign_in_keys (id TEXT PRIMARY KEY, xml TEXT NOT NULL, made_at BIGINT NOT NULL);
