from . import socreg_seal
from . import socreg_verify
from . import socreg_archive
