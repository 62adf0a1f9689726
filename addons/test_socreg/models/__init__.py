from . import sealed_person
from . import sealed_scan
from . import plain_item
