from . import socreg_submission_decide
from . import socreg_membership_transfer
from . import socreg_group_merge
from . import socreg_export_make
from . import socreg_settings
