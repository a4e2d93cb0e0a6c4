"""Pages of the registry of products."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hengjian_portal.accounts.doors import actor, door
from hengjian_portal.accounts.policy import may
from hengjian_portal.look.drafts import let_go
from hengjian_portal.look.paging import page_of
from hengjian_portal.products import actions, queries
from hengjian_portal.products.forms import ProductForm
from hengjian_portal.products.models import Firm, Product


@door("products.see")
def register(request: HttpRequest) -> HttpResponse:
    """Every product, searched."""
    text = request.GET.get("q", "").replace("\0", "")
    page = page_of(request, queries.search(text), 30)
    return render(
        request,
        "products/register.html",
        {"page": page, "q": text, "may_enter": may(actor(request), "products.enter")},
    )


@door("products.see")
def product(request: HttpRequest, pk: int) -> HttpResponse:
    """One product, what was reported of it, and what may be the same."""
    found = get_object_or_404(Product.objects.select_related("firm", "merged_into"), pk=pk)
    facts = queries.ProductFacts(
        name=found.name, brand=found.brand, model_no=found.model_no, gtin=found.gtin
    )
    others = [a for a in queries.alike(facts) if a.product.pk != found.pk]
    merged = Product.objects.filter(merged_into=found)
    return render(
        request, "products/product.html", {"product": found, "alike": others, "merged": merged}
    )


@door("products.enter")
def enter(request: HttpRequest) -> HttpResponse:
    """Enter a product; likely duplicates are shown before it is written."""
    form = ProductForm(request.POST or None)
    alike: list[queries.Alike] = []
    if request.method == "POST" and form.is_valid():
        alike = queries.alike(form.facts())
        if not alike or "anyway" in request.POST:
            entered = actions.enter_product(
                facts=form.facts(), actor=actor(request), at=timezone.now()
            )
            messages.success(request, _("已登记产品"))
            let_go(request, "product")
            return redirect("products:product", pk=entered.pk)
    return render(request, "products/enter.html", {"form": form, "alike": alike})


@door("products.merge")
@require_POST
def merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Merge a product into another."""
    found = get_object_or_404(Product, pk=pk)
    number = request.POST.get("into", "")
    into = get_object_or_404(Product, pk=int(number) if number.isdecimal() else 0)
    actions.merge(product=found, into=into, actor=actor(request), at=timezone.now())
    messages.success(request, _("已合并，可随时撤销"))
    return redirect("products:product", pk=into.pk)


@door("products.merge")
@require_POST
def undo_merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Part a merged product again."""
    found = get_object_or_404(Product, pk=pk)
    actions.undo_merge(product=found, actor=actor(request), at=timezone.now())
    messages.success(request, _("已撤销合并"))
    return redirect("products:product", pk=found.pk)


@door("products.see")
def firm(request: HttpRequest, pk: int) -> HttpResponse:
    """One firm, its products, and what may be the same."""
    found = get_object_or_404(Firm.objects.select_related("merged_into"), pk=pk)
    facts = {
        "firm": found,
        "products": queries.live().filter(firm=found),
        "alike": queries.firms_alike(found),
        "merged": Firm.objects.filter(merged_into=found),
        "may_merge": may(actor(request), "products.merge"),
    }
    return render(request, "products/firm.html", facts)


@door("products.merge")
@require_POST
def merge_firm(request: HttpRequest, pk: int) -> HttpResponse:
    """Merge a firm into another."""
    number = request.POST.get("into", "")
    into = get_object_or_404(Firm, pk=int(number) if number.isdecimal() and len(number) < 18 else 0)
    found = get_object_or_404(Firm, pk=pk)
    actions.merge_firm(firm=found, into=into, actor=actor(request), at=timezone.now())
    messages.success(request, _("已合并，可随时撤销"))
    return redirect("products:firm", pk=into.pk)


@door("products.merge")
@require_POST
def undo_firm_merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Part a merged firm again."""
    found = get_object_or_404(Firm, pk=pk)
    actions.undo_firm_merge(firm=found, actor=actor(request), at=timezone.now())
    messages.success(request, _("已撤销合并"))
    return redirect("products:firm", pk=found.pk)
