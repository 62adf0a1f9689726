from . import sealed_person
