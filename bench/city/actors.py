"""Who and what there is. Days are numbers of `days`; masses in mg where they are counted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hengjian.metrology.instrument import Instrument

if TYPE_CHECKING:
    from bench.city.simulation import City
    from bench.city.truth import Planted
    from bench.city.weighing import Readings


@dataclass(slots=True)
class Software:
    """One software; its checksum is what the scale works out over itself."""

    software_id: str
    checksum: str
    released: int


@dataclass(slots=True)
class Type:
    """A type approval. `steadiness` multiplies how far its load cells drift."""

    type_id: str
    maker_id: str
    type_no: int
    new: bool
    networked: bool
    instrument: Instrument
    approved: int
    steadiness: float
    software: list[Software] = field(default_factory=list)
    serials: int = 0

    def software_on(self, n: int) -> Software:
        """Give what its maker installs on a day."""
        return [each for each in self.software if each.released <= n or each is self.software[0]][
            -1
        ]


@dataclass(slots=True)
class District:
    """A district and its middle."""

    code: str
    name: str
    lat: float
    lon: float
    markets: list[Market] = field(default_factory=list)


@dataclass(slots=True)
class Market:
    """
    A market, supermarket or row of shops.

    `bus_stop` is where one lies between it and another, `rounds` the last days of the
    verifiers' rounds.
    """

    market_id: str
    kind: str
    district: District
    body: Body
    lat: float
    lon: float
    liveliness: float
    warmth: float
    stalls: list[Stall] = field(default_factory=list)
    bus_stop: tuple[float, float, Market] | None = None
    rounds: list[int] = field(default_factory=list)


@dataclass(slots=True)
class User:
    """Who sells."""

    user_id: str


@dataclass(slots=True)
class Stall:
    """A place where one scale stands at a time."""

    stall_id: str
    market: Market
    user: User
    goods: str
    scale: Scale | None = None
    waiting: bool = False
    story: str = ""


@dataclass(slots=True)
class Dealer:
    """Who sells scales; `shift` is what is done to one before it is handed over."""

    dealer_id: str
    district: District
    body: Body
    delivers_verified: bool
    types: list[Type]
    shift: Callable[[City, Scale, int], None] | None = None


@dataclass(slots=True)
class Technician:
    """Who opens scales; `seals` is where the seals come from, if not from the workshop's own."""

    technician_id: str
    repairer: Repairer
    phone: str
    seals: Callable[[City, Scale, int], str] | None = None
    story: str = ""


@dataclass(slots=True)
class Repairer:
    """A workshop with its technicians."""

    repairer_id: str
    district: District
    technicians: list[Technician] = field(default_factory=list)
    jobs: float = 1.0


@dataclass(slots=True)
class Verifier:
    """Who verifies: how many minutes one takes, and (if so) what is written without weighing."""

    verifier_id: str
    body: Body
    pace: float
    writes: Callable[[City, Scale], Readings] | None = None
    story: str = ""


@dataclass(slots=True)
class Body:
    """A verification body: its verifiers, those at its counter, and who waits for which day."""

    body_id: str
    district: District
    counter: list[Verifier] = field(default_factory=list)
    field_team: list[Verifier] = field(default_factory=list)
    certificates: dict[int, int] = field(default_factory=dict)
    busy: dict[int, set[str]] = field(default_factory=dict)
    queue: dict[int, list[tuple[Scale, Then]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Session:
    """A day of a body at a place, and how much warmer than elsewhere it is there."""

    session_id: str
    warmth: float


@dataclass(frozen=True, slots=True)
class Sitting:
    """Who verifies and who checks at a session; two persons, as the rules have it."""

    session: Session
    verifier: Verifier
    checker: Verifier


@dataclass(slots=True)
class Cell:
    """A load cell with its board: span and corners in millionths, the rest in parts of e."""

    span: float
    drift: float
    warm: float
    zero: float
    bend: float
    noise: float
    corners: tuple[float, float, float, float]
    sluggish: bool
    adjusted: int


@dataclass(slots=True)
class Scale:
    """
    One scale. `code` is what its label says, `place` where it is in the list of those in use.

    `bills` is what a customer is charged for, as a multiple of what the scale weighs; `face`
    is the software it claims to be; `before_verification` is what its user does to be ready;
    one that `returns_silently` is used after a repair without being verified. `recorded_seal` is
    the seal the records know of. What was planted may end when it is next verified, or only when
    somebody really weighs.
    """

    code: str
    type: Type
    serial: int
    software: Software
    seal: str
    recorded_seal: str
    cell: Cell
    cal: int
    tamper: int = 0
    stall: Stall | None = None
    place: int = -1
    verified_until: int | None = None
    verification_code: str = ""
    repair_code: str = ""
    verifications: int = 0
    in_repair: bool = False
    withdrawn: bool = False
    returns_silently: bool = False
    until_verified: list[Planted] = field(default_factory=list)
    until_weighed: list[Planted] = field(default_factory=list)
    bills: Callable[[City, Scale, int], float] | None = None
    face: tuple[str, str, int, int] | None = None
    before_verification: Callable[[City, Scale, int], None] | None = None
    story: str = ""


Then = Callable[["City", Scale, int], None]
