"""What every run of pytest here does: name the engine, watch the skips, bear with a slow machine."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

ALLOWED_SKIPS = "SOCREG_ALLOWED_SKIPS"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="run the tests that take long, too")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "long: takes too long for every day; --long runs it")
    # How quickly values are drawn says how busy the machine is, and nothing of what is tried.
    settings.register_profile("busy", deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.load_profile("busy")


def pytest_report_header() -> str:
    return f"engine: {os.environ.get('SOCREG_ENGINE', 'none')}"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--long"):
        return
    long = [item for item in items if item.get_closest_marker("long")]
    if long:
        config.hook.pytest_deselected(items=long)
        items[:] = [item for item in items if item not in long]


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Where SOCREG_ALLOWED_SKIPS is set (separated by `|`), any other skip fails the run."""
    allowed = os.environ.get(ALLOWED_SKIPS)
    if allowed is None:
        return
    others = [why for why in _skips(session) if why not in allowed.split("|")]
    if others:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
        for why in sorted(set(others)):
            reporter = session.config.pluginmanager.get_plugin("terminalreporter")
            reporter.write_line(f"a skip that is not allowed: {why}", red=True)


def _skips(session: pytest.Session) -> Iterator[str]:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    for report in reporter.stats.get("skipped", []):
        yield report.longrepr[2].removeprefix("Skipped: ")
