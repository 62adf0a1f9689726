from . import models, wizards
from . import controllers
from . import models
