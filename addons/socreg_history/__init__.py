from . import cli
from . import models
from . import wizards
from .system_log import set_up
