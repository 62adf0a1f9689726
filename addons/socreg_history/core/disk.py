"""What must outlive a failure of power."""

import os
from pathlib import Path


def sync_folder(folder: Path) -> None:
    """Have the names in a folder outlive a failure of power."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
