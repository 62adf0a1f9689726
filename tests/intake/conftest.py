"""A database of its own, in which imports are killed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ..registry import Registry, installed


@pytest.fixture(scope="session")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Registry]:
    with installed(Registry, "intake", tmp_path_factory.mktemp("intake")) as made:
        yield made
