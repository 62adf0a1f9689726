from . import batch_file
