-- How the log is read by subject. As functions, as their plans are made once a connection: of a log of many
-- months a plan takes longer than the reading. They read what the caller may read, and no more.

DROP FUNCTION IF EXISTS socreg_events_of(bigint[], text[], text[], boolean);
DROP FUNCTION IF EXISTS socreg_events_elsewhere(bigint[], text, bigint[]);
DROP TYPE IF EXISTS socreg_read_event;

-- An event as it is read. What archived months made of a record comes before its events, as one that has `is_base`.
CREATE TYPE socreg_read_event AS (seq bigint, xid bigint, at timestamptz, model text, record_id bigint, ver int,
    op text, subject_id bigint, party_id bigint, left_subject_id bigint, left_party_id bigint, body jsonb,
    is_base boolean);

-- Return the events that touched subjects: theirs, of what hung on them, and of what went away.
--   below: models whose subjects these are; parties: those that name another one, too
--   whole: whether bodies are told, or their columns' names alone
CREATE FUNCTION socreg_events_of(
    whose bigint[], below text[], parties text[], whole boolean
) RETURNS SETOF socreg_read_event
LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    RETURN QUERY
    SELECT e.seq, e.xid, e.at, e.model, e.record_id, e.ver, e.op, e.subject_id, e.party_id,
        e.left_subject_id, e.left_party_id, CASE WHEN whole THEN e.body
            ELSE to_jsonb(ARRAY(SELECT jsonb_object_keys(e.body))) END, false
    FROM (
        SELECT * FROM socreg_history.event WHERE subject_id = ANY(whose) AND model = ANY(below)
        UNION ALL
        SELECT * FROM socreg_history.event
        WHERE left_subject_id = ANY(whose) AND model = ANY(below)
        UNION ALL
        SELECT * FROM socreg_history.event WHERE party_id = ANY(whose) AND model = ANY(parties)
        UNION ALL
        SELECT * FROM socreg_history.event
        WHERE left_party_id = ANY(whose) AND model = ANY(parties)
    ) AS e
    UNION ALL
    SELECT b.seq, b.xid, b.at, b.model, b.record_id, b.ver, b.op, b.subject_id, b.party_id,
        NULL, NULL, CASE WHEN whole THEN b.body END, true
    FROM (
        SELECT * FROM socreg_history.base WHERE subject_id = ANY(whose) AND model = ANY(below)
        UNION ALL
        SELECT * FROM socreg_history.base WHERE party_id = ANY(whose) AND model = ANY(parties)
    ) AS b;
END $$;

-- Return the events of some records of one model that hang on these subjects.
CREATE FUNCTION socreg_events_elsewhere(whose bigint[], kind text, records bigint[])
RETURNS SETOF socreg_read_event
LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    RETURN QUERY
    SELECT e.seq, e.xid, e.at, e.model, e.record_id, e.ver, e.op, e.subject_id, e.party_id,
        e.left_subject_id, e.left_party_id, e.body, false
    FROM socreg_history.event AS e
    WHERE e.subject_id = ANY(whose) AND e.model = kind AND e.record_id = ANY(records)
    UNION ALL
    SELECT b.seq, b.xid, b.at, b.model, b.record_id, b.ver, b.op, b.subject_id, b.party_id,
        NULL, NULL, b.body, true
    FROM socreg_history.base AS b
    WHERE b.subject_id = ANY(whose) AND b.model = kind AND b.record_id = ANY(records);
END $$;

-- Tell whether an event is the first that its transaction logged of its subject. All of these have one
-- time, so that one month is looked at.
CREATE OR REPLACE FUNCTION socreg_begins_version(
    whose bigint, moment timestamptz, act bigint, place bigint, kind text
) RETURNS boolean LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
BEGIN
    -- By its subject, never by its transaction: an import's is long.
    RETURN NOT EXISTS (
        SELECT FROM socreg_history.event AS p
        WHERE p.subject_id = whose AND p.at = moment AND p.seq < place AND p.xid + 0 = act
            AND (p.model = kind OR EXISTS (
                SELECT FROM socreg_history.watched AS v JOIN socreg_history.watched AS w
                    USING (subject_model) WHERE v.model = p.model AND w.model = kind)));
END $$;
