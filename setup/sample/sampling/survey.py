"""The survey file: one row for each household that was visited."""

import csv
import io
from dataclasses import dataclass
from datetime import date

REFERENCE_DATE = date(1998, 6, 30)
"""Ages are counted on this day, in the middle of the fieldwork."""

MALE, FEMALE = 1, 2
SEXES = {"male": MALE, "female": FEMALE}
"""ISO/IEC 5218."""


@dataclass(frozen=True, slots=True)
class Visit:
    """What the survey tells of one household and its head."""

    row: int
    sex: int
    age: int
    schooling: int
    is_farm: bool
    size: int
    commune: int


def read(content: bytes) -> list[Visit]:
    return [_visit(row) for row in csv.DictReader(io.StringIO(content.decode()))]


def _visit(row: dict[str, str]) -> Visit:
    """Two heads have a fraction of a year of schooling: only full years count."""
    return Visit(
        row=int(row[""]),
        sex=SEXES[row["sex"]],
        age=int(row["age"]),
        schooling=int(float(row["educyr"])),
        is_farm=row["farm"] == "yes",
        size=int(row["hhsize"]),
        commune=int(row["commune"]),
    )
