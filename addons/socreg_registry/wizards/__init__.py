from . import socreg_user_invite
