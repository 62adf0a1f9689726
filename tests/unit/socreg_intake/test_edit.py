import json
from datetime import date, datetime

import pytest

from addons.socreg_intake.core.edit import Edit, lines_touched, plain
from addons.socreg_intake.core.errors import InvalidValue


def test_what_was_said_comes_back():
    values = {"name": "Lan", "phone_ids": [[0, "virtual_1", {"number": "1"}]], "photo": "YQ=="}
    edit = Edit("socreg.registrant", "write", 7, values)
    assert Edit.from_json(json.loads(json.dumps(edit.to_json()))) == edit


def test_values_become_what_json_and_the_orm_take():
    assert plain((date(2001, 3, 4), b"YQ==", {"a": (1,)})) == ["2001-03-04", "YQ==", {"a": [1]}]
    assert plain(datetime(2001, 3, 4, 5, 6, 7)) == "2001-03-04 05:06:07"
    with pytest.raises(InvalidValue):
        plain(object())


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"v": 1},
        {"v": 2, "edit": ["m", "write", 1]},
        {"v": 1, "edit": ["m", "sell", 1]},
        {"edit": 3},
    ],
)
def test_what_is_no_edit_is_refused(said):
    with pytest.raises(InvalidValue):
        Edit.from_json(said)


def test_lines_that_commands_touch():
    commands = [(1, 7, {"a": 1}), [1, 7, {"b": 2}], [3, 9, 0], [4, 5, 0], [6, 0, [1]], "x", []]
    assert lines_touched(commands) == {7: ["a", "b"], 9: []}
    assert lines_touched(None) == {}
