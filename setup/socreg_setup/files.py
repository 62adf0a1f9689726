"""Files that are whole or not there, whatever ends the program that writes them."""

import os
import secrets
from pathlib import Path


def write_whole(path: Path, text: str) -> None:
    """Write a file that only we can read; what was there stays until all of the new one is written."""
    half = path.with_name(f"{path.name}.half")
    with os.fdopen(os.open(half, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
    half.replace(path)


def kept_secret(path: Path, size: int) -> str:
    """Return the secret in a file, drawn at random where there is none yet."""
    if not path.is_file():
        write_whole(path, secrets.token_urlsafe(size))
    return path.read_text()
