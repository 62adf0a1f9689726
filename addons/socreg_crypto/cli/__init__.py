from . import socreg_keys
