from . import models
from .hooks import switch_outside_calls_off
