"""The verifier as an auditor runs it: on a dump, with no part of the suite at hand."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from socreg_setup.paths import ADDONS

VERIFIER = ADDONS / "socreg_history/verifier/socreg_verify.py"


def standalone(file: Path, *words: str | Path) -> dict[str, Any]:
    """Return what it says of a dump."""
    command = [sys.executable, "-I", "-S", str(VERIFIER), str(file), "--json", *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return dict(json.loads(done.stdout))
