"""Make the sample of the demo from the survey, or check that it is up to date.

The survey has no identities: names, relatives, phones and national IDs are made.
The same survey and the same name lists always give the same sample.
"""

import argparse
import csv
import gzip
import io
import sys
from collections.abc import Iterable, Sequence
from dataclasses import astuple, fields
from pathlib import Path

from sampling import records, survey
from sampling.records import Area, Household, Person

HERE = Path(__file__).parent
SOURCE = "vlss1998_households.csv.gz"


def sample(source: bytes) -> dict[str, bytes]:
    """Each file of the sample, unpacked, by its name."""
    households: list[Household] = []
    people: list[Person] = []
    for visit in survey.read(source):
        household, members = records.household(visit, len(people) + 1)
        households.append(household)
        people.extend(members)
    return {
        "areas.csv.gz": _table(Area, records.areas()),
        "households.csv.gz": _table(Household, households),
        "people.csv.gz": _table(Person, people),
    }


def pack(content: bytes) -> bytes:
    """Neither time nor file name goes in, so equal content packs equally."""
    packed = io.BytesIO()
    with gzip.GzipFile("", "wb", fileobj=packed, mtime=0) as file:
        file.write(content)
    return packed.getvalue()


def unpack(path: Path) -> bytes:
    """Nothing when there is no such file."""
    return gzip.decompress(path.read_bytes()) if path.exists() else b""


def outdated(folder: Path, files: dict[str, bytes]) -> list[str]:
    """Compared unpacked: builds of zlib may pack equal content differently."""
    return [name for name, content in files.items() if unpack(folder / name) != content]


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="only compare; write nothing")
    is_check = parser.parse_args(arguments).check
    files = sample(unpack(HERE / SOURCE))
    if not is_check:
        for name, content in files.items():
            (HERE / name).write_bytes(pack(content))
    elif differing := outdated(HERE, files):
        sys.exit(f"Not as generated: {', '.join(differing)}. Run generate.py and commit.")


def _table(
    row: type[Area | Household | Person], rows: Iterable[Area | Household | Person]
) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(field.name for field in fields(row))
    writer.writerows(astuple(each) for each in rows)
    return text.getvalue().encode()


if __name__ == "__main__":
    main()
