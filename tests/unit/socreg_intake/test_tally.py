"""What became of rows is counted by row, and holds no values."""

import json

from addons.socreg_intake.core.delivery import Outcome
from addons.socreg_intake.core.entry import Fault
from addons.socreg_intake.core.tally import LINES, SAMPLE, Report, Tally


def test_row_is_told_by_the_worst_that_became_of_it():
    tally = Tally()
    tally.add(2, [Outcome("new", 1), Outcome("invalid", faults=(Fault("sex", "choice"),))])
    tally.add(3, [Outcome("same", 2), Outcome("changed", 3)])
    tally.add(4, [Outcome("same", 2), Outcome("skipped", 4)])
    tally.add(5, [])
    assert dict(tally.counts) == {"invalid": 1, "changed": 1, "skipped": 1, "same": 1}
    assert tally.faults == [[2, "invalid", [["sex", "choice"]]]]
    assert tally.touched == {"new": [1], "changed": [3]}


def test_words_are_kept_by_line():
    tally = Tally()
    tally.add(7, [Outcome("invalid", words="No."), Outcome("invalid", words="Never.")])
    assert tally.words == {"7": "No.\nNever."}


def test_samples_are_the_first_lines():
    tally, report = Tally(), Report()
    for line in range(10):
        tally.add(line, [Outcome("new", line)])
    for _piece in range(2):
        report.add(tally.counts, tally.samples, tally.faults)
    assert report.to_json()["counts"] == {"new": 20}
    assert report.to_json()["samples"] == {"new": list(range(SAMPLE))}


def test_mistakes_are_grouped_the_most_frequent_first():
    report = Report()
    faults = [[line, "invalid", [["phones.0", "phone"]]] for line in range(100)]
    report.add({"invalid": 101}, {}, [[200, "refused", []], *faults])
    told = json.loads(json.dumps(report.to_json()))["mistakes"]
    assert told == [["phones.0", "phone", 100, list(range(LINES))], ["", "refused", 1, [200]]]


def test_report_does_not_change_the_pieces():
    tally, report = Tally(), Report()
    tally.add(1, [Outcome("new", 1)])
    for _piece in range(3):
        report.add(tally.counts, tally.samples, tally.faults)
    assert tally.samples == {"new": [1]}
