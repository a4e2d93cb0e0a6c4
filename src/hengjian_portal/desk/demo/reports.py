"""Reports in the demonstration that nobody has dealt with yet."""

from __future__ import annotations

from datetime import datetime, timedelta

from hengjian_portal.accounts.actor import PUBLIC
from hengjian_portal.watch.actions import Told, Wishes, take_report

_ROWS = (
    ("保温杯", "暖山", "NS-500", "装开水后杯盖漏水，烫了手", "500103", 1, "要求退货", ""),
    ("婴儿推车", "稳步", "WB-A3", "停在坡上自己溜走，刹车没锁住", "500103", 0, "", ""),
    ("电蚊拍", "山城", "SC-E1", "网面关了还有电", "500103", 0, "", ""),
    ("儿童手表", "某童", "T-1", "充电时发烫，手腕起泡", "500108", 1, "要求赔偿医药费", ""),
    ("卷发棒", "巴渝", "BY-J3", "线根处冒火花", "500157", 0, "", "店家明知有问题仍在卖"),
    ("玩具枪", "江畔", "JP-G2", "弹力过大打伤眼角", "500106", 1, "", ""),
    ("床头柜", "某家", "", "抽屉拉出后整柜翻倒", "500107", 1, "", ""),
    ("植保无人机", "某飞", "F-8", "桨叶断裂飞出", "500116", 0, "", ""),
    ("手工辣酱", "某某", "", "瓶盖炸开", "500103", 0, "", ""),
    ("充电宝", "巴渝", "BY-P20", "包里冒烟", "500101", 0, "要求退款", ""),
)


def make_reports(now: datetime) -> int:
    """Take the reports in, as anybody would send them; how many."""
    for number, (name, brand, model, what, district, hurt, wish, tip) in enumerate(_ROWS):
        told = Told(
            product_name=name, brand=brand, model_no=model, what_happened=what,
            district=district, injured=hurt, harm="burn" if hurt else "",
        )  # fmt: skip
        wishes = Wishes("某女士", "130-0000-0000", wish, tip) if number % 2 == 0 else Wishes()
        take_report(
            told=told, wishes=wishes, actor=PUBLIC, at=now - timedelta(hours=7 * number + 3)
        )
    return len(_ROWS)
