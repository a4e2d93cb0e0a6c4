"""Django's own commands against this project: `python -m hengjian_portal migrate`."""

from __future__ import annotations

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hengjian_portal.settings")
    execute_from_command_line(["hengjian", *sys.argv[1:]])
