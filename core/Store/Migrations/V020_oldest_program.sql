-- Started by programs from V020 on.
-- The oldest program that may start on what a step made, by the number of its newest step: the version before runs beside this one, and after a step back.
ALTER TABLE schema_versions ADD COLUMN oldest BIGINT;
