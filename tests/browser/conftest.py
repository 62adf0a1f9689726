"""One Chromium for all tests, a context of its own for each."""

from __future__ import annotations

import resource
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from ..live import Live
    from .web_client import WebClient

OPTIONS = (
    "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run"
    " --disable-background-networking --disable-component-update --disable-sync"
).split()
DESKTOP = {"viewport": {"width": 1366, "height": 900}}
MILLISECONDS_TO_APPEAR = 60_000


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = shutil.which("chromium")
    if not program:
        pytest.skip("Chromium is not on this machine")
    from playwright.sync_api import sync_playwright

    with _memory_without_limit(), sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=program, args=OPTIONS)


@contextmanager
def _memory_without_limit() -> Iterator[None]:
    """Lift the limit that Odoo sets on its own process: Chromium reserves far more than it uses."""
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (hard, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


@pytest.fixture(scope="session")
def screenshots(live: Live) -> Path:
    from socreg_setup.paths import HOME

    folder = HOME / "screenshots" / live.series
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def visit(browser: Browser, live: Live, screenshots: Path) -> Iterator[Callable[..., WebClient]]:
    """Open a web client for somebody; when the test ends, none may have complained."""
    from .web_client import WebClient

    clients = []

    def open_client(who: str, **context: Any) -> WebClient:
        page = browser.new_context(**(DESKTOP | context)).new_page()
        page.set_default_timeout(MILLISECONDS_TO_APPEAR)
        clients.append(WebClient(page, live.address, screenshots, who))
        return clients[-1]

    yield open_client
    for client in clients:
        client.page.context.close()
    assert [complaint for client in clients for complaint in client.complaints] == []


@pytest.fixture
def arabic(live: Live) -> Iterator[str]:
    """Return the login of a viewer who reads Arabic for a while."""
    from socreg_setup.rtlcss import binary_folder

    if not binary_folder():
        pytest.skip("rtlcss is not here, so pages in Arabic are not mirrored")
    viewer = live.caller("viewer")
    viewer.call("res.users", "write", [viewer.uid], {"lang": "ar_001"})
    yield "viewer"
    viewer.call("res.users", "write", [viewer.uid], {"lang": "en_US"})
