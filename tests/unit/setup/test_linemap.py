import re

import pytest

from socreg_setup import linemap
from socreg_setup.paths import ROOT

SOURCE = """from odoo import models


class Phone(models.Model):
    _sql_constraints = [("once", "UNIQUE (number)", "Only once."), ("full", "CHECK (true)", "Full.")]

    def call(self):
        raise ValueError
"""
# As Odoo's rewriter leaves it: seven lines more.
DERIVED = """from odoo import models


class Phone(models.Model):
    _once = models.Constraint(
        'UNIQUE (number)',
        "Only once.",
    )
    _full = models.Constraint(
        'CHECK (true)',
        "Full.",
    )

    def call(self):
        raise ValueError
"""


@pytest.fixture
def phone(checkout, monkeypatch):
    """Return the path of a derived file, as the checkout's folder shows it."""
    here = linemap.PLACE.pattern.replace(re.escape(str(ROOT)), re.escape(str(checkout)))
    monkeypatch.setattr(linemap, "PLACE", re.compile(here))
    linemap._blocks.cache_clear()
    name = ".socreg/derived/19.0-abc/addons/addon/models/phone.py"
    for path, text in (
        (checkout / "addons/addon/models/phone.py", SOURCE),
        (checkout / name, DERIVED),
    ):
        path.parent.mkdir(parents=True)
        path.write_text(text)
    return name


def shown(line):
    (mapped,) = linemap.to_sources([line])
    return mapped


def test_a_traceback_names_the_line_of_the_source(checkout, phone):
    line = f'  File "{checkout}/{phone}", line 15, in call\n'
    assert shown(line) == f'  File "{checkout}/addons/addon/models/phone.py", line 8, in call\n'


def test_a_place_of_pytest_names_the_line_of_the_source(phone):
    assert shown(f"{phone}:15: ValueError\n") == "addons/addon/models/phone.py:8: ValueError\n"


def test_a_test_s_name_keeps_all_but_its_folder(phone):
    failed = f"FAILED {phone}::TestPhone::test_call - ValueError\n"
    assert (
        shown(failed) == "FAILED addons/addon/models/phone.py::TestPhone::test_call - ValueError\n"
    )


@pytest.mark.parametrize(("derived", "source"), [(1, 1), (4, 4), (13, 6), (14, 7), (15, 8)])
def test_a_line_that_was_not_rewritten_is_found_again(phone, derived, source):
    assert shown(f"{phone}:{derived}:") == f"addons/addon/models/phone.py:{source}:"


@pytest.mark.parametrize("derived", range(5, 13))
def test_a_rewritten_line_is_where_the_rewriting_began(phone, derived):
    assert shown(f"{phone}:{derived}:") == "addons/addon/models/phone.py:5:"


def test_every_place_on_a_line_is_mapped(phone):
    assert shown(f"{phone}:14: and {phone}:15:") == (
        "addons/addon/models/phone.py:7: and addons/addon/models/phone.py:8:"
    )


def test_a_derived_file_that_is_gone_still_names_its_source(phone, checkout):
    gone = phone.replace("phone.py", "gone.py")
    assert (
        shown(f'File "{checkout}/{gone}", line 3')
        == f'File "{checkout}/addons/addon/models/gone.py", line 1'
    )


@pytest.mark.parametrize(
    "line",
    [
        "",
        "plain words\n",
        "addons/addon/models/phone.py:15: in call\n",
        '  File "/usr/lib/x.py", line 15\n',
    ],
)
def test_everything_else_stays_as_it_is(phone, line):
    assert shown(line) == line
