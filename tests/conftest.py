"""People of the portal's tests, and the database they live in."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from hengjian_portal.accounts.actor import Actor, actor_of
from hengjian_portal.embedded import cluster, guard
from tests import ready

if TYPE_CHECKING:
    from tests.portal.evidence.running_log import RunningLog

# Monday 2026-03-09, ten in the morning in Beijing
NOON = datetime(2026, 3, 9, 2, tzinfo=UTC)


def pytest_configure(config: pytest.Config) -> None:
    """Pages in tests never use the files an instance of the developer's own has collected."""
    if config.pluginmanager.has_plugin("django"):
        from django.conf import settings

        settings.STATIC_ROOT = Path(tempfile.mkdtemp(prefix="hengjian-static-"))


@pytest.fixture(scope="session")
def postgres(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """A PostgreSQL of the tests' own, gone when they end, however they end."""
    if given := os.environ.get("DATABASE_URL"):
        yield given
        return
    made = request.getfixturevalue("ready_folder")
    place = ready.copy_of(made, tmp_path_factory.mktemp("postgres") / "data")
    keeper = guard.Guard(place)
    cluster.start(place)
    yield cluster.url(place)
    cluster.stop(place)
    keeper.dismiss()


@pytest.fixture(scope="session")
def ready_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated data folder; take a copy."""
    return ready.ready_folder(tmp_path_factory)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(postgres: str) -> Iterator[None]:
    """Point Django at it, and empty it after a test that does not roll back."""
    from django.conf import settings as django_settings
    from django.db import connections
    from django.test import TransactionTestCase

    from hengjian_portal.settings import _database

    held = connections["default"].settings_dict
    fresh = _database(postgres)
    held.update({key: fresh[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT")})
    if not os.environ.get("DATABASE_URL"):
        held["TEST"]["TEMPLATE"] = fresh["NAME"]  # the tables are in it already
    # Slow hashing guards real passwords; the tests have none.
    django_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    held["OPTIONS"] = {}  # a pool would hold connections while the test database is dropped
    flush = TransactionTestCase._fixture_teardown
    TransactionTestCase._fixture_teardown = lambda _case: _empty()
    yield
    TransactionTestCase._fixture_teardown = flush


def _empty() -> None:
    """Delete the rows a test left, past every guard; what migrations put there stays."""
    from django.db import connection, transaction

    kept = ["django_content_type", "auth_permission", "django_migrations"]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(
            "SELECT string_agg(format('SELECT %%L WHERE EXISTS (SELECT FROM %%1$I)', tablename),"
            " ' UNION ALL ') FROM pg_tables WHERE schemaname = 'public' AND tablename <> ALL (%s)",
            [kept],
        )
        cursor.execute(cursor.fetchone()[0])
        for (table,) in cursor.fetchall():
            cursor.execute(f"DELETE FROM {table}")


@pytest.fixture(autouse=True)
def own_uploads(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    """What tests hand in does not lie among anybody's files."""
    if request.node.get_closest_marker("django_db") or "db" in request.fixturenames:
        settings = request.getfixturevalue("settings")
        settings.MEDIA_ROOT = tmp_path / "uploads"
        settings.UNLOCK_KEYS = tmp_path / "unlock"
        settings.EVIDENCE_LOG = tmp_path / "log"
        settings.EVIDENCE_SIGNER = tmp_path / "signer.socket"


@pytest.fixture
def running_log(transactional_db: None, settings: Any) -> Iterator[RunningLog]:
    """An evidence log with a signer of its own."""
    from tests.portal.evidence.running_log import running

    with running(settings) as held:
        yield held


@pytest.fixture
def at() -> datetime:
    """When the tests' acts happen."""
    return NOON


def person_of_kind(kind: str, username: str = "", district: str = "") -> Actor:
    """Somebody of a kind, made for a test; `a long enough password` is theirs."""
    from hengjian_portal.accounts.models import Body, Person

    alone = kind in ("expert", "system_admin")
    body = None
    if not alone:
        body, _new = Body.objects.get_or_create(
            kind=kind, name=f"{kind} {district}".strip(), defaults={"district": district}
        )
    person = Person.objects.create_user(
        username or kind, "a long enough password", name=(username or kind).title(), body=body,
        role=kind if alone else "member",
    )  # fmt: skip
    return actor_of(person)


@pytest.fixture
def city(db: None) -> Actor:
    """Gao, of the city's bureau."""
    return person_of_kind("city", "gao")


@pytest.fixture
def city_second(city: Actor) -> Actor:
    """Luo, a colleague of Gao's."""
    return person_of_kind("city", "luo")


@pytest.fixture
def city_head(city: Actor) -> Actor:
    """Luo Ju, the head of the city's bureau."""
    from hengjian_portal.accounts.models import Person

    person = Person.objects.create_user(
        "head", "a long enough password", name="Head", body_id=city.body_id, role="head"
    )
    return actor_of(person)


@pytest.fixture
def evaluator(db: None) -> Actor:
    """Ping, of an evaluation body."""
    return person_of_kind("evaluation_body", "ping")


@pytest.fixture
def district(db: None) -> Actor:
    """Wang, of Yuzhong's bureau."""
    return person_of_kind("district", "wang", "500103")


@pytest.fixture
def other_district(db: None) -> Actor:
    """Li, of Nan'an's bureau: the stranger among officers."""
    return person_of_kind("district", "li", "500108")


@pytest.fixture
def technical(db: None) -> Actor:
    """Tang, of the technical body."""
    return person_of_kind("technical_body", "tang")


@pytest.fixture
def producer(db: None) -> Actor:
    """Zhao, of a producer."""
    return person_of_kind("producer", "zhao", "500107")


@pytest.fixture
def market(db: None) -> Actor:
    """Chen, of a market."""
    return person_of_kind("market", "chen", "500103")


@pytest.fixture
def maker(db: None) -> Actor:
    """Ma, of a scale maker."""
    return person_of_kind("scale_maker", "ma", "500107")


@pytest.fixture
def seller(db: None) -> Actor:
    """Xie, of a seller."""
    return person_of_kind("seller", "xie", "500103")


@pytest.fixture
def verifier_a(db: None) -> Actor:
    """Jin, a verifier."""
    return person_of_kind("verification_body", "jin", "500103")


@pytest.fixture
def verifier_b(verifier_a: Actor) -> Actor:
    """Bai, the second verifier."""
    return person_of_kind("verification_body", "bai", "500103")


@pytest.fixture
def auditor(db: None) -> Actor:
    """Shen, who reads and changes nothing."""
    return person_of_kind("auditor", "shen")


@pytest.fixture
def system_admin(db: None) -> Actor:
    """Su, who keeps the register of bodies and sees no case."""
    return person_of_kind("system_admin", "su")
