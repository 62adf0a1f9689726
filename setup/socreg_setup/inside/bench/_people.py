"""A registry of many people for measurements: of eight naming traditions in four scripts.

They are as frequent as the tables of the sample say, sealed by the product's own functions and copied
in, as entering a million takes long.
"""

import csv
import io
import sys
from pathlib import Path

from odoo.addons.socreg_crypto.opening import forget_keys

sys.path.append(str(Path(__file__).resolve().parents[3] / "sample"))

from sampling import cultures, naming

TRADITIONS = (
    cultures.VIETNAMESE,
    cultures.ARABIC,
    cultures.AMHARIC,
    cultures.FRENCH,
    cultures.SPANISH,
    cultures.ENGLISH,
    cultures.INDONESIAN,
    cultures.HINDI,
)
PIECE = 5_000
IN_AN_AREA = 50
COLUMNS = (
    "kind",
    "uid",
    "state",
    "registration_date",
    "rid",
    "given_name",
    "local_name",
    "name_tokens",
    "name_buckets",
    "sex",
    "birth_year",
    "birth_year_without_guardian",
    "area_id",
)
NUMBER_COLUMNS = (
    "registrant_id",
    "type_id",
    "value",
    "value_index0",
    "value_index1",
    "rid",
    "status",
)


def person(rng, number):
    """Return a full name in Latin letters, and in the person's own script where that is another."""
    tradition = TRADITIONS[number % len(TRADITIONS)]
    name = tradition.person(rng, 1 + rng.randrange(2))
    parts = (name.given, name.additional, *name.family)
    latin = " ".join(naming.latin(tradition, part) for part in parts if part)
    return latin, "" if tradition.is_latin else tradition.full(name)


class Load:
    """Seals people as the product does, and copies them in."""

    def __init__(self, env):
        self.env = env
        self.registrants = env["socreg.registrant"]
        self.type_id = env.ref("socreg_registry.socreg_identifier_type_national_id").id

    def people(self, people, area_ids=()):
        """Have these people registered, in areas by turns."""
        for start in range(0, len(people), PIECE):
            self._piece(start, people[start : start + PIECE], area_ids)
            forget_keys(self.env.cr)
        self.env.cr.execute("ANALYZE socreg_registrant, socreg_identifier, socreg_data_key")
        self.env.invalidate_all()

    def _piece(self, start, people, area_ids):
        vals = [self._vals(start + n, area_ids, *who) for n, who in enumerate(people)]
        complete = self.registrants._prepare_create_values(vals)
        ids = self._copy("socreg_registrant", COLUMNS, complete, self.registrants)
        identifiers = [
            {"registrant_id": id_, "type_id": self.type_id, "value": f"{start + n:012}"}
            for n, id_ in enumerate(ids)
        ]
        model = self.env["socreg.identifier"]
        complete = model._prepare_create_values(identifiers)
        self._copy("socreg_identifier", NUMBER_COLUMNS, complete, model)

    def _vals(self, number, area_ids, latin, own):
        birth_year = 1930 + number % 95
        return {
            "kind": "individual",
            "uid": f"b{number}",
            "given_name": latin,
            "local_name": own or False,
            "sex": "12"[number % 2],
            "birth_year": birth_year,
            "birth_year_without_guardian": birth_year,
            # People of an area are registered together, as enumerators go from place to place.
            "area_id": area_ids[number // IN_AN_AREA % len(area_ids)] if area_ids else False,
        }

    def _copy(self, table, columns, rows, model):
        file = io.StringIO()
        writer = csv.writer(file)
        for row in rows:
            writer.writerow([_text(model._fields[name], row, model) for name in columns])
        file.seek(0)
        names_ = ", ".join(columns)
        self.env.cr.copy_expert(f"COPY {table} ({names_}) FROM STDIN (FORMAT csv)", file)
        self.env.cr.execute(f"SELECT id FROM {table} ORDER BY id DESC LIMIT {len(rows)}")
        return [id_ for (id_,) in reversed(self.env.cr.fetchall())]


def _text(field, row, model):
    value = row.get(field.name)
    if value in (None, False):
        return None
    column = field.convert_to_column(value, model, row)
    if field.column_type[0] == "bytea":
        return "\\x" + column.adapted.hex()
    return f"{{{','.join(map(str, column))}}}" if isinstance(column, list) else column


def make_areas(env):
    """Make a tree of 10,000 areas, and return the ids of a district and of all communes."""
    level = env["socreg.area"]
    for name, below in (("Province", 10), ("District", 20), ("Commune", 49)):
        level = level.create(
            [
                {
                    "name": f"{name} {n}",
                    "code": f"{parent.code or 'B'}{n:02}",
                    "level": name,
                    "parent_id": parent.id,
                }
                for parent in level or [level]
                for n in range(below)
            ]
        )
        district = level[:1] if name == "District" else (name == "Commune" and level[:1].parent_id)
    return district, level.ids
