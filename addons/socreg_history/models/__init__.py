from . import socreg_history
from . import socreg_historised
from . import socreg_event
