from . import batch_file
from . import export_file
