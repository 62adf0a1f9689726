from . import socreg_sealing_status
