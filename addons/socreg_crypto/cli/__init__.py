from . import socreg_keys
from . import socreg_leak
