"""The one file that anybody may run, read as a module of its own."""

import importlib.util
from pathlib import Path

import hengjian.ledger

FILE = Path(hengjian.ledger.__file__).parent / "alone" / "hengjian_check.py"


def _module():
    spec = importlib.util.spec_from_file_location("hengjian_check_alone", FILE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


alone = _module()
