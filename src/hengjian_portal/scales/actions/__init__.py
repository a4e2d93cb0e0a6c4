"""What is done to scales, one verb a function."""

from hengjian_portal.scales.actions.approving import TypeFacts, record_type_approval
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
from hengjian_portal.scales.actions.making import register_many, register_scale
from hengjian_portal.scales.actions.mending import expire_due, take_back
from hengjian_portal.scales.actions.verifying import Identity, Visit, verify
from hengjian_portal.scales.production import Made

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
    "register_many",
    "register_scale",
    "report_opened",
    "review_networked",
    "review_use",
    "sell",
    "suspend",
    "take_back",
    "verify",
    "withdraw",
]
