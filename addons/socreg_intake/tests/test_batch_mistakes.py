import csv
import io

from .batch_case import BatchCase

PATHS = {
    "Given name": "given_name",
    "Family name": "family_name",
    "Own script": "local_name",
    "Sex": "sex",
    "Born": "birthdate",
    "Birth place": "birth_place",
    "Marital": "marital_status",
    "School": "education_level",
    "Work": "employment_status",
    "Occupation": "occupation_code",
    "Mail": "email",
    "Language": "preferred_lang",
    "Address": "address",
    "Latitude": "latitude",
    "Longitude": "longitude",
    "Registered": "registration_date",
    "Guardian": "guardian_id",
    "Number": "uid",
    "National ID": "identifiers.national_id.value",
    "Issued": "identifiers.national_id.issued_on",
    "Expires": "identifiers.national_id.expires_on",
    "Phone": "phones.0",
    "Second phone": "phones.1",
    "Area": "area_id",
    "HH": "household.key",
    "HH number": "household.uid",
    "Role": "household.role",
    "Head": "household.is_head",
    "Since": "household.start_date",
    "HH type": "group.group_type_id",
    "HH name": "group.group_name",
    "Estimated": "is_birthdate_estimated",
    "Adopted": "is_adopted",
}
# One mistake a row: what a cell says, and the place of the fault.
MISTAKES = (
    ({"Given name": "La\u202en"}, "given_name"),
    ({"Family name": "x" * 3_000}, "family_name"),
    ({"Own script": "\u202e阮"}, "local_name"),
    ({"Sex": "maybe"}, "sex"),
    ({"Born": "31.02.2001"}, "birthdate"),
    ({"Born": "2031-02-01"}, "birthdate"),
    ({"Born": "1700-01-01"}, "birthdate"),
    ({"Birth place": "Hu\u202ee"}, "birth_place"),
    ({"Marital": "complicated"}, "marital_status"),
    ({"School": "Hogwarts"}, "education_level"),
    ({"Work": "sometimes"}, "employment_status"),
    ({"Occupation": "9999"}, "occupation_code"),
    ({"Mail": "lan at home"}, "email"),
    ({"Language": "Klingon"}, "preferred_lang"),
    ({"Latitude": "91"}, "latitude"),
    ({"Latitude": "north"}, "latitude"),
    ({"Longitude": "181"}, "longitude"),
    ({"Registered": "2031-01-01"}, "registration_date"),
    ({"Guardian": "123"}, "guardian_id"),
    ({"Number": "123"}, "uid"),
    ({"National ID": "", "Issued": "2020-01-01"}, "identifiers.national_id.value"),
    ({"Issued": "soon"}, "identifiers.national_id.issued_on"),
    ({"Issued": "2020-01-01", "Expires": "2019-01-01"}, "identifiers.0.expires_on"),
    ({"Phone": "12"}, "phones.0"),
    ({"Second phone": "abc"}, "phones.1"),
    ({"Area": "nowhere"}, "area_id"),
    ({"HH number": "123"}, "memberships.0"),
    ({"HH": "H1", "Role": "King"}, "household.role"),
    ({"HH": "H2", "Head": "perhaps"}, "household.is_head"),
    ({"HH": "H3", "Since": "long ago"}, "household.start_date"),
    ({"HH": "H4", "HH type": "palace"}, "group.group_type_id"),
    ({"HH name": "Nguyen"}, "household.key"),
    ({"Role": "Head"}, "household.key"),
    ({"Estimated": "hardly"}, "is_birthdate_estimated"),
    ({"Adopted": "hardly"}, "is_adopted"),
    ({"Given name": "", "Family name": "", "National ID": ""}, ""),
)


class TestBatchMistakes(BatchCase):
    """A file in which every row has a mistake of its own."""

    def content(self):
        file = io.StringIO(newline="")
        writer = csv.DictWriter(file, PATHS, restval="")
        writer.writeheader()
        for number, (cells, _path) in enumerate(MISTAKES, 1):
            usual = {"Given name": "Lan", "Family name": "Tran", "Area": "T-C001"}
            writer.writerow({**usual, "National ID": f"77{number:04}", **cells})
        return file.getvalue().rstrip("\r\n") + ",one,cell,too,many\n"

    def test_each_is_found_in_its_line_and_told_in_words(self):
        batch = self.check(self.bring(self.content(), columns=PATHS))
        self.assertEqual(self.counts(batch), {"invalid": len(MISTAKES)})
        found = {
            line: [path for path, _key in faults]
            for piece in batch.sudo().piece_ids
            for line, _result, faults in piece.faults
        }
        for line, (cells, path) in enumerate(MISTAKES[:-1], 2):
            with self.subTest(cells=cells):
                self.assertIn(path, found[line])
        told = batch.batch_status(batch.number)["mistakes"]
        self.assertGreaterEqual(len(told), 30)
        for mistake in told:
            self.assertNotIn("it is not accepted", mistake["words"].lower(), mistake)

    def test_corrected_rows_are_taken_in(self):
        batch = self.check(self.bring(self.content(), columns=PATHS))
        failed = batch._failed_content().getvalue().decode("utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(failed, newline="")))
        self.assertEqual(len(rows), len(MISTAKES))
        file = io.StringIO(newline="")
        writer = csv.DictWriter(file, list(rows[0]), extrasaction="ignore")
        writer.writeheader()
        for row, (cells, _path) in zip(rows[:-1], MISTAKES, strict=False):
            usual = {"Given name": "Lan", "Family name": "Tran", "Area": "T-C001"}
            writer.writerow(
                {**row, **dict.fromkeys(cells, ""), **usual, "National ID": row["Line"]}
            )
        again = self.run_whole(self.bring(file.getvalue(), columns=PATHS, follows=batch.number))
        counts = self.counts(again)
        self.assertEqual(counts.get("invalid", 0), 0, again.report["mistakes"])
