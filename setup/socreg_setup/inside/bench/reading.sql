-- A year of history of as many people as `socreg.people` says, 20 events each: as the triggers would
-- have logged them, but for their hashes. The people stand as they are since.

SET client_min_messages = warning;
DO $$
BEGIN
    FOR month IN 1..13 LOOP
        PERFORM socreg_history.make_partition(to_char(m, '"event_"YYYY_MM'), m, m + interval '1 month')
        FROM (SELECT date_trunc('month', now()) - month * interval '1 month' AS m) AS past
        WHERE to_regclass('socreg_history.' || to_char(m, '"event_"YYYY_MM')) IS NULL;
    END LOOP;
END $$;

CREATE FUNCTION pg_temp.people() RETURNS bigint LANGUAGE sql STABLE AS
    $$ SELECT current_setting('socreg.people')::bigint $$;
CREATE FUNCTION pg_temp.cell(n bigint) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT 'AQE' || left(translate(encode(sha256(n::text::bytea) || sha256((n + 1)::text::bytea)
        || sha256((n + 2)::text::bytea), 'base64'), E'\n', ''), 85)
$$;
CREATE TEMPORARY TABLE base AS SELECT coalesce(max(id), 0) + 1000 AS id FROM socreg_registrant;
CREATE TEMPORARY TABLE area AS SELECT min(id) AS id FROM socreg_area;

ALTER TABLE socreg_registrant DISABLE TRIGGER USER;
INSERT INTO socreg_registrant (id, rid, uid, kind, state, area_id, registration_date, given_name, sex,
    marital_status, birth_year, education_level)
SELECT base.id + p, 'bench-' || p, 'B' || p, 'individual', 'active', area.id, '2025-11-01',
    decode(pg_temp.cell(p), 'base64'), (1 + p % 2)::text, 'married', 1950 + p % 60, (p % 9)::text
FROM generate_series(1, pg_temp.people()) AS p, base, area;
ALTER TABLE socreg_registrant ENABLE TRIGGER USER;

INSERT INTO socreg_history.act (xid, at, actor, hash)
SELECT -n, now() - interval '5 hours' - n * interval '360 days' / (16 * pg_temp.people()),
    jsonb_build_object('user', 2, 'login', 'admin', 'role', 'socreg', 'door', '/web/dataset/call_kw',
        'request', left(md5(n::text), 16)), sha256(n::text::bytea)
FROM generate_series(16 * pg_temp.people(), 1, -1) AS n;

-- The first five in one transaction, when somebody is registered; then fifteen changes.
INSERT INTO socreg_history.event (seq, xid, at, record_id, subject_id, party_id, ver, op, model, prev,
    hash, body)
SELECT (SELECT coalesce(max(seq), 0) FROM socreg_history.event) + row_number() OVER (), a.xid, a.at,
    base.id + p, base.id + p, CASE WHEN part = 3 THEN base.id + p / 5 END,
    CASE WHEN part = 0 THEN k + 1 ELSE 1 END, CASE WHEN k = 0 AND part <> 4 THEN 'c' ELSE 'u' END,
    (ARRAY['socreg.registrant', 'socreg.identifier', 'socreg.phone', 'socreg.membership',
        'socreg.membership/role_ids'])[1 + part],
    sha256(p::text::bytea), sha256((p + k)::text::bytea),
    CASE WHEN k > 0 AND k % 2 = 0
        THEN jsonb_build_object('address', pg_temp.cell(p * 20 + k), 'marital_status',
            (ARRAY['single', 'married', 'widowed'])[1 + k % 3])
    WHEN k > 0 THEN jsonb_build_object('education_level', (k % 9)::text, 'area_id', area.id)
    WHEN part = 0 THEN jsonb_build_object('rid', 'bench-' || p, 'uid', 'B' || p, 'kind', 'individual',
        'state', 'active', 'area_id', area.id, 'registration_date', '2025-11-01', 'sex',
        (1 + p % 2)::text, 'given_name', pg_temp.cell(p), 'family_name', pg_temp.cell(p + 1),
        'birthdate', pg_temp.cell(p + 2), 'birth_year', 1950 + p % 60, 'address', pg_temp.cell(p + 3),
        'marital_status', 'single', 'is_adopted', false, 'is_birthdate_estimated', false)
    WHEN part = 1 THEN jsonb_build_object('rid', 'i' || p, 'registrant_id', base.id + p, 'type_id', 1,
        'value', pg_temp.cell(p + 4), 'status', 'valid')
    WHEN part = 2 THEN jsonb_build_object('rid', 'p' || p, 'registrant_id', base.id + p, 'number',
        pg_temp.cell(p + 5), 'is_primary', true)
    WHEN part = 3 THEN jsonb_build_object('group_id', base.id + p / 5, 'member_id', base.id + p,
        'start_date', '2025-11-01', 'is_head', p % 5 = 0)
    ELSE '{"role_ids": [1]}' END
FROM generate_series(0, 15) AS k
CROSS JOIN generate_series(1, pg_temp.people()) AS p
CROSS JOIN LATERAL generate_series(0, CASE WHEN k = 0 THEN 4 ELSE 0 END) AS part
JOIN socreg_history.act AS a ON a.xid = k * pg_temp.people() + p - 16 * pg_temp.people() - 1
CROSS JOIN base CROSS JOIN area;

SELECT setval('socreg_history.event_seq', (SELECT max(seq) + 1 FROM socreg_history.event));
SELECT setval('socreg_registrant_id_seq', (SELECT max(id) + 1 FROM socreg_registrant));
VACUUM ANALYZE socreg_history.event, socreg_history.act, socreg_registrant;
