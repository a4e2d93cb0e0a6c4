"""One small city for all tests, and its tables by name."""

import pytest
from bench.city.reading import rows
from bench.city.simulation import simulate
from bench.city.tables import TABLES

SCALES, SEED = 2_000, 7


class Tables(dict):
    """Tables read when first asked for; `truth` gives the planted objects of one fraud."""

    def __init__(self, folder):
        super().__init__()
        self.folder = folder

    def __missing__(self, table):
        assert table in TABLES
        self[table] = list(rows(self.folder, table))
        return self[table]

    def truth(self, fraud, kind):
        return [
            row for row in self["frauds"] if row["fraud"] == fraud and row["object_kind"] == kind
        ]

    def touched(self):
        """Codes of scales that some fraud touches, on whatever day."""
        kinds = ("scale", "production_code")
        return {row["object_id"] for row in self["frauds"] if row["object_kind"] in kinds}

    def of_code(self, table, code):
        return [row for row in self[table] if row["code"] == code]


@pytest.fixture(scope="session")
def city(tmp_path_factory):
    folder = tmp_path_factory.mktemp("city")
    simulate(folder, SCALES, SEED)
    return Tables(folder)
