from . import cli
from . import fields
from . import models
from . import wizards
