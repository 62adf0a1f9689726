"""A process that writes into the log past Odoo, for the tests of readers: many of them at once.

python outbox_writer.py DSN NUMBER EVENTS [SEED]
"""

import random
import sys
import time

import psycopg2
from psycopg2 import errors

AGAIN = (errors.SerializationFailure, errors.DeadlockDetected)
MOST_AT_ONCE = 20


def write(dsn, number, events, seed=0):
    """Write a number of events in transactions of different length and size, some given up."""
    rng = random.Random(f"{seed}.{number}")
    connection = psycopg2.connect(dsn)
    shared = _shared(connection)
    own, written = [], 0
    while written < events:
        own_now, done = list(own), 0
        try:
            with connection, connection.cursor() as cr:
                for _statement in range(rng.randrange(1, 4)):
                    most = min(MOST_AT_ONCE, events - written - done)
                    if most:
                        done += _statement_of(cr, rng, own_now, shared, most, f"{number}")
                if rng.random() < 0.1:
                    time.sleep(rng.random() / 50)
                if rng.random() < 0.05:
                    raise errors.SerializationFailure
        except AGAIN:
            continue
        own, written = own_now, written + done
    connection.close()


def _shared(connection):
    """Return people that all writers change."""
    with connection, connection.cursor() as cr:
        cr.execute(
            "SELECT id FROM test_socreg_person WHERE label LIKE 'outbox shared%' ORDER BY id"
        )
        return [id_ for (id_,) in cr.fetchall()]


def _statement_of(cr, rng, own, shared, most, label):
    """Write one statement; return how many events it makes."""
    kind = rng.random()
    if kind < 0.4 or not own:
        return _insert(cr, own, rng.randrange(1, most + 1), label)
    if kind < 0.5 and shared:
        return _update(cr, rng, rng.sample(shared, 1))
    return _update(cr, rng, rng.sample(own, rng.randrange(1, min(most, len(own)) + 1)))


def _insert(cr, own, number, label):
    cr.execute(
        "INSERT INTO test_socreg_person (rid, label) SELECT gen_random_uuid(), %s"
        " FROM generate_series(1, %s) RETURNING id",
        [f"outbox {label}", number],
    )
    own.extend(id_ for (id_,) in cr.fetchall())
    return number


def _update(cr, rng, ids):
    cr.execute(
        "UPDATE test_socreg_person SET label = split_part(label, '#', 1) || '#' || %s"
        " WHERE id = ANY(%s)",
        [str(rng.random()), ids],
    )
    return len(ids)


if __name__ == "__main__":
    write(sys.argv[1], *map(int, sys.argv[2:]))
