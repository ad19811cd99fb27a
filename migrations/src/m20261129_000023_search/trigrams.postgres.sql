-- Makes the indexes that are missing, where pg_trgm is there or may be made. Without it searches read whole tables of
-- texts; they find the same.
DO $$
DECLARE
    place text;
    noun text;
BEGIN
    IF NOT EXISTS (SELECT FROM pg_extension WHERE extname = 'pg_trgm') THEN
        CREATE EXTENSION pg_trgm;
    END IF;
    SELECT extnamespace::regnamespace INTO place FROM pg_extension WHERE extname = 'pg_trgm';
    FOREACH noun IN ARRAY ARRAY['tenant', 'publisher', 'app'] LOOP
        -- `fastupdate` would make each search read what is not merged yet.
        EXECUTE format('CREATE INDEX IF NOT EXISTS %1$s_texts_trigrams ON %1$s_texts
            USING gin (names %2$s.gin_trgm_ops, ids %2$s.gin_trgm_ops) WITH (fastupdate = off)', noun, place);
    END LOOP;
EXCEPTION
    -- Not installed, not allowed, or made by another session just now.
    WHEN undefined_file OR insufficient_privilege OR feature_not_supported OR invalid_schema_name
        OR unique_violation OR duplicate_object THEN
        RAISE WARNING 'searches have no index: pg_trgm: %', SQLERRM;
END $$;
