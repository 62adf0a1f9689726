from . import socreg_key
from . import socreg_sealed
