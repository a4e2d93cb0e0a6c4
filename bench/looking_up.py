"""
Looking a scale up by its code among 200,000, by 200 people at once, beside bare SELECTs.

`python bench/looking_up.py [--scales N] [--city FOLDER] [--clients N] [--seconds N]` copies the
simulated city into a database of its own and lets clients ask one after the other, each the next
as soon as it has its answer: the page of a person (which keeps a row) and the answer for programs
from the web server as `hengjian run` runs it; the answer without a server; and the very rows it is
made of, by primary key through the same driver and pool. So 200 clients without a pause are the
worst case, and what they wait is what 200 wait in line; one client alone shows what one look-up costs.
"""

from __future__ import annotations

import argparse
import http.client
import os
import random
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.city.simulation import simulate
from bench.nightly import copied
from bench.recording import prepared, put_away

_SEED, _ASKED = 20260201, 4_000
_HOST = "127.0.0.1"
# A browser's name: programs and robots leave no row.
_HEADERS = {"User-Agent": "Mozilla/5.0", "Accept-Language": "zh-hans"}
_MADE_OF = (
    "scales_scale", "scales_typeapproval", "accounts_body", "scales_certificate",
    "scales_verification", "scales_mark", "scales_repairorder",
)  # fmt: skip
Ask = Callable[["Asked"], None]


@dataclass(frozen=True, slots=True)
class Asked:
    """A code, and the rows its answer is made of: their numbers by table."""

    code: str
    rows: dict[str, list[int]]


def main() -> int:
    """Load, serve, ask, print."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--scales", type=int, default=200_000)
    asked.add_argument("--city", type=Path, help="the folder of a city that is there already")
    asked.add_argument("--clients", type=int, default=200)
    asked.add_argument("--seconds", type=int, default=30)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = given.city or Path(place)
        if given.city is None:
            simulate(folder, given.scales, _SEED)
        database, keeper = prepared()
        try:
            if not copied(folder):
                return 1
            _measure(_chosen(), given.clients, given.seconds)
        finally:
            put_away(database, keeper)
    return 0


def _chosen() -> list[Asked]:
    """Some scales of all, by chance, and the rows their answers are made of."""
    from hengjian_portal.scales.models import Scale
    from hengjian_portal.scales.queries import everything

    numbers = list(Scale.objects.order_by("pk").values_list("pk", flat=True))
    some = random.Random(_SEED).sample(numbers, min(_ASKED, len(numbers)))  # noqa: S311
    return [_asked(scale) for scale in everything().filter(pk__in=some)]


def _asked(scale: object) -> Asked:
    certificates = list(scale.certificates.all())  # type: ignore[attr-defined]
    kind = scale.type_approval  # type: ignore[attr-defined]
    bodies = {kind.maker_id, scale.owner_id, scale.market_id}  # type: ignore[attr-defined]
    bodies |= {one.verification.body_id for one in certificates}
    rows = (
        [scale.pk], [kind.pk], sorted(bodies - {None}),  # type: ignore[attr-defined]
        [one.pk for one in certificates], [one.verification_id for one in certificates],
        [one.pk for one in scale.marks.all()], [one.pk for one in scale.repairs.all()],  # type: ignore[attr-defined]
    )  # fmt: skip
    return Asked(scale.production_code, dict(zip(_MADE_OF, rows, strict=True)))  # type: ignore[attr-defined]


def _measure(some: list[Asked], clients: int, seconds: int) -> None:
    from django.db import connection

    connection.close()
    port = _free_port()
    ways: dict[str, Callable[[], Ask]] = {
        "page, over HTTP": lambda: _over_http(port, "/s/{}/"),
        "JSON, over HTTP": lambda: _over_http(port, "/s/{}/?format=json"),
        "answer, no server": lambda: _answered,
        "the same rows, by key": lambda: _by_key,
    }
    per_look_up = sum(map(len, (rows for one in some for rows in one.rows.values()))) / len(some)
    print(f"{per_look_up:.1f} rows from {len(_MADE_OF)} tables make an answer, at the mean")
    print(
        f"{'':24}{'clients':>8}{'a second':>10}{'p50 ms':>10}{'p99 ms':>10}{'x rows':>8}{'load':>7}"
    )
    with _served(port):
        for many in (1, clients):
            lines = {name: _waits(way, some, many, seconds) for name, way in ways.items()}
            bare = _share(lines["the same rows, by key"][0], 0.5)
            for name, (waits, busy) in lines.items():
                half, most = _share(waits, 0.5), _share(waits, 0.99)
                print(
                    f"{name:24}{many:>8}{len(waits) / seconds:>10,.0f}{half * 1000:>10,.1f}"
                    f"{most * 1000:>10,.1f}{half / bare:>8.1f}{busy:>7.1f}",
                    flush=True,
                )


def _share(waits: list[float], share: float) -> float:
    return sorted(waits)[int(share * (len(waits) - 1))]


def _waits(
    way: Callable[[], Ask], some: list[Asked], clients: int, seconds: int
) -> tuple[list[float], float]:
    """
    The seconds of each answer that came within the time measured, and the machine's load then.

    A fifth of the time more goes before: connections are made, and the line of waiting fills.
    """
    waits: list[list[float]] = [[] for _client in range(clients)]
    failed: list[Exception] = []
    start = time.perf_counter() + seconds / 5
    end = start + seconds

    def ask(client: int) -> None:
        mine = random.Random(client)  # noqa: S311
        try:
            act = way()
            while (begun := time.perf_counter()) < end:
                act(mine.choice(some))
                if start <= (now := time.perf_counter()) < end:
                    waits[client].append(now - begun)
        except Exception as error:  # told below, whatever it is
            failed.append(error)

    people = [threading.Thread(target=ask, args=(client,)) for client in range(clients)]
    for one in people:
        one.start()
    for one in people:
        one.join()
    if failed:
        raise SystemExit(f"{len(failed)} of {clients} clients failed, the first by {failed[0]!r}")
    return [wait for own in waits for wait in own], os.getloadavg()[0]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((_HOST, 0))
        return int(probe.getsockname()[1])


def _over_http(port: int, address: str) -> Ask:
    """A client that keeps its connection."""
    line = http.client.HTTPConnection(_HOST, port, timeout=120)

    def ask(asked: Asked) -> None:
        line.request("GET", address.format(asked.code), headers=_HEADERS)
        answer = line.getresponse()
        told = answer.read()
        if answer.status != http.HTTPStatus.OK or not told:
            raise RuntimeError(f"{asked.code}: {answer.status}")

    return ask


def _answered(asked: Asked) -> None:
    from django.db import connection
    from django.utils.timezone import localdate

    from hengjian_portal.scales.answers import answer_for

    found = answer_for(asked.code, localdate())
    connection.close()  # back to the pool, as after a request
    if found.found is None:
        raise RuntimeError(f"{asked.code}: not found")


def _by_key(asked: Asked) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        for table, numbers in asked.rows.items():
            cursor.execute(f"SELECT * FROM {table} WHERE id = ANY(%s)", [numbers])  # noqa: S608
            if len(cursor.fetchall()) != len(numbers):
                raise RuntimeError(f"{asked.code}: rows of {table} are missing")
    connection.close()


@contextmanager
def _served(port: int) -> Iterator[None]:
    """The web server of `hengjian run`, over the bench's database."""
    from hengjian_portal.embedded.supervisor import web_command

    tell = [sys.executable, "-m", "hengjian_portal", "collectstatic", "--no-input", "-v", "0"]
    subprocess.run(tell, check=True)  # noqa: S603
    server = subprocess.Popen(web_command(_HOST, port))  # noqa: S603
    try:
        _wait_for_it(port)
        yield
    finally:
        server.terminate()
        server.wait()


def _wait_for_it(port: int) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        line = http.client.HTTPConnection(_HOST, port, timeout=10)
        try:
            line.request("GET", "/scale/", headers=_HEADERS)
            line.getresponse().read()
        except OSError:
            time.sleep(0.3)
        else:
            return
        finally:
            line.close()
    raise SystemExit(f"nothing answers on {_HOST}:{port}")


if __name__ == "__main__":
    sys.exit(main())
