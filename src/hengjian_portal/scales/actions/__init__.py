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
from hengjian_portal.scales.actions.sheets import (
    draw_up_sheet,
    drop_sheet,
    lapse_sheets,
    return_sheet,
)
from hengjian_portal.scales.actions.signing import sign_sheet
from hengjian_portal.scales.actions.verifying import Visit
from hengjian_portal.scales.gate import Identity

__all__ = [
    "Identity",
    "Made",
    "PlaceOfUse",
    "Sale",
    "TypeFacts",
    "Visit",
    "draw_up_sheet",
    "drop_sheet",
    "expire_due",
    "lapse_sheets",
    "lift_suspension",
    "move",
    "put_into_use",
    "record_type_approval",
    "register_scale",
    "report_opened",
    "return_sheet",
    "review_networked",
    "review_use",
    "sell",
    "sign_sheet",
    "suspend",
    "take_back",
    "withdraw",
]
