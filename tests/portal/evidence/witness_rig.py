"""Somebody who witnesses the portal's log, or should, at an address of the test's own."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from hengjian.ledger.cosignature import Cosigner
from hengjian.ledger.tree import Head
from hengjian.ledger.trust import Trust, check_checkpoint
from hengjian.ledger.witness import Witness as WitnessHalf
from hengjian.ledger.witness import decide, read_request
from hengjian_portal.evidence import jobs
from hengjian_portal.evidence.actions.witnesses import NewWitness, add_witness
from hengjian_portal.evidence.models import Witness
from tests.portal.evidence.log_rig import AT, Log, acts

COSIGNER = Cosigner.from_seed("sichuan.example/witness", bytes(range(32)))
OTHER = Cosigner.from_seed("court.example/witness", bytes(range(1, 33)))
TIME = 1_780_000_000
PATIENCE = 120.0

Answering = Callable[[bytes], tuple[int, bytes]]


@contextmanager
def somebody(answering: Answering) -> Iterator[str]:
    """Somebody at an address, who answers whatever a function says to whatever is sent."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            status, body = answering(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body)

        def do_GET(self) -> None:
            status, body = answering(self.path.encode())
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_said: Any) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


class Half:
    """The engine's half of a witness, with a state in memory."""

    def __init__(self, log: Log, cosigner: Cosigner = COSIGNER) -> None:
        self.witness = WitnessHalf(cosigner, {log.key.name: [log.key]})
        self.state: Head | None = None
        self.asked: list[int] = []

    def __call__(self, raw: bytes) -> tuple[int, bytes]:
        self.asked.append(read_request(raw).old)
        decision = decide(raw, self.witness, self.state, TIME)
        self.state = decision.state or self.state
        return decision.answer.status, decision.answer.body


def named(url: str, cosigner: Cosigner = COSIGNER, how: str = "handed") -> Witness:
    new = NewWitness(cosigner.name, cosigner.key.vkey, url, how)
    return add_witness(new=new, actor="person:1", at=AT)


def asked(witness: Witness) -> Witness:
    witness.refresh_from_db()
    jobs.ask_once(witness)
    witness.refresh_from_db()
    return witness


def published(log: Log, *witnesses: Cosigner) -> Head:
    trust = Trust(log.key, tuple(one.key for one in witnesses))
    return check_checkpoint(log.read("checkpoint"), trust).checkpoint.head


def grown(count: int) -> Head:
    acts(count)
    return jobs.tend()


def wait_until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.1)
