"""What is done to scales, one verb a function."""

from hengjian_portal.scales.actions.life import (
    PlaceOfUse,
    Sale,
    lift_suspension,
    move,
    put_into_use,
    report_opened,
    review_networked,
    review_use,
    sell,
    suspend,
    withdraw,
)
from hengjian_portal.scales.actions.making import (
    Made,
    TypeFacts,
    record_type_approval,
    register_scale,
)
from hengjian_portal.scales.actions.mending import expire_due, take_back
from hengjian_portal.scales.actions.seizing import release, seize
from hengjian_portal.scales.actions.verifying import Identity, Visit, verify

__all__ = [
    "Identity",
    "Made",
    "PlaceOfUse",
    "Sale",
    "TypeFacts",
    "Visit",
    "expire_due",
    "lift_suspension",
    "move",
    "put_into_use",
    "record_type_approval",
    "register_scale",
    "release",
    "report_opened",
    "review_networked",
    "review_use",
    "seize",
    "sell",
    "suspend",
    "take_back",
    "verify",
    "withdraw",
]
