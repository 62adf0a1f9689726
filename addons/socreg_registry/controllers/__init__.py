from . import register_file
