from . import socreg_user_invite
from . import socreg_family_settings
from . import socreg_sealed_wizard
from . import socreg_membership_transfer
from . import socreg_group_merge
from . import socreg_registrant_deactivate
from . import socreg_registrant_bulk
