"""Somebody who comes to the doors of the server, and what they sow there."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from ..live import Caller, Live
from .needles import Canaries

MODEL = "socreg.registrant"
Values = dict[str, Any]


@dataclass
class Visit:
    """Somebody who may see and write, with what they sow.

    :ivar made: each record that was made, by model and id, with what it must read as
    """

    live: Live
    caller: Caller
    canaries: Canaries
    door: str
    made: list[tuple[str, int, Values]] = field(default_factory=list)

    @cached_property
    def csrf_token(self) -> str:
        """Return what every form that is sent must bring."""
        found = re.search(r'csrf_token: "(\w+)"', self.caller.get("/web").text)
        assert found
        return found[1]

    def name(self, kind: str) -> str:
        return f"{self.door}: {kind}"

    def word(self, kind: str, script: str = "latin") -> str:
        return self.canaries.word(self.name(kind), script)

    def person(self) -> Values:
        """Return values of every type that a person has."""
        draw, word = self.canaries, self.word
        return {
            "given_name": word("given name", "vietnamese"),
            "family_name": word("family name"),
            "additional_name": word("additional name", "cyrillic"),
            "local_name": f"{word('local name', 'arabic')} {word('name in Khmer', 'khmer')}",
            "address": f"12 {word('address')}\n{word('address in Han', 'han')} village",
            "email": f"{word('e-mail').lower()}@example.org",
            "birth_place": word("birth place"),
            "state_reason": word("reason"),
            "birthdate": draw.day(self.name("birth date")).isoformat(),
            "latitude": draw.number(self.name("latitude"), 89),
            "longitude": draw.number(self.name("longitude"), 179),
            "photo": draw.photo(self.name("photo")),
        }

    def identifier(self) -> str:
        return self.canaries.digits(self.name("identifier"), "ID", 12)

    def phone(self) -> str:
        return self.canaries.digits(self.name("phone"), "+849", 8)

    def create(self, create: Callable[[Values], int]) -> int:
        """Make a person by a door, and remember what it must read as."""
        values = self.person()
        made = create(values)
        self.made.append((MODEL, made, values))
        return made

    def new_person(self, **values: Any) -> int:
        """Make a person by a plain call."""
        return self.create(lambda person: self.caller.create(MODEL, **(person | values)))


def saved(caller: Caller, model: str, **values: Any) -> int:
    """Save a new record as a form does, after it was told of each value."""
    spec: Values = {name: {} for name in values}
    caller.call(model, "onchange", [], values, list(values), spec)
    return int(caller.call(model, "web_save", [], values, specification=spec)[0]["id"])


def number_type(caller: Caller) -> int:
    return caller.search("socreg.identifier.type", ("code", "=", "national_id"))[0]
