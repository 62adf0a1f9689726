-- The log of what changed in the registry, and the functions that write it.
--
-- Applied by the cluster's administrator to each database, the log belongs to a role of its own: then
-- Odoo's role adds to it by its changes and can neither alter nor remove what stands there. Applied by
-- Odoo's own role it works the same, without that guard. Safe to apply again.
SET client_min_messages = warning;

DO $$
BEGIN
    IF (SELECT rolsuper FROM pg_roles WHERE rolname = current_user)
       AND NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'socreg_history') THEN
        CREATE ROLE socreg_history NOLOGIN;
    END IF;
END $$;

CREATE SCHEMA IF NOT EXISTS socreg_history;

-- Raised with every change of this file: the addon refuses an older one.
CREATE OR REPLACE FUNCTION socreg_history.version() RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 3';

-- What is added to transaction ids: a database that is restored into another cluster goes on above
-- the positions of the old one.
CREATE TABLE IF NOT EXISTS socreg_history.log (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    base bigint NOT NULL DEFAULT 0
);
INSERT INTO socreg_history.log DEFAULT VALUES ON CONFLICT DO NOTHING;

-- Which tables are logged, and how. `columns` says "name type" of each; a many2many has `field`.
CREATE TABLE IF NOT EXISTS socreg_history.watched (
    model text PRIMARY KEY,
    relation text NOT NULL,
    columns text[] NOT NULL,
    subject_model text,
    subject_column text,
    party_column text,
    owner_relation text,
    owner_column text,
    field text
);

-- Columns that were logged, and that their tables have no more: what they said last still stands in
-- the log, and must not come back with a column of the same name.
CREATE TABLE IF NOT EXISTS socreg_history.dropped (
    model text NOT NULL,
    name text NOT NULL,
    PRIMARY KEY (model, name)
);

DROP FUNCTION IF EXISTS socreg_history.baseline(socreg_history.watched);
DROP FUNCTION IF EXISTS socreg_history.log_missing(socreg_history.watched);
DROP FUNCTION IF EXISTS socreg_history.catch_up(socreg_history.watched, text[], boolean);
DROP FUNCTION IF EXISTS socreg_history.make_logger(text, text, text);

-- Who did it: one row a transaction.
CREATE TABLE IF NOT EXISTS socreg_history.act (
    xid bigint PRIMARY KEY,
    at timestamptz NOT NULL,
    actor jsonb NOT NULL,
    hash bytea NOT NULL
);
CREATE INDEX IF NOT EXISTS act_at ON socreg_history.act USING brin (at) WITH (pages_per_range = 16);
CREATE INDEX IF NOT EXISTS act_user ON socreg_history.act (((actor ->> 'user')::bigint), xid);
CREATE INDEX IF NOT EXISTS act_version
    ON socreg_history.act ((actor ->> 'version'), xid) WHERE actor ? 'version';
CREATE INDEX IF NOT EXISTS act_source
    ON socreg_history.act ((actor ->> 'source'), xid) WHERE actor ? 'source';

CREATE SEQUENCE IF NOT EXISTS socreg_history.event_seq;

-- What changed: one row a record and statement.
CREATE TABLE IF NOT EXISTS socreg_history.event (
    seq bigint NOT NULL,
    xid bigint NOT NULL,
    at timestamptz NOT NULL,
    record_id bigint NOT NULL,
    subject_id bigint,
    party_id bigint,
    left_subject_id bigint,
    left_party_id bigint,
    ver int NOT NULL,
    op text NOT NULL,
    model text NOT NULL,
    prev bytea NOT NULL,
    hash bytea NOT NULL,
    body jsonb
) PARTITION BY RANGE (at);
CREATE INDEX IF NOT EXISTS event_place ON socreg_history.event (seq);
CREATE INDEX IF NOT EXISTS event_position ON socreg_history.event (xid, seq);
CREATE INDEX IF NOT EXISTS event_subject ON socreg_history.event (subject_id, seq);
CREATE INDEX IF NOT EXISTS event_party
    ON socreg_history.event (party_id, seq) WHERE party_id IS NOT NULL;
CREATE INDEX IF NOT EXISTS event_left_subject
    ON socreg_history.event (left_subject_id, seq) WHERE left_subject_id IS NOT NULL;
CREATE INDEX IF NOT EXISTS event_left_party
    ON socreg_history.event (left_party_id, seq) WHERE left_party_id IS NOT NULL;
CREATE TABLE IF NOT EXISTS socreg_history.event_default PARTITION OF socreg_history.event DEFAULT;

-- The newest event of each record. Room in each page lets a row be replaced beside the old one.
CREATE TABLE IF NOT EXISTS socreg_history.head (
    model text NOT NULL,
    record_id bigint NOT NULL,
    ver int NOT NULL,
    hash bytea NOT NULL,
    xid bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (model, record_id)
) WITH (fillfactor = 80);
ALTER TABLE socreg_history.head ADD COLUMN IF NOT EXISTS xid bigint NOT NULL DEFAULT 0;

-- The Merkle tree over all events, in pieces of leaf hashes, and its signed heads.
CREATE TABLE IF NOT EXISTS socreg_history.leaves (
    start bigint PRIMARY KEY,
    hashes bytea NOT NULL CHECK (length(hashes) > 0 AND length(hashes) % 32 = 0)
);
CREATE TABLE IF NOT EXISTS socreg_history.tree_head (
    size bigint PRIMARY KEY,
    root bytea NOT NULL,
    at timestamptz NOT NULL,
    xid bigint NOT NULL,
    seq bigint NOT NULL,
    frontier bytea NOT NULL,
    note text NOT NULL
);

-- The months that left the log, each in a signed file: which leaves of the tree they are.
CREATE TABLE IF NOT EXISTS socreg_history.archive (
    name text NOT NULL,
    at timestamptz NOT NULL,
    events bigint NOT NULL,
    leaves int8multirange NOT NULL,
    sha256 bytea NOT NULL,
    manifest text NOT NULL,
    PRIMARY KEY (name, at)
);

-- What they say of each record: its newest event there, with the whole record as its body.
CREATE TABLE IF NOT EXISTS socreg_history.base (
    seq bigint NOT NULL,
    xid bigint NOT NULL,
    at timestamptz NOT NULL,
    record_id bigint NOT NULL,
    subject_id bigint,
    party_id bigint,
    ver int NOT NULL,
    op text NOT NULL,
    model text NOT NULL,
    hash bytea NOT NULL,
    body jsonb,
    PRIMARY KEY (model, record_id)
);
CREATE INDEX IF NOT EXISTS base_subject ON socreg_history.base (subject_id);
CREATE INDEX IF NOT EXISTS base_party ON socreg_history.base (party_id) WHERE party_id IS NOT NULL;

CREATE OR REPLACE FUNCTION socreg_history.refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Who did what is in an archive goes with it; only the owner of the log may delete at all.
    IF TG_OP = 'DELETE' AND TG_TABLE_NAME = 'act'
            AND current_setting('socreg_history.archiving', true) = 'yes' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'history is not changed: % of %', TG_OP, TG_TABLE_NAME USING ERRCODE = '42501';
END $$;

DO $$
DECLARE
    kept text;
BEGIN
    FOREACH kept IN ARRAY ARRAY['event', 'act', 'leaves', 'tree_head', 'archive'] LOOP
        EXECUTE format('CREATE OR REPLACE TRIGGER refuse BEFORE UPDATE OR DELETE'
            ' ON socreg_history.%I FOR EACH ROW EXECUTE FUNCTION socreg_history.refuse()', kept);
        EXECUTE format('CREATE OR REPLACE TRIGGER refuse_truncate BEFORE TRUNCATE'
            ' ON socreg_history.%I FOR EACH STATEMENT EXECUTE FUNCTION socreg_history.refuse()',
            kept);
    END LOOP;
END $$;

CREATE OR REPLACE FUNCTION socreg_history.microseconds(moment timestamptz) RETURNS text
LANGUAGE sql IMMUTABLE AS $$ SELECT (extract(epoch FROM moment) * 1000000)::bigint::text $$;

-- Below it nothing is in flight any more: whoever reads in order of (xid, seq) reads below it.
CREATE OR REPLACE FUNCTION socreg_history.horizon() RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT base + pg_snapshot_xmin(pg_current_snapshot())::text::bigint FROM socreg_history.log
$$;

-- Return the row that says who is at work in this transaction; make it where it is missing.
CREATE OR REPLACE FUNCTION socreg_history.current_act(
    OUT xid bigint, OUT at timestamptz, OUT hash bytea
) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    said jsonb;
BEGIN
    SELECT base + pg_current_xact_id()::text::bigint INTO xid FROM socreg_history.log;
    SELECT a.at, a.hash INTO at, hash FROM socreg_history.act AS a WHERE a.xid = current_act.xid;
    IF FOUND THEN
        IF at <> transaction_timestamp() THEN
            RAISE EXCEPTION 'this database was restored: start Odoo, or call'
                ' socreg_history.resume(), before it is written';
        END IF;
        RETURN;
    END IF;
    at := transaction_timestamp();
    said := coalesce(nullif(current_setting('socreg.actor', true), '')::jsonb, '{}')
        || jsonb_build_object('role', session_user);
    hash := sha256(convert_to(concat_ws(E'\n', 'socreg act 1', xid::text,
        socreg_history.microseconds(at), said::text), 'UTF8'));
    INSERT INTO socreg_history.act (xid, at, actor, hash) VALUES (xid, at, said, hash);
END $$;

-- Return the hash of an event, which chains it to the one before.
CREATE OR REPLACE FUNCTION socreg_history.event_hash(
    prev bytea, seq bigint, model text, record_id bigint, ver int, op text, subject_id bigint,
    party_id bigint, left_subject_id bigint, left_party_id bigint, us text, act text, body jsonb
) RETURNS bytea LANGUAGE sql STABLE AS $$
    SELECT sha256(prev || convert_to(E'socreg event 1\n' || seq || E'\n' || model || E'\n' || record_id
        || E'\n' || ver || E'\n' || op || E'\n' || coalesce(subject_id::text, '')
        || E'\n' || coalesce(party_id::text, '') || E'\n' || coalesce(left_subject_id::text, '')
        || E'\n' || coalesce(left_party_id::text, '') || E'\n' || us || E'\n' || act
        || E'\n' || coalesce(body::text, ''), 'UTF8'))
$$;

-- Log one row, as `statement_for` logs many: starting that takes four times as long.
CREATE OR REPLACE FUNCTION socreg_history.log_one(
    model text, record_id bigint, subject_id bigint, party_id bigint, left_subject_id bigint,
    left_party_id bigint, op text, body jsonb, head_ver int, head_hash bytea
) RETURNS void LANGUAGE plpgsql AS $$
#variable_conflict use_variable
DECLARE
    prev bytea := coalesce(head_hash, '');
    ver int := coalesce(head_ver, 0) + 1;
    seq bigint := nextval('socreg_history.event_seq');
    hash bytea;
    act record;
BEGIN
    act := socreg_history.current_act();
    hash := socreg_history.event_hash(prev, seq, model, record_id, ver, op, subject_id, party_id,
        left_subject_id, left_party_id, socreg_history.microseconds(act.at), encode(act.hash, 'hex'),
        body);
    INSERT INTO socreg_history.head AS h (model, record_id, ver, hash, xid)
    VALUES (model, record_id, ver, hash, act.xid)
    ON CONFLICT ON CONSTRAINT head_pkey DO UPDATE
        SET ver = excluded.ver, hash = excluded.hash, xid = excluded.xid
        WHERE h.ver = excluded.ver - 1 AND h.xid <= excluded.xid;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'somebody else changes the same record' USING ERRCODE = '40001';
    END IF;
    INSERT INTO socreg_history.event (seq, xid, at, record_id, subject_id, party_id,
        left_subject_id, left_party_id, ver, op, model, prev, hash, body)
    VALUES (seq, act.xid, act.at, record_id, subject_id, party_id,
        left_subject_id, left_party_id, ver, op, model, prev, hash, body);
END $$;

-- Return the statement that logs rows: what every generated function ends with.
--   rows: SQL of record_id, subject_id, party_id, left_subject_id, left_party_id, op, body, and of
--   the record's head: head_ver, head_hash
CREATE OR REPLACE FUNCTION socreg_history.statement_for(model text, rows text) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT format($f$
    WITH said AS MATERIALIZED (%2$s),
    act AS MATERIALIZED (
        SELECT a.xid, a.at, encode(a.hash, 'hex') AS hash, socreg_history.microseconds(a.at) AS us
        FROM socreg_history.current_act() AS a WHERE EXISTS (SELECT FROM said)
    ),
    linked AS MATERIALIZED (
        SELECT s.*, nextval('socreg_history.event_seq') AS seq, coalesce(s.head_ver, 0) + 1 AS ver,
            coalesce(s.head_hash, '') AS prev
        FROM said AS s
    ),
    hashed AS MATERIALIZED (
        SELECT l.*, a.xid, a.at, socreg_history.event_hash(l.prev, l.seq, %1$L, l.record_id, l.ver,
            l.op, l.subject_id, l.party_id, l.left_subject_id, l.left_party_id, a.us, a.hash,
            l.body) AS hash
        FROM linked AS l CROSS JOIN act AS a
    ),
    heads AS (
        -- An older transaction that changes what a younger one changed and committed would stand
        -- before it in the order of the log: it is refused, as under REPEATABLE READ.
        INSERT INTO socreg_history.head AS h (model, record_id, ver, hash, xid)
        SELECT %1$L, record_id, ver, hash, xid FROM hashed
        ON CONFLICT (model, record_id) DO UPDATE
            SET ver = excluded.ver, hash = excluded.hash, xid = excluded.xid
            WHERE h.ver = excluded.ver - 1 AND h.xid <= excluded.xid
        RETURNING 1
    ),
    logged AS (
        INSERT INTO socreg_history.event (seq, xid, at, record_id, subject_id, party_id,
            left_subject_id, left_party_id, ver, op, model, prev, hash, body)
        SELECT seq, xid, at, record_id, subject_id, party_id,
            left_subject_id, left_party_id, ver, op, %1$L, prev, hash, body FROM hashed
        RETURNING 1
    )
    SELECT (SELECT count(*) FROM heads) = (SELECT count(*) FROM logged)
    $f$, model, rows)
$$;

-- Return the SQL of a record's head, with nulls where it has none: looked up by its key, however few
-- heads there were when the plan was made.
CREATE OR REPLACE FUNCTION socreg_history.head_of(model text, id text) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT format('(SELECT 1) AS one LEFT JOIN LATERAL (SELECT k.ver AS head_ver,'
        ' k.hash AS head_hash FROM socreg_history.head AS k'
        ' WHERE k.model = %L AND k.record_id = %s LIMIT 1) AS k ON true', model, id)
$$;

-- Log one thing that is not a row: what is watched, that the log goes on elsewhere.
CREATE OR REPLACE FUNCTION socreg_history.log_note(model text, body jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    head record;
BEGIN
    SELECT k.ver, k.hash INTO head FROM socreg_history.head AS k
    WHERE k.model = log_note.model AND k.record_id = 0;
    PERFORM socreg_history.log_one(model, 0, NULL, NULL, NULL, NULL, 's', body, head.ver, head.hash);
END $$;

-- Return the SQL of a row's columns as the text of a JSON object.
--   columns: each "name type"; alias: the row; before: the alias of the row before, or null
CREATE OR REPLACE FUNCTION socreg_history.body_of(columns text[], alias text, before text) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    WITH each AS (
        SELECT (n - 1) / 50 AS piece, n, split_part(c, ' ', 1) AS name,
            CASE WHEN c LIKE '% bytea'
                THEN format($f$'"' || translate(encode(%I.%I, 'base64'), E'\n', '') || '"'$f$,
                    alias, split_part(c, ' ', 1))
                ELSE format('to_json(%I.%I)::text', alias, split_part(c, ' ', 1))
            END AS value
        FROM unnest(columns) WITH ORDINALITY AS u (c, n)
    ), pieces AS (
        SELECT piece, string_agg(
            CASE WHEN before IS NULL
                THEN format('CASE WHEN %1$I.%2$I IS NOT NULL THEN %3$L || %4$s END',
                    alias, name, to_json(name)::text || ':', value)
                ELSE format('CASE WHEN %1$I.%2$I IS DISTINCT FROM %5$I.%2$I'
                    ' THEN %3$L || coalesce(%4$s, ''null'') END',
                    alias, name, to_json(name)::text || ':', value, before)
            END, ', ' ORDER BY n) AS parts
        FROM each GROUP BY piece
    )
    SELECT 'concat_ws('','', ' || string_agg(format('nullif(concat_ws('','', %s), '''')', parts),
        ', ' ORDER BY piece) || ')' FROM pieces
$$;

CREATE OR REPLACE FUNCTION socreg_history.column_of(alias text, name text) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN name IS NULL THEN 'NULL::bigint' ELSE format('%I.%I::bigint', alias, name) END
$$;

CREATE OR REPLACE FUNCTION socreg_history.logger_name(relation text, operation text) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN length(relation) > 45
        THEN format('log_%s_%s_%s', left(relation, 37), left(md5(relation), 8), operation)
        ELSE format('log_%s_%s', relation, operation) END
$$;

-- Return a row as its body says it: of the few that were never logged before they changed.
CREATE OR REPLACE FUNCTION socreg_history.whole_of(line jsonb, columns text[]) RETURNS jsonb
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce(jsonb_object_agg(split_part(c, ' ', 1), CASE WHEN c LIKE '% bytea'
        THEN to_jsonb(translate(encode((line ->> split_part(c, ' ', 1))::bytea, 'base64'), E'\n', ''))
        ELSE line -> split_part(c, ' ', 1) END), '{}')
    FROM unnest(columns) AS c WHERE line ->> split_part(c, ' ', 1) IS NOT NULL
$$;

-- Return the SQL of what a table's rows say, for one of three operations.
CREATE OR REPLACE FUNCTION socreg_history.rows_of(w socreg_history.watched, operation text)
RETURNS text LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    whole text := format('(''{'' || %s || ''}'')::jsonb', socreg_history.body_of(w.columns, 'n', NULL));
    nobody text := 'NULL::bigint AS left_subject_id, NULL::bigint AS left_party_id';
    n text := format('n.id::bigint AS record_id, %s AS subject_id, %s AS party_id,'
        ' k.head_ver, k.head_hash', socreg_history.column_of('n', w.subject_column),
        socreg_history.column_of('n', w.party_column));
    head text := socreg_history.head_of(w.model, 'n.id');
BEGIN
    IF operation = 'insert' THEN
        RETURN format('SELECT %s, %s, ''c'' AS op, %s AS body FROM new_rows AS n'
            ' CROSS JOIN LATERAL (SELECT * FROM %s) AS k ORDER BY n.id', n, nobody, whole, head);
    ELSIF operation = 'delete' THEN
        RETURN format('SELECT %s, %s, ''d'' AS op, NULL::jsonb AS body FROM old_rows AS n'
            ' CROSS JOIN LATERAL (SELECT * FROM %s) AS k ORDER BY n.id', n, nobody, head);
    END IF;
    -- What was never logged is logged whole.
    RETURN format($f$
        SELECT %1$s, nullif(%2$s, %3$s) AS left_subject_id, nullif(%4$s, %5$s) AS left_party_id,
            'u' AS op, CASE WHEN k.head_ver IS NOT NULL
                THEN ('{' || d.changed || '}')::jsonb
                ELSE socreg_history.whole_of(to_jsonb(n), %7$L) END AS body
        FROM old_rows AS o JOIN new_rows AS n ON n.id = o.id
        CROSS JOIN LATERAL (SELECT %6$s AS changed OFFSET 0) AS d
        CROSS JOIN LATERAL (SELECT * FROM %8$s) AS k
        WHERE d.changed <> '' ORDER BY n.id $f$,
        n, socreg_history.column_of('o', w.subject_column),
        socreg_history.column_of('n', w.subject_column),
        socreg_history.column_of('o', w.party_column),
        socreg_history.column_of('n', w.party_column),
        socreg_history.body_of(w.columns, 'n', 'o'), w.columns, head);
END $$;

-- Return the SQL of what a many2many's table says of some owners: each owner's whole list.
CREATE OR REPLACE FUNCTION socreg_history.links_of(
    w socreg_history.watched, owners text, operation text
) RETURNS text LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT format($f$
        SELECT x.owner::bigint AS record_id, %1$s AS subject_id, NULL::bigint AS party_id,
            NULL::bigint AS left_subject_id, NULL::bigint AS left_party_id, %2$L AS op,
            jsonb_build_object(%3$L, coalesce((SELECT jsonb_agg(r.%4$I ORDER BY r.%4$I)
                FROM public.%5$I AS r WHERE r.%6$I = x.owner), '[]')) AS body,
            k.head_ver, k.head_hash
        FROM (%7$s) AS x CROSS JOIN LATERAL (SELECT * FROM %8$s) AS k ORDER BY 1 $f$,
        CASE WHEN w.subject_column IS NULL THEN 'NULL::bigint'
            ELSE format('(SELECT o.%I::bigint FROM public.%I AS o WHERE o.id = x.owner)',
                w.subject_column, w.owner_relation) END,
        operation, w.field, split_part(w.columns[1], ' ', 1), w.relation, w.owner_column, owners,
        socreg_history.head_of(w.model, 'x.owner'))
$$;

-- Return what a function does about one row alone: what `rows_of` says of rows, for `log_one`.
CREATE OR REPLACE FUNCTION socreg_history.row_of(w socreg_history.watched, operation text)
RETURNS text LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    alias text := CASE operation WHEN 'delete' THEN 'old_row' ELSE 'new_row' END;
    looks text := format('SELECT k.ver, k.hash INTO head FROM socreg_history.head AS k'
        ' WHERE k.model = %L AND k.record_id = %I.id;', w.model, alias);
    says text := format('PERFORM socreg_history.log_one(%L, %I.id::bigint, %s, %s,', w.model, alias,
        socreg_history.column_of(alias, w.subject_column),
        socreg_history.column_of(alias, w.party_column));
    ends text := 'head.ver, head.hash);';
BEGIN
    IF operation = 'insert' THEN
        RETURN concat_ws(' ', looks, says, format('NULL, NULL, ''c'', (''{'' || %s || ''}'')::jsonb,',
            socreg_history.body_of(w.columns, alias, NULL)), ends);
    ELSIF operation = 'delete' THEN
        RETURN concat_ws(' ', looks, says, 'NULL, NULL, ''d'', NULL,', ends);
    END IF;
    RETURN concat_ws(' ', 'SELECT * INTO old_row FROM old_rows;', format('changed := %s;',
        socreg_history.body_of(w.columns, 'new_row', 'old_row')),
        'IF changed <> '''' AND old_row.id = new_row.id THEN', looks, says,
        format('nullif(%s, %s), nullif(%s, %s), ''u'', CASE WHEN head.ver IS NOT NULL'
            ' THEN (''{'' || changed || ''}'')::jsonb'
            ' ELSE socreg_history.whole_of(to_jsonb(new_row), %L) END,',
            socreg_history.column_of('old_row', w.subject_column),
            socreg_history.column_of('new_row', w.subject_column),
            socreg_history.column_of('old_row', w.party_column),
            socreg_history.column_of('new_row', w.party_column), w.columns),
        ends, 'END IF;');
END $$;

-- Return what the function does that triggers call after an operation on a table.
CREATE OR REPLACE FUNCTION socreg_history.logger_of(w socreg_history.watched, operation text)
RETURNS text LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    tables text[] := CASE operation WHEN 'insert' THEN '{new_rows}' WHEN 'delete' THEN '{old_rows}'
        ELSE '{old_rows,new_rows}' END;
    alias text;
    one text := '';
    rows text;
BEGIN
    IF w.field IS NULL THEN
        rows := socreg_history.rows_of(w, operation);
        alias := CASE operation WHEN 'delete' THEN 'old_row' ELSE 'new_row' END;
        -- Nothing tells sooner whether it is one row.
        one := format('FOR %1$I IN SELECT * FROM %1$Is LIMIT 2 LOOP number := number + 1; END LOOP;'
            ' IF number = 1 THEN %2$s END IF; IF number < 2 THEN RETURN NULL; END IF;',
            alias, socreg_history.row_of(w, operation));
    ELSE
        rows := socreg_history.links_of(w, (SELECT string_agg(format(
            'SELECT DISTINCT %I AS owner FROM %I', w.owner_column, t), ' UNION ')
            FROM unnest(tables) AS t), 'u');
    END IF;
    RETURN format($f$
        DECLARE
            old_row public.%1$I;
            new_row public.%1$I;
            head record;
            changed text;
            number int := 0;
            in_order boolean;
        BEGIN
            %2$s
            %3$s INTO in_order;
            IF NOT in_order THEN
                RAISE EXCEPTION 'somebody else changes the same record' USING ERRCODE = '40001';
            END IF;
            RETURN NULL;
        END $f$, w.relation, one, socreg_history.statement_for(w.model, rows));
END $$;

CREATE OR REPLACE FUNCTION socreg_history.make_loggers(w socreg_history.watched) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    operation text;
BEGIN
    FOREACH operation IN ARRAY ARRAY['insert', 'update', 'delete'] LOOP
        -- The plan that the first call makes must do for two rows and for a hundred thousand.
        EXECUTE format($f$
            CREATE OR REPLACE FUNCTION socreg_history.%I() RETURNS trigger
            LANGUAGE plpgsql SECURITY DEFINER
            SET search_path = pg_catalog, pg_temp SET extra_float_digits = 1 SET jit = off
            SET enable_seqscan = off SET enable_nestloop = off SET enable_mergejoin = off AS %L $f$,
            socreg_history.logger_name(w.relation, operation), socreg_history.logger_of(w, operation));
    END LOOP;
END $$;

-- Log rows whole, as they are found: where the table changed, or its triggers were switched off.
--   condition: SQL on the row n
CREATE OR REPLACE FUNCTION socreg_history.log_found(w socreg_history.watched, condition text)
RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET jit = off AS $$
BEGIN
    EXECUTE socreg_history.statement_for(w.model, format('SELECT n.id::bigint AS record_id,'
        ' %s AS subject_id, %s AS party_id, NULL::bigint AS left_subject_id,'
        ' NULL::bigint AS left_party_id, ''r'' AS op, (''{'' || %s || ''}'')::jsonb AS body,'
        ' k.head_ver, k.head_hash FROM public.%I AS n CROSS JOIN LATERAL (SELECT * FROM %s) AS k'
        ' WHERE %s ORDER BY n.id',
        socreg_history.column_of('n', w.subject_column),
        socreg_history.column_of('n', w.party_column),
        socreg_history.body_of(w.columns, 'n', NULL), w.relation,
        socreg_history.head_of(w.model, 'n.id'), condition));
END $$;

-- Log that records are there no more.
--   condition: SQL on the newest event e of a record that is there as far as the log knows
CREATE OR REPLACE FUNCTION socreg_history.log_missing(model text, condition text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET jit = off AS $$
BEGIN
    EXECUTE socreg_history.statement_for(model, format('SELECT e.record_id, e.subject_id,'
        ' e.party_id, NULL::bigint AS left_subject_id, NULL::bigint AS left_party_id, ''d'' AS op,'
        ' NULL::jsonb AS body, k.ver AS head_ver, k.hash AS head_hash'
        ' FROM socreg_history.head AS k JOIN ('
        '   SELECT model, record_id, ver, op, subject_id, party_id FROM socreg_history.event'
        '   UNION ALL SELECT model, record_id, ver, op, subject_id, party_id FROM socreg_history.base'
        ' ) AS e USING (model, record_id, ver)'
        ' WHERE k.model = %L AND e.op NOT IN (''d'', ''s'') AND %s', model, condition));
END $$;

-- Log all that stands in a table, and what stands there no more.
CREATE OR REPLACE FUNCTION socreg_history.log_all(w socreg_history.watched) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET jit = off AS $$
BEGIN
    IF w.field IS NULL THEN
        PERFORM socreg_history.log_found(w, 'true');
        PERFORM socreg_history.log_missing(w.model, format(
            'NOT EXISTS (SELECT FROM public.%I AS n WHERE n.id = e.record_id)', w.relation));
    ELSE
        EXECUTE socreg_history.statement_for(w.model, socreg_history.links_of(w, format(
            'SELECT %I::bigint AS owner FROM public.%I UNION SELECT record_id'
            ' FROM socreg_history.head WHERE model = %L AND record_id > 0',
            w.owner_column, w.relation, w.model), 'r'));
    END IF;
END $$;

CREATE OR REPLACE FUNCTION socreg_history.was_switched_off(relation text) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (SELECT FROM pg_trigger WHERE tgrelid = to_regclass(format('public.%I', relation))
        AND tgname LIKE 'socreg\_history\_%' AND tgenabled NOT IN ('O', 'A'))
$$;

-- Log what came past the log: all where nothing was logged, or a column is not what it was under its
-- name; else what stands in new columns.
CREATE OR REPLACE FUNCTION socreg_history.catch_up(
    w socreg_history.watched, old socreg_history.watched, was_off boolean
) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    fresh text[] := ARRAY(SELECT split_part(c, ' ', 1) FROM unnest(w.columns) AS c
        WHERE c <> ALL (old.columns));
    known text[] := ARRAY(SELECT split_part(c, ' ', 1) FROM unnest(old.columns) AS c
        UNION SELECT d.name FROM socreg_history.dropped AS d WHERE d.model = w.model);
BEGIN
    IF old.model IS NULL OR was_off OR w.field IS NULL AND fresh && known THEN
        PERFORM socreg_history.log_all(w);
    ELSIF w.field IS NULL AND fresh <> '{}' THEN
        PERFORM socreg_history.log_found(w,
            (SELECT string_agg(format('n.%I IS NOT NULL', c), ' OR ') FROM unnest(fresh) AS c));
    END IF;
END $$;

-- Log a table from now on, and what stands in it; tell whether anything is new.
CREATE OR REPLACE FUNCTION socreg_history.watch(wish jsonb) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET jit = off AS $$
DECLARE
    w socreg_history.watched := jsonb_populate_record(NULL::socreg_history.watched, wish);
    old socreg_history.watched;
    was_off boolean;
BEGIN
    w.columns := ARRAY(
        SELECT a.attname || ' ' || format_type(a.atttypid, NULL)
        FROM unnest(w.columns) WITH ORDINALITY AS u (name, n) JOIN pg_attribute AS a
            ON a.attname = u.name AND a.attrelid = format('public.%I', w.relation)::regclass
                AND NOT a.attisdropped
        ORDER BY u.n);
    was_off := socreg_history.was_switched_off(w.relation);
    SELECT * INTO old FROM socreg_history.watched AS o WHERE o.model = w.model;
    IF old IS NOT DISTINCT FROM w AND NOT was_off THEN
        RETURN false;
    END IF;
    PERFORM socreg_history.make_loggers(w);
    DELETE FROM socreg_history.watched AS o WHERE o.model = w.model;
    INSERT INTO socreg_history.watched SELECT w.*;
    PERFORM socreg_history.log_note(w.model,
        to_jsonb(w) || jsonb_build_object('was_switched_off', was_off));
    PERFORM socreg_history.catch_up(w, old, was_off);
    DELETE FROM socreg_history.dropped AS d WHERE d.model = w.model AND d.name IN (
        SELECT split_part(c, ' ', 1) FROM unnest(w.columns) AS c);
    INSERT INTO socreg_history.dropped
        SELECT w.model, split_part(c, ' ', 1) FROM unnest(old.columns) AS c
        EXCEPT SELECT w.model, split_part(c, ' ', 1) FROM unnest(w.columns) AS c
        ON CONFLICT DO NOTHING;
    RETURN true;
END $$;

-- Log no more of tables that are gone, and that their records are; return their models.
CREATE OR REPLACE FUNCTION socreg_history.forget_tables() RETURNS SETOF text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    gone text;
BEGIN
    FOR gone IN
        SELECT w.model FROM socreg_history.watched AS w
        WHERE to_regclass(format('public.%I', w.relation)) IS NULL ORDER BY 1
    LOOP
        PERFORM socreg_history.log_missing(gone, 'true');
        DELETE FROM socreg_history.watched AS w WHERE w.model = gone;
        DELETE FROM socreg_history.dropped AS d WHERE d.model = gone;
        PERFORM socreg_history.log_note(gone, 'null');
        RETURN NEXT gone;
    END LOOP;
END $$;

-- Make the parts for this month and the next ones; what a wrong clock put aside moves to its month.
CREATE OR REPLACE FUNCTION socreg_history.make_partitions(months int) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' AS $$
DECLARE
    month timestamptz;
    name text;
    made int := 0;
BEGIN
    -- All at once: a query that is still open would hold the table that is put aside.
    FOREACH month IN ARRAY ARRAY(
        SELECT generate_series(date_trunc('month', now()),
            date_trunc('month', now()) + least(months, 120) * interval '1 month', '1 month')
        UNION SELECT DISTINCT date_trunc('month', at) FROM socreg_history.event_default)
    LOOP
        name := to_char(month, '"event_"YYYY_MM');
        CONTINUE WHEN to_regclass('socreg_history.' || name) IS NOT NULL;
        PERFORM socreg_history.make_partition(name, month, month + interval '1 month');
        made := made + 1;
    END LOOP;
    RETURN made;
END $$;

CREATE OR REPLACE FUNCTION socreg_history.make_partition(
    name text, first timestamptz, after timestamptz
) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    has_strays boolean := EXISTS (
        SELECT FROM socreg_history.event_default WHERE at >= first AND at < after);
BEGIN
    IF has_strays THEN
        ALTER TABLE socreg_history.event DETACH PARTITION socreg_history.event_default;
        ALTER TABLE socreg_history.event_default RENAME TO event_stray;
        CREATE TABLE socreg_history.event_default PARTITION OF socreg_history.event DEFAULT;
    END IF;
    EXECUTE format('CREATE TABLE socreg_history.%I PARTITION OF socreg_history.event'
        ' FOR VALUES FROM (%L) TO (%L)', name, first, after);
    IF has_strays THEN
        INSERT INTO socreg_history.event SELECT * FROM socreg_history.event_stray;
        DROP TABLE socreg_history.event_stray;
    END IF;
    PERFORM socreg_history.grant_reading();
END $$;

-- Return the month that a part of the log is for.
CREATE OR REPLACE FUNCTION socreg_history.month_of(name text) RETURNS timestamptz
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' AS $$
BEGIN
    IF name !~ '^event_[0-9]{4}_(0[1-9]|1[0-2])$' THEN
        RAISE EXCEPTION '% is no month of the log', name USING ERRCODE = '22023';
    END IF;
    RETURN to_timestamp(substr(name, 7), 'YYYY_MM');
END $$;

-- Return which leaves of the tree the events of a month are, and the digest of their hashes.
CREATE OR REPLACE FUNCTION socreg_history.leaves_of(
    name text, OUT events bigint, OUT leaves int8multirange, OUT sha256 bytea,
    OUT xid bigint, OUT seq bigint
) LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    EXECUTE format($f$
        SELECT count(*), sha256(coalesce(string_agg(hash, '' ORDER BY xid, seq), '')),
            (max(ARRAY[xid, seq]))[1], (max(ARRAY[xid, seq]))[2] FROM socreg_history.%I
    $f$, name) INTO events, sha256, xid, seq;
    -- What went before took its leaves along: the events that are left stand on the others.
    EXECUTE format($f$
        WITH kept AS (
            SELECT e.tableoid = %L::regclass AS goes,
                row_number() OVER (ORDER BY e.xid, e.seq) - 1 AS n
            FROM socreg_history.event AS e WHERE (e.xid, e.seq) <= ($1, $2)
        ), free AS (
            SELECT r, sum(upper(r) - lower(r)) OVER (ORDER BY r) - (upper(r) - lower(r)) AS start
            FROM unnest(int8multirange(int8range(0, 1::bigint << 62))
                - coalesce((SELECT range_agg(a.leaves) FROM socreg_history.archive AS a), '{}')
            ) AS r
        ), placed AS (
            SELECT (lower(f.r) + k.n - f.start)::bigint AS leaf FROM kept AS k JOIN free AS f
                ON k.goes AND k.n >= f.start AND k.n - f.start < upper(f.r) - lower(f.r)
        )
        SELECT coalesce(range_agg(int8range(leaf, leaf + 1)), '{}') FROM placed
    $f$, 'socreg_history.' || name) INTO leaves USING xid, seq;
END $$;

-- Take a month out of the log that was written to a signed file, and what happened then into `base`.
--   months: how old it must be; never less than a year
--   digest: what was written: see leaves_of
CREATE OR REPLACE FUNCTION socreg_history.archive(
    name text, months int, digest bytea, manifest text
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' SET lock_timeout = '20s' AS $$
DECLARE
    month timestamptz := socreg_history.month_of(name);
    found record;
    sealed record;
BEGIN
    -- What others commit while this waits for them is seen in no older snapshot.
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'a month leaves the log under READ COMMITTED' USING ERRCODE = '25001';
    END IF;
    IF to_regclass('socreg_history.' || name) IS NULL THEN
        RAISE EXCEPTION 'there is no part % of the log', name USING ERRCODE = '55000';
    END IF;
    IF month + interval '1 month' > now() - greatest(months, 12) * interval '1 month' THEN
        RAISE EXCEPTION '% is too young to leave the log', name USING ERRCODE = '55000';
    END IF;
    LOCK TABLE socreg_history.archive IN SHARE ROW EXCLUSIVE MODE;
    EXECUTE format('LOCK TABLE socreg_history.%I IN SHARE MODE', name);
    found := socreg_history.leaves_of(name);
    SELECT h.xid, h.seq, h.size INTO sealed FROM socreg_history.tree_head AS h
    ORDER BY h.size DESC LIMIT 1;
    IF (found.xid, found.seq) > (sealed.xid, sealed.seq) OR sealed IS NULL
            OR found.xid >= socreg_history.horizon() THEN
        RAISE EXCEPTION 'events of % are not sealed yet', name USING ERRCODE = '55000';
    END IF;
    IF found.sha256 <> digest THEN
        RAISE EXCEPTION 'the file of % is not what the log says', name USING ERRCODE = '55000';
    END IF;
    PERFORM socreg_history.take_base(name);
    INSERT INTO socreg_history.archive (name, at, events, leaves, sha256, manifest)
    VALUES (name, now(), found.events, found.leaves, found.sha256, manifest);
    PERFORM set_config('socreg_history.archiving', 'yes', true);
    EXECUTE format('DELETE FROM socreg_history.act AS a USING'
        ' (SELECT DISTINCT xid FROM socreg_history.%I) AS e WHERE a.xid = e.xid', name);
    PERFORM set_config('socreg_history.archiving', '', true);
    PERFORM socreg_history.log_note('socreg.archive', jsonb_build_object('name', name,
        'events', found.events, 'leaves', found.leaves::text,
        'sha256', encode(found.sha256, 'hex'), 'base', encode(socreg_history.base_digest(), 'hex')));
    EXECUTE format('ALTER TABLE socreg_history.event DETACH PARTITION socreg_history.%I', name);
    EXECUTE format('DROP TABLE socreg_history.%I', name);
END $$;

-- Have `base` say what a month's events make of each record.
CREATE OR REPLACE FUNCTION socreg_history.take_base(name text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    torn bigint;
BEGIN
    -- A clock that went wrong may have put what came first into a month that leaves later.
    EXECUTE format($f$
        SELECT count(*) FROM (
            SELECT g.model, g.record_id FROM socreg_history.%I AS g
                LEFT JOIN socreg_history.base AS b USING (model, record_id)
            GROUP BY 1, 2 HAVING min(g.ver) <> coalesce(max(b.ver), 0) + 1
                OR count(*) <> max(g.ver) - min(g.ver) + 1
        ) AS t $f$, name) INTO torn;
    IF torn > 0 THEN
        RAISE EXCEPTION 'of % records, earlier events stand in another month than those of %',
            torn, name USING ERRCODE = '55000';
    END IF;
    EXECUTE format($f$
        WITH gone AS MATERIALIZED (SELECT * FROM socreg_history.%1$I),
        newest AS (
            SELECT DISTINCT ON (model, record_id) * FROM gone ORDER BY model, record_id, ver DESC
        ),
        told AS (
            SELECT b.model, b.record_id, b.ver, b.op, b.body FROM newest AS n
                JOIN socreg_history.base AS b USING (model, record_id)
            UNION ALL SELECT model, record_id, ver, op, body FROM gone
        ),
        -- What is found or created begins anew: columns that it leaves out are empty.
        since AS (
            SELECT model, record_id, max(ver) FILTER (WHERE op IN ('c', 'r')) AS ver
            FROM told GROUP BY model, record_id
        ),
        columns AS (
            SELECT DISTINCT ON (t.model, t.record_id, c.key) t.model, t.record_id, c.key, c.value
            FROM told AS t JOIN since AS s USING (model, record_id)
                CROSS JOIN LATERAL jsonb_each(t.body) AS c
            WHERE t.ver >= coalesce(s.ver, 0)
            ORDER BY t.model, t.record_id, c.key, t.ver DESC
        ),
        whole AS (
            SELECT model, record_id, jsonb_object_agg(key, value) AS body
            FROM columns WHERE value <> 'null' GROUP BY model, record_id
        )
        INSERT INTO socreg_history.base AS b (seq, xid, at, record_id, subject_id, party_id, ver, op,
            model, hash, body)
        SELECT n.seq, n.xid, n.at, n.record_id, n.subject_id, n.party_id, n.ver,
            CASE WHEN n.op IN ('d', 's') THEN n.op ELSE 'r' END, n.model, n.hash,
            CASE n.op WHEN 'd' THEN NULL WHEN 's' THEN n.body ELSE coalesce(w.body, '{}') END
        FROM newest AS n LEFT JOIN whole AS w USING (model, record_id)
        ON CONFLICT (model, record_id) DO UPDATE SET seq = excluded.seq, xid = excluded.xid,
            at = excluded.at, subject_id = excluded.subject_id, party_id = excluded.party_id,
            ver = excluded.ver, op = excluded.op, hash = excluded.hash, body = excluded.body
    $f$, name);
END $$;

-- Return the digest of all of `base`: the log says after each archive what it must be.
CREATE OR REPLACE FUNCTION socreg_history.base_digest() RETURNS bytea
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT sha256(coalesce(string_agg(sha256(convert_to(concat_ws(E'\n', 'socreg base 1', b.seq, b.xid,
        socreg_history.microseconds(b.at), b.model, b.record_id, coalesce(b.subject_id::text, ''),
        coalesce(b.party_id::text, ''), b.ver, b.op, encode(b.hash, 'hex'),
        coalesce(b.body::text, '')), 'UTF8')), '' ORDER BY b.model COLLATE "C", b.record_id), ''))
    FROM socreg_history.base AS b
$$;

-- After a database was restored into another cluster: go on above all positions of the old one.
CREATE OR REPLACE FUNCTION socreg_history.resume() RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    highest bigint;
    old bigint;
    snapshot pg_snapshot;
BEGIN
    SELECT base INTO old FROM socreg_history.log FOR UPDATE;
    snapshot := pg_current_snapshot();
    SELECT max(xid) INTO highest FROM socreg_history.act;
    IF highest IS NULL OR highest < old + pg_snapshot_xmax(snapshot)::text::bigint THEN
        RETURN false;
    END IF;
    UPDATE socreg_history.log SET base = highest + 1 - pg_snapshot_xmin(snapshot)::text::bigint;
    PERFORM socreg_history.log_note('socreg.history',
        (SELECT jsonb_build_object('base', base, 'before', old) FROM socreg_history.log));
    RETURN true;
END $$;

-- Odoo's role, which owns the database, reads everything and appends to the tree.
CREATE OR REPLACE FUNCTION socreg_history.grant_reading() RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    reader text := (SELECT pg_get_userbyid(datdba) FROM pg_database
        WHERE datname = current_database());
    callable text;
BEGIN
    EXECUTE format('GRANT USAGE ON SCHEMA socreg_history TO %I', reader);
    EXECUTE format('GRANT SELECT ON ALL TABLES IN SCHEMA socreg_history TO %I', reader);
    EXECUTE format('GRANT SELECT ON ALL SEQUENCES IN SCHEMA socreg_history TO %I', reader);
    EXECUTE format('GRANT INSERT ON socreg_history.leaves, socreg_history.tree_head TO %I', reader);
    FOR callable IN
        SELECT oid::regprocedure::text FROM pg_proc
        WHERE pronamespace = 'socreg_history'::regnamespace AND (prorettype = 'trigger'::regtype
            OR proname IN ('version', 'microseconds', 'horizon', 'watch', 'logger_name', 'refuse', 'make_partitions',
                'forget_tables', 'resume', 'month_of', 'leaves_of', 'archive', 'base_digest'))
    LOOP
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO %I', callable, reader);
    END LOOP;
END $$;

-- What triggers call is made of the functions above: anew, where this file has changed.
DO $$
BEGIN
    PERFORM socreg_history.make_loggers(w) FROM socreg_history.watched AS w;
END $$;

DO $$
DECLARE
    thing record;
BEGIN
    IF (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
        ALTER SCHEMA socreg_history OWNER TO socreg_history;
        FOR thing IN
            SELECT c.relname, c.relkind FROM pg_class AS c
            WHERE c.relnamespace = 'socreg_history'::regnamespace AND (c.relkind IN ('r', 'p')
                OR c.relkind = 'S' AND NOT EXISTS (SELECT FROM pg_depend AS d
                    WHERE d.objid = c.oid AND d.deptype IN ('a', 'i')))
        LOOP
            EXECUTE format('ALTER %s socreg_history.%I OWNER TO socreg_history',
                CASE thing.relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END, thing.relname);
        END LOOP;
        FOR thing IN
            SELECT p.oid::regprocedure::text AS name FROM pg_proc AS p
            WHERE p.pronamespace = 'socreg_history'::regnamespace
        LOOP
            EXECUTE format('ALTER FUNCTION %s OWNER TO socreg_history', thing.name);
        END LOOP;
    END IF;
END $$;

REVOKE ALL ON SCHEMA socreg_history FROM PUBLIC;
REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA socreg_history FROM PUBLIC;
SELECT socreg_history.make_partitions(12);
SELECT socreg_history.grant_reading();
RESET client_min_messages;
