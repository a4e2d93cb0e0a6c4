"""Forms: labels above, hints, errors that lead to their field, and inputs made for thumbs."""

from __future__ import annotations

import re
from collections.abc import Callable

from tests.portal.look.gallery import ReportForm

Show = Callable[..., str]


def tag(page: str, name: str) -> str:
    found = re.search(rf'<(?:input|select|textarea)[^>]*name="{name}"[^>]*>', page)
    assert found, name
    return found[0]


def test_each_field_has_its_label_above_and_its_hint_is_read_with_it(show: Show) -> None:
    page = show("{% form_page form %}", form=ReportForm())
    assert page.index('<label for="id_gtin">') < page.index('name="gtin"')
    assert 'aria-describedby="id_gtin_helptext"' in tag(page, "gtin")
    assert 'id="id_gtin_helptext"' in page
    assert "data-wrong" not in page


def test_only_fields_one_may_leave_out_say_so(show: Show) -> None:
    page = show("{% form_page form %}", form=ReportForm())
    assert page.count("（选填）") == sum(not f.field.required for f in ReportForm())


def test_what_is_wrong_stands_on_top_and_leads_to_the_field(show: Show) -> None:
    form = ReportForm({"gtin": "", "what": "起火", "honest": "on"})
    page = show("{% form_page form %}", form=form)
    assert page.index("还没有提交，请先改正") < page.index('name="gtin"')
    assert '<a href="#id_gtin">商品条码</a>' in page
    assert '<a href="#id_injured">有人受伤吗？</a>' in page
    assert page.count('id="id_injured"') == 1
    assert 'aria-invalid="true"' in tag(page, "gtin")
    assert 'aria-describedby="id_gtin_helptext id_gtin_error"' in tag(page, "gtin")
    assert 'id="id_gtin_error"' in page
    assert "aria-invalid" not in tag(page, "what")


def test_the_summary_stands_alone_where_a_page_lays_its_fields_out_itself(show: Show) -> None:
    form = ReportForm({"gtin": "", "what": "起火", "honest": "on"})
    page = show("{% form_wrong form %}", form=form)
    assert '<a href="#id_gtin">商品条码</a>' in page
    assert "<input" not in page
    assert show("{% form_wrong form %}", form=ReportForm()).strip() == ""


def test_an_error_of_the_whole_form_is_in_the_summary(show: Show) -> None:
    form = ReportForm({})
    form.add_error(None, "同一批次已经报告过。")
    assert "<li>同一批次已经报告过。</li>" in show("{% form_page form %}", form=form)


def test_phones_offer_the_right_keyboard(show: Show) -> None:
    page = show("{% form_page form %}", form=ReportForm())
    assert 'inputmode="numeric"' in tag(page, "gtin")
    assert 'inputmode="tel"' in tag(page, "phone")
    assert 'autocomplete="tel"' in tag(page, "phone")
    assert 'inputmode="decimal"' in tag(page, "price")


def test_scan_stands_beside_code_fields_alone_and_waits_for_the_script(show: Show) -> None:
    page = show("{% form_page form %}", form=ReportForm())
    assert page.count("data-scan-for=") == 1
    assert re.search(r'data-scan-for="id_gtin" hidden>', page)


def test_nothing_typed_is_lost_when_the_form_comes_back(show: Show) -> None:
    page = show("{% form_page form %}", form=ReportForm({"gtin": "690", "what": "<起火>"}))
    assert 'value="690"' in tag(page, "gtin")
    assert "&lt;起火&gt;" in page
