"""Every hostile file gets a clear answer, soon, in bounded memory, and the next is read all the same."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

SECONDS = 2.0
MEMORY = 300


@pytest.fixture(scope="module")
def answers():
    program = Path(__file__).with_name("hostile.py")
    told = subprocess.run(
        [sys.executable, program], capture_output=True, text=True, check=True, timeout=300
    )
    return [json.loads(line) for line in told.stdout.splitlines()]


def test_there_are_hundreds_of_files(answers):
    assert len({name for name, *_rest in answers}) == len(answers) >= 200


def test_each_file_gets_its_answer(answers):
    assert not [(name, outcome) for name, outcome, is_right, *_rest in answers if not is_right]


def test_each_answer_comes_soon(answers):
    assert not [(name, taken) for name, _o, _r, taken, *_rest in answers if taken > SECONDS]


def test_memory_is_bounded(answers):
    assert max(peak for *_about, peak, _rows in answers) < MEMORY
