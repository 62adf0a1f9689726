from . import socreg_submission_decide
from . import socreg_membership_transfer
from . import socreg_group_merge
