-- Who said that they are away, until when; here = 1: they are here although their calendar says otherwise. One row per person.
CREATE TABLE absences (email TEXT NOT NULL PRIMARY KEY, from_at BIGINT NOT NULL, until_at BIGINT NOT NULL, here BIGINT NOT NULL);
