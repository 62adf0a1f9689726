"""Many clients that change one person at a time, past Odoo; prints how many transactions they made."""

import random
import sys
import threading
import time

import psycopg2
from psycopg2 import errors

EDIT = "UPDATE socreg_registrant SET education_level = %s WHERE id = %s"


def client(connection: "psycopg2.extensions.connection", wish: "Wish", done: list[int]) -> None:
    """Change people until the time is over."""
    rng, number = random.Random(), 0  # noqa: S311 (which person is no secret)
    while time.monotonic() < wish.end:
        try:
            with connection, connection.cursor() as cr:
                cr.execute(EDIT, [str(rng.randrange(9)), rng.randint(wish.first, wish.last)])
                time.sleep(wish.held)
            number += 1
        except errors.SerializationFailure:
            continue
    done.append(number)


class Wish:
    """What is asked: how long, and of whom."""

    def __init__(self, seconds: str, held: str, first: str, last: str) -> None:
        self.held = float(held) / 1000
        self.first, self.last = int(first), int(last)
        self.seconds = float(seconds)
        self.end = 0.0


def main(words: list[str]) -> int:
    """Run the clients; return how many transactions they made."""
    name, host, port, user, password, clients, *rest = words
    wish, done = Wish(*rest), list[int]()
    said = {"host": host, "port": port, "user": user, "password": password}
    address = {key: value for key, value in said.items() if value}
    connections = [psycopg2.connect(dbname=name, **address) for _n in range(int(clients))]
    for each in connections:
        # Connections live long: what PostgreSQL plans in the first edit of each is not counted.
        with each.cursor() as cr:
            cr.execute(EDIT, ["0", wish.first])
        each.rollback()
    wish.end = time.monotonic() + wish.seconds
    threads = [threading.Thread(target=client, args=(each, wish, done)) for each in connections]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(done)


if __name__ == "__main__":
    sys.stdout.write(f"{main(sys.argv[1:])}\n")
