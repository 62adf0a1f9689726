from . import socreg_seal
from . import socreg_verify
