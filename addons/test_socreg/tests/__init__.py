from . import test_doors
from . import test_key_commands
from . import test_key_file
from . import test_key_papers
from . import test_keys
from . import test_sealed
