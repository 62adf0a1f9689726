from . import sealed_person
from . import sealed_scan
