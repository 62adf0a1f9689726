from . import base
from . import ir_default
from . import ir_filters
from . import socreg_data_key
from . import socreg_key
from . import socreg_key_provider
from . import socreg_sealed
from . import socreg_sealed_doors
from . import socreg_sealed_own
from . import socreg_sealed_index
from . import socreg_sealed_subject
from . import socreg_sealed_named
from . import socreg_opening
from . import ir_qweb
from . import ir_attachment, ir_attachment_content, ir_binary, socreg_sealed_attachments
