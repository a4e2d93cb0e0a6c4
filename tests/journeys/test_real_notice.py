"""A real Chinese recall notice, entered by hand through the pages and carried to publication."""

from __future__ import annotations

import json
import os
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine
from django.test import Client

from hengjian.text.folding import plain
from tests.journeys.test_recall_journey import PLAN
from tests.journeys.walk import agree, do, signed_in, text_of, wrong_in

SHARED = Path(os.environ.get("HENGJIAN_SHARED", Path(__file__).parents[3] / "shared"))
NOTICES = SHARED / "data/recalls/cn_notices.json"
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not NOTICES.exists(), reason="real notices are not beside this checkout"),
]


def test_the_eraser_that_looks_and_smells_like_fruit_is_published(
    city, city_second, district, technical, producer
):
    notice = json.loads(NOTICES.read_text(encoding="utf-8"))[0]
    gold, text = notice["gold"], notice["text"]
    lots, models = gold["batch"], gold["model"]
    with time_machine.travel(datetime(2026, 6, 4, 2, tzinfo=UTC), tick=True):
        opened = signed_in(district).post("/cases/open/", {
            "name": gold["product"], "model_no": models[0], "firm_name": gold["producer"],
            "regime": "consumer", "source": "inspection", "danger": text, "district": "500103",
            "received_on": "2026-06-04",
        })  # fmt: skip
        assert opened.status_code == 302, wrong_in(opened)
        case = int(opened.url.rstrip("/").rsplit("/", 1)[1])
        do(district, case, "report_to_city")
        do(city, case, "assign_analysis")
        do(technical, case, "call_consultation", summary="可能误吞", hazards=["mechanical"],
           harms=["choking"])  # fmt: skip
        do(city, case, "notify_producer", minutes="通知调查", producer=str(producer.body_id),
           suspected=gold["hazard"], days="10", served_on="2026-06-04", served_how="post")  # fmt: skip
        do(producer, case, "submit_result", method="检查外观和气味", cause="仿食品造型",
           conclusion="defect", extent="、".join(models), signatory="某某")  # fmt: skip
        do(producer, case, "admit_defect", causes=["design"], breadth="model", endangers=["person"],
           hazards=["mechanical"], harms=["choking"], bases=["unreasonable_danger"],
           danger="儿童可能误吞", concluded_on="2026-06-04")  # fmt: skip
        plan = {**PLAN, "brand": "新代", "models": "\n".join(models), "lots": "\n".join(lots),
                "gtin": "", "has_barcode": "no", "where_to_look": "包装背面",
                "produced_from": "2018-03-02", "produced_to": "2018-03-02",
                "n_produced": str(gold["qty"]), "n_recalled": str(gold["qty"]),
                "determined_on": "2026-06-04", "starts_on": "2026-06-04",
                "ends_on": "2026-12-04", "remedies": ["return", "replace"]}  # fmt: skip
        do(producer, case, "submit_plan", **plan)
        do(city, case, "accept_plan")
        do(city, case, "announce", title=f"{gold['producer']}召回{gold['product']}",
           do_now="立即停止使用，不要让孩子接触。\n拨打电话退货或换货。", hazard="儿童可能误吞，造成窒息",
           defect="食品造型并有食品香味", emergency="收起产品，误吞立即就医",
           remedies=["return", "replace"], remedy_how="拨打客户服务热线", n_recalled=str(gold["qty"]),
           phone="0591-83578999", starts_on="2026-06-04")  # fmt: skip
        agree(city_second, case)
        anyone = Client(HTTP_ACCEPT_LANGUAGE="zh-hans")
        for asked in (*models, *lots):
            answer = text_of(anyone.get("/recalls/", {"q": asked}))
            assert "正在召回" in answer, asked
        address = re.search(r'href="(/recalls/CQ[^"]+)"', anyone.get("/recalls/").content.decode())[
            1
        ]
        page = text_of(anyone.get(address))
        assert plain(f"{gold['qty']:,}") in plain(page)
        assert all(lot in page for lot in lots)
