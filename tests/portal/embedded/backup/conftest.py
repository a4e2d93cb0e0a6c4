"""One living demonstration city for all tests here, and one backup of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.portal.embedded.backup.rig import PEOPLE, backed_up, free_port, settled
from tests.portal.evidence.kill_rig import Instance
from tests.ready import copy_of


@pytest.fixture(scope="session")
def living(
    ready_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Instance]:  # fmt: skip
    """An instance with the city in it, its signer, worker and web server running."""
    data = copy_of(ready_folder, tmp_path_factory.mktemp("living") / "data").root
    one = Instance(data, free_port())
    try:
        one.start("postgres")
        one.manage("load_demo_city")
        one.manage("shell", "-v", "0", "-c", PEOPLE)
        one.found()
        settled(one)
        yield one
    finally:
        one.end()


@pytest.fixture(scope="session")
def files(living: Instance, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A backup of it, made while it runs; tests that damage one take a copy."""
    return backed_up(living.data, Path(tmp_path_factory.mktemp("backup")))
