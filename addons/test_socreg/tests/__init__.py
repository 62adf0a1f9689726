from . import test_doors
from . import test_keys
from . import test_sealed
