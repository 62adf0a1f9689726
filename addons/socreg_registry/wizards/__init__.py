from . import socreg_user_invite
from . import socreg_family_settings
