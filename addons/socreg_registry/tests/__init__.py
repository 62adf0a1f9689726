from . import test_access
from . import test_area
from . import test_group
from . import test_identifier
from . import test_index_key
from . import test_membership
from . import test_name_search
from . import test_registrant
