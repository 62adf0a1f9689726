from . import test_keys
from . import test_sealed
