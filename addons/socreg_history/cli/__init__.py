from . import socreg_seal
