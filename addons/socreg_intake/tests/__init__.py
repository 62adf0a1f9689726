from . import test_take
from . import test_matching
from . import test_keeping
from . import test_review
from . import test_doors
from . import test_access
from . import test_batch
