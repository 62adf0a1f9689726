import sys
from pathlib import Path

SAMPLE = Path(__file__).parents[3] / "setup" / "sample"

sys.path.insert(0, str(SAMPLE))
