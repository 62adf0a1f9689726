"""A checkout of its own for set-up's modules, and programs that are only written down."""

import importlib
import pkgutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import socreg_setup
from socreg_setup import command
from socreg_setup.errors import SetupError

LEFT_OUT = ("inside", "pytest_plugin")
MODULES = [
    importlib.import_module(f"socreg_setup.{module.name}")
    for module in pkgutil.iter_modules(socreg_setup.__path__)
    if module.name not in LEFT_OUT
]


class Programs:
    """Stands for `run`: keeps the words of every call, and answers by the first word that fits."""

    def __init__(self) -> None:
        self.calls: list[list[str]] = []
        self.answers: dict[str, Callable[[list[str], dict[str, Any]], str]] = {}

    def __call__(self, words: Any, otherwise: str, **options: Any) -> str:
        told = [str(word) for word in words]
        self.calls.append(told)
        for name, answer in self.answers.items():
            if name in told:
                return answer(told, options)
        return ""

    def refuse(self, name: str) -> None:
        """Let a program fail."""

        def fail(words: list[str], _options: dict[str, Any]) -> str:
            raise SetupError(f"{words[0]} failed")

        self.answers[name] = fail

    def with_word(self, name: str) -> list[list[str]]:
        return [call for call in self.calls if name in call]


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty checkout in which all of set-up's modules now work."""
    home = tmp_path / ".socreg"
    moved = {"ROOT": tmp_path, "HOME": home, "ADDONS": tmp_path / "addons", "CACHE": home / "cache"}
    moved |= {"LOG": home / "setup.log", "DERIVED": home / "derived", "LOCKS": tmp_path / "locks"}
    for module in MODULES:
        for name in moved.keys() & vars(module).keys():
            monkeypatch.setattr(module, name, moved[name])
    for folder in ("HOME", "ADDONS", "CACHE", "LOCKS"):
        moved[folder].mkdir()
    return tmp_path


@pytest.fixture
def programs(monkeypatch: pytest.MonkeyPatch) -> Programs:
    """Let no program run: neither here nor in any module of set-up."""
    fake = Programs()
    for module in MODULES:
        if getattr(module, "run", None) is command.run and module is not command:
            monkeypatch.setattr(module, "run", fake)
    return fake


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return what the person who waits is told."""
    sentences: list[str] = []
    for module in MODULES:
        if "say" in vars(module):
            monkeypatch.setattr(module, "say", sentences.append)
    return sentences
