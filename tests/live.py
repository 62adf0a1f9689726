"""A server for the tests that come from outside, and a caller who speaks as the web client does."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import requests

from socreg_setup import server
from socreg_setup.database import copy, drop, name_of, template_with_suite
from socreg_setup.demo import load_sample
from socreg_setup.errors import SetupError
from socreg_setup.machine import free_port
from socreg_setup.paths import HOME
from socreg_setup.workplace import Workplace, prepare_workplace

NAME = "live"
HOUSEHOLDS = 200
FIRST_PORT = 8169
PASSWORD = "a password for tests only"
SECONDS_TO_ANSWER = 60
LINES_OF_LOG = 60


@dataclass(frozen=True, slots=True)
class Live:
    """A running server with a part of the sample in it."""

    work: Workplace
    database: str
    address: str
    password: str = field(default=PASSWORD, repr=False)

    @property
    def series(self) -> str:
        return self.work.engine.series

    def caller(self, login: str, password: str | None = None) -> "Caller":
        """Return somebody who is logged in.

        :raises Refused: login or password is wrong
        """
        caller = Caller(self.address)
        words = {"db": self.database, "login": login, "password": password or self.password}
        caller.uid = caller.post("/web/session/authenticate", words)["uid"]
        return caller


class Refused(Exception):
    """An answer of the server that is an error in words."""

    def __init__(self, error: dict[str, Any]) -> None:
        self.kind = str(error.get("data", {}).get("name", "")).rpartition(".")[2]
        self.sentence = error.get("data", {}).get("message") or error["message"]
        super().__init__(f"{self.kind}: {self.sentence}")


class Caller:
    """Somebody who speaks JSON-RPC with a session of their own, logged in or not."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.uid: int | None = None
        self.session = requests.Session()

    def get(self, path: str) -> requests.Response:
        """Return the answer as it is."""
        return self.session.get(self.address + path, timeout=SECONDS_TO_ANSWER)

    def post(self, path: str, params: dict[str, Any]) -> Any:
        """Return what a JSON-RPC route answers.

        :raises Refused: it answers with an error
        """
        body = {"jsonrpc": "2.0", "method": "call", "id": 1, "params": params}
        answer = self.session.post(self.address + path, json=body, timeout=SECONDS_TO_ANSWER)
        answer.raise_for_status()
        if "error" in answer.json():
            raise Refused(answer.json()["error"])
        return answer.json()["result"]

    def call(self, model: str, method: str, *args: Any, **kwargs: Any) -> Any:
        """Call a method of a model."""
        params = {"model": model, "method": method, "args": args, "kwargs": kwargs}
        return self.post("/web/dataset/call_kw", params)

    def search(
        self, model: str, *domain: tuple[str, str, Any], limit: int | None = None
    ) -> list[int]:
        """Return the ids of the records that meet all conditions."""
        return list(self.call(model, "search", list(domain), limit=limit))

    def create(self, model: str, **values: Any) -> int:
        """Create one record and return its id."""
        return int(self.call(model, "create", [values])[0])


@contextmanager
def serve(
    name: str = NAME,
    households: int = HOUSEHOLDS,
    prepare: Callable[[Workplace, str], object] | None = None,
) -> Iterator[Live]:
    """Serve a fresh copy of the installed suite with a part of the sample; nothing of it stays.

    :param prepare: what is done with the workplace and the database before the server starts
    :raises SetupError: with the end of the server's log when it does not start
    """
    server.stop(name)
    work = prepare_workplace(for_tests=True)
    database = name_of(work, name)
    try:
        copy(work, template_with_suite(work), database)
        load_sample(work, name, database, PASSWORD, households)
        if prepare:
            prepare(work, database)
        yield Live(work, database, _start(work, name, database))
    finally:
        server.stop(name)
        drop(work, database)


def _start(work: Workplace, name: str, database: str) -> str:
    log = HOME / f"{name}.log"
    log.write_text("")
    try:
        return server.start(work, name, database, free_port(first=FIRST_PORT)).address
    except SetupError as error:
        raise SetupError(f"{error}\n{_end(log.read_text())}") from None


def _end(text: str) -> str:
    return "\n".join(text.splitlines()[-LINES_OF_LOG:])
