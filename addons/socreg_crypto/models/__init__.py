from . import socreg_data_key
from . import socreg_key
from . import socreg_sealed
from . import socreg_sealed_doors
from . import socreg_sealed_subject
from . import socreg_opening
from . import ir_qweb
