"""The receipt of what somebody sent, held for their browser by the transaction that takes it in."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest


def hold_receipt(request: HttpRequest, **held: Any) -> None:
    """
    Put values into the sender's session now, as the last thing of the transaction.

    Both are there or neither is. Whose answer is lost on the way, and who sends again, is shown the
    receipt all the same: its secret stands nowhere else.
    """
    request.session.update(held)
    request.session.save()
