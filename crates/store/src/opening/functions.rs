//! SQL functions that SQLite has and PostgreSQL lacks, or has with another meaning, written for
//! PostgreSQL. They are in our schema, which is searched before the server's own functions.

/// Creates or replaces the functions.
pub(super) const FUNCTIONS: &str = r#"
    CREATE OR REPLACE FUNCTION iif(truth boolean, one anycompatible, other anycompatible)
    RETURNS anycompatible LANGUAGE sql IMMUTABLE AS 'SELECT CASE WHEN truth THEN one ELSE other END';

    -- Of two, and nothing where one is nothing.
    CREATE OR REPLACE FUNCTION max(one bigint, other bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS
        'SELECT CASE WHEN one >= other THEN one WHEN other > one THEN other END';
    CREATE OR REPLACE FUNCTION min(one bigint, other bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS
        'SELECT CASE WHEN one <= other THEN one WHEN other < one THEN other END';

    CREATE OR REPLACE FUNCTION instr(whole text, part text) RETURNS bigint LANGUAGE sql IMMUTABLE AS
        'SELECT CAST(strpos(whole, part) AS bigint)';

    -- The last letters, where it is counted from the end.
    CREATE OR REPLACE FUNCTION substr(whole text, at bigint) RETURNS text LANGUAGE sql IMMUTABLE AS
        'SELECT CASE WHEN at < 0 THEN right(whole, CAST(least(-at, 2147483647) AS integer))
                     ELSE pg_catalog.substr(whole, CAST(least(at, 2147483647) AS integer)) END';

    CREATE OR REPLACE FUNCTION substr(whole text, at integer) RETURNS text LANGUAGE sql IMMUTABLE AS
        'SELECT CASE WHEN at < 0 THEN right(whole, -at) ELSE pg_catalog.substr(whole, at) END';

    -- The letters of ASCII alone.
    CREATE OR REPLACE FUNCTION lower(whole text) RETURNS text LANGUAGE sql IMMUTABLE AS
        'SELECT pg_catalog.lower(whole COLLATE "C")';

    CREATE OR REPLACE FUNCTION hex(bytes bytea) RETURNS text LANGUAGE sql IMMUTABLE AS
        'SELECT upper(encode(bytes, ''hex''))';
    -- 32 at most: of two UUIDs, each of 122 bits that nobody can guess.
    CREATE OR REPLACE FUNCTION randomblob(count integer) RETURNS bytea LANGUAGE sql VOLATILE AS
        'SELECT pg_catalog.substr(sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())), 1, count)';
    CREATE OR REPLACE FUNCTION random() RETURNS bigint LANGUAGE sql VOLATILE AS
        'SELECT CAST(CAST(''x'' || encode(randomblob(8), ''hex'') AS bit(64)) AS bigint)';

    -- The values of a list.
    CREATE OR REPLACE FUNCTION json_each(list text) RETURNS TABLE (value text) LANGUAGE sql IMMUTABLE AS
        'SELECT json_array_elements_text(CAST(list AS json))';

    -- Whether words are among others, asked as the index of SQLite is: ("a" OR "b") AND ("c").
    CREATE OR REPLACE FUNCTION has_words(words text, asked text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
        SELECT NOT EXISTS (
            SELECT 1 FROM regexp_split_to_table(asked, '\) AND \(') AS any_of
            WHERE NOT EXISTS (
                SELECT 1 FROM regexp_matches(any_of, '"((?:[^"]|"")*)"', 'g') AS one
                WHERE strpos(pg_catalog.lower(words COLLATE "und-x-icu"), replace(one[1], '""', '"')) > 0))
    $$;
    DO $$ BEGIN
        CREATE OPERATOR @@@ (LEFTARG = text, RIGHTARG = text, FUNCTION = has_words);
    EXCEPTION WHEN duplicate_function THEN NULL;
    END $$;
"#;
