"""What a real Debezium gets: the log's own table by logical decoding, in a cluster of its own."""

import json
import shutil
import tempfile
import threading
from contextlib import closing
from pathlib import Path

import psycopg2
import pytest

from socreg_setup.postgres import HISTORY_SQL, _Cluster

from .pgoutput import Stream

MODEL = "test.person"
WISH = {
    "model": MODEL,
    "relation": "person",
    "columns": ["label", "secret"],
    "subject_model": MODEL,
    "subject_column": "id",
    "party_column": None,
    "owner_relation": None,
    "owner_column": None,
    "field": None,
}
TABLE = "CREATE TABLE person (id serial PRIMARY KEY, label text, secret bytea)"
TRIGGER = """
CREATE TRIGGER socreg_history_{0} AFTER {0} ON person REFERENCING {1}
FOR EACH STATEMENT EXECUTE FUNCTION socreg_history.log_person_{0}()
"""
TABLES = {
    "insert": "NEW TABLE AS new_rows",
    "update": "OLD TABLE AS old_rows NEW TABLE AS new_rows",
    "delete": "OLD TABLE AS old_rows",
}
# As the README says.
PUBLICATION = (
    "CREATE PUBLICATION socreg_outbox FOR TABLE socreg_history.event"
    " WITH (publish = 'insert', publish_via_partition_root = true)"
)
CHANGES = (
    "SELECT data FROM pg_logical_slot_get_binary_changes('socreg', NULL, NULL,"
    " 'proto_version', '1', 'publication_names', 'socreg_outbox')"
)
WRITERS, PEOPLE = 6, 10


class LogicalCluster(_Cluster):
    """A throw-away cluster that decodes its log."""

    SETTINGS = "-c listen_addresses= -c wal_level=logical -c max_replication_slots=4 -c fsync=off"

    def __init__(self, folder: Path) -> None:
        self.data, self.socket, self.log = (
            folder / "pg" / "data",
            folder / "s",
            folder / "pg" / "log",
        )


@pytest.fixture(scope="module")
def cluster():
    folder = Path(tempfile.mkdtemp(prefix="wal"))
    folder.chmod(0o711)
    cluster = LogicalCluster(folder)
    try:
        cluster.start()
        yield cluster
    finally:
        cluster.stop()
        shutil.rmtree(folder)


@pytest.fixture
def connect(cluster):
    """Return what connects to a fresh database of the cluster, which has a log."""

    def opened(database="registry"):
        return closing(psycopg2.connect(host=str(cluster.socket), dbname=database, user="postgres"))

    with opened("postgres") as connection, connection.cursor() as cr:
        connection.autocommit = True
        cr.execute("CREATE DATABASE registry")
    with opened() as connection, connection, connection.cursor() as cr:
        cr.execute(HISTORY_SQL.read_text())
        cr.execute(TABLE)
        cr.execute("GRANT SELECT ON person TO socreg_history")
        cr.execute("SELECT socreg_history.watch(%s)", [json.dumps(WISH)])
        for operation, tables in TABLES.items():
            cr.execute(TRIGGER.format(operation, tables))
        cr.execute(PUBLICATION)
    with opened() as connection, connection, connection.cursor() as cr:
        cr.execute("SELECT pg_create_logical_replication_slot('socreg', 'pgoutput')")
    yield opened
    with opened("postgres") as connection, connection.cursor() as cr:
        connection.autocommit = True
        cr.execute("SELECT pg_drop_replication_slot('socreg')")
        cr.execute("DROP DATABASE registry")


def received(connect):
    stream = Stream()
    with connect() as connection, connection, connection.cursor() as cr:
        cr.execute(CHANGES)
        for (message,) in cr.fetchall():
            stream.read(bytes(message))
    return stream


def logged(connect):
    with connect() as connection, connection, connection.cursor() as cr:
        cr.execute(
            "SELECT seq, xid, record_id, ver, op, body FROM socreg_history.event ORDER BY seq"
        )
        return cr.fetchall()


def write(connect, number):
    with connect() as connection:
        for n in range(PEOPLE):
            with connection, connection.cursor() as cr:
                cr.execute(
                    "INSERT INTO person (label, secret) VALUES (%s, 'x'), (%s, 'y') RETURNING id",
                    [f"{number}", f"{number}.{n}"],
                )
                (first,) = cr.fetchone()
            with connection.cursor() as cr:
                cr.execute("UPDATE person SET label = 'given up' WHERE id = %s", [first])
                connection.rollback()
            with connection, connection.cursor() as cr:
                cr.execute("UPDATE person SET label = 'changed' WHERE id = %s", [first])
                cr.execute("DELETE FROM person WHERE id = %s", [first])


def test_each_event_arrives_once_with_its_columns_in_the_order_of_commits(connect):
    before = len(logged(connect))
    writers = [threading.Thread(target=write, args=(connect, n)) for n in range(WRITERS)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    stream, events = received(connect), logged(connect)[before:]
    assert len(events) == WRITERS * PEOPLE * 4
    # The months do not show: one table, whatever month an event is in.
    assert {name for _xid, name, _row in stream.rows} == {"socreg_history.event"}
    assert stream.others == set()
    assert stream.commits == sorted(stream.commits)
    arrived = {int(row["seq"]): (xid, row) for xid, _name, row in stream.rows}
    assert len(arrived) == len(stream.rows) == len(events)
    for seq, xid, record_id, ver, op, body in events:
        transaction, row = arrived[seq]
        assert int(row["xid"]) % (1 << 32) == transaction == xid % (1 << 32)
        assert (int(row["record_id"]), int(row["ver"]), row["op"]) == (record_id, ver, op)
        assert row["body"] is None if body is None else json.loads(row["body"]) == body
        assert row["model"] == MODEL
        assert int(row["subject_id"]) == record_id
    newest = {}
    for _xid, _name, row in stream.rows:
        assert int(row["ver"]) == newest.get(row["record_id"], 0) + 1
        newest[row["record_id"]] = int(row["ver"])
    assert received(connect).rows == []


def test_a_month_that_is_made_or_leaves_is_no_change(connect):
    write(connect, 0)
    sent = len(received(connect).rows)
    assert sent == PEOPLE * 4
    with connect() as connection, connection, connection.cursor() as cr:
        cr.execute("SELECT socreg_history.make_partitions(15)")
        cr.execute(
            "SELECT min(inhrelid::regclass::text) FROM pg_inherits"
            " WHERE inhparent = 'socreg_history.event'::regclass"
            " AND inhrelid::regclass::text <> 'socreg_history.event_default'"
        )
        (month,) = cr.fetchone()
        cr.execute(f"ALTER TABLE socreg_history.event DETACH PARTITION {month}")
        cr.execute(f"DROP TABLE {month}")
    stream = received(connect)
    assert (stream.rows, stream.others) == ([], set())
