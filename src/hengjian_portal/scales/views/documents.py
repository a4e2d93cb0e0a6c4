"""What is printed: labels, certificates, rejection notices."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from hengjian_portal.accounts import policy
from hengjian_portal.accounts.doors import actor, door
from hengjian_portal.look.paper import as_file
from hengjian_portal.scales import answers, codes, documents
from hengjian_portal.scales.queries import ties_for
from hengjian_portal.scales.views.register import scale_of


@door("scales.see")
def label(request: HttpRequest, code: str) -> HttpResponse:
    """Labels of one scale on a sheet of A4, with the code that leads to its public page."""
    scale = scale_of(request, code)
    facts = {
        "scale": scale, "code": codes.in_fours(scale.production_code),
        "plate": answers.nameplate_line(scale), "profile": codes.production_profile(),
        "address": documents.public_address(scale),
    }  # fmt: skip
    return render(request, "scales/label.html", facts)


@door("scales.see")
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The certificate or the rejection notice of one verification, as PDF."""
    done = get_object_or_404(documents.printable(), pk=pk)
    policy.require(actor(request), "scales.see", ties_for(done.scale))
    return as_file(documents.pdf(done), documents.name_of(done))
