"""What is done to scales, one verb a function."""

from hengjian_portal.scales.actions.approving import TypeFacts, record_type_approval
from hengjian_portal.scales.actions.authorising import (
    Days,
    authorise,
    end_authorisation,
    start_key,
)
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
from hengjian_portal.scales.actions.repairing import (
    Fault,
    Work,
    attach,
    cancel_order,
    close_order,
    open_order,
    open_planned,
)
from hengjian_portal.scales.actions.seizing import free_released, release, seize
from hengjian_portal.scales.actions.sheets import (
    draw_up_sheet,
    drop_sheet,
    lapse_sheets,
    return_sheet,
)
from hengjian_portal.scales.actions.signing import sign_sheet
from hengjian_portal.scales.actions.unlocking import (
    Display,
    ask_code,
    confirm_unlocked,
    expire_tickets,
    note_counter,
    report_wrong,
)
from hengjian_portal.scales.actions.verifying import Visit
from hengjian_portal.scales.gate import Identity
from hengjian_portal.scales.production import Made

__all__ = [
    "Days",
    "Display",
    "Fault",
    "Identity",
    "Made",
    "PlaceOfUse",
    "Sale",
    "TypeFacts",
    "Visit",
    "Work",
    "ask_code",
    "attach",
    "authorise",
    "cancel_order",
    "close_order",
    "confirm_unlocked",
    "draw_up_sheet",
    "drop_sheet",
    "end_authorisation",
    "expire_due",
    "expire_tickets",
    "free_released",
    "lapse_sheets",
    "lift_suspension",
    "move",
    "note_counter",
    "open_order",
    "open_planned",
    "put_into_use",
    "record_type_approval",
    "register_many",
    "register_scale",
    "release",
    "report_opened",
    "report_wrong",
    "return_sheet",
    "review_networked",
    "review_use",
    "seize",
    "sell",
    "sign_sheet",
    "start_key",
    "suspend",
    "take_back",
    "withdraw",
]
