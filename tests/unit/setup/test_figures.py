import pytest

from socreg_setup.figures import Figure


def figure(**values):
    common = {"name": "n", "group": "g", "unit": "people/s", "engine": "odoo 19.0", "rows": 10}
    return Figure(**common, **({"baseline": 200, "must": 100, "aim": 300} | values)).as_line()


@pytest.mark.parametrize(
    ("measured", "more_is_better", "met"),
    [(99, True, False), (100, True, True), (100, False, True), (101, False, False)],
)
def test_a_figure_is_met_against_what_it_must_reach(measured, more_is_better, met):
    assert figure(figure=measured, more_is_better=more_is_better)["met"] is met


def test_a_line_has_the_agreed_keys_in_order_and_the_ratio_to_its_baseline():
    line = figure(figure=50)
    keys = "name group figure unit baseline ratio must aim met engine rows"
    assert list(line) == keys.split()
    assert line["ratio"] == 0.25


def test_a_figure_without_baseline_has_no_ratio():
    assert figure(figure=50, baseline=0)["ratio"] is None
