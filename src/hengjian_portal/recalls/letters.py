"""E-mails to people without an account: Chinese first, English below, nothing personal in them."""

from __future__ import annotations

from django.urls import reverse

from hengjian_portal.recalls.models import Announcement, Claim

_STATES = {
    "received": ("已收到您的申请", "Your claim has arrived"),
    "taken_up": ("企业正在办理您的申请", "The producer is seeing to your claim"),
    "fulfilled": ("您的申请已办结", "Your claim has been fulfilled"),
    "refused": ("企业未同意您的申请", "The producer has refused your claim"),
}
Mail = tuple[str, str]


def about_claim(claim: Claim, state: str, origin: str) -> Mail:
    """Subject and text of the news of a claim; what was answered is read with number and secret."""
    zh, en = _STATES[state]
    way = (
        "对结果不满意，可拨打12315投诉。\nNot content? Call 12315.\n" if state == "refused" else ""
    )
    text = (
        f"{zh}（{claim.receipt_no}）。凭回执号和查询密码查看：\n"
        f"{en} ({claim.receipt_no}). Follow it with its number and secret:\n"
        f"{origin}{reverse('public:follow')}\n{way}"
    )
    return f"{zh} · {en} {claim.receipt_no}", text


def about_recall(announcement: Announcement, origin: str) -> Mail:
    """Subject and text of one announcement: what to do now, and where to check one's own."""
    content, case_no = announcement.content, announcement.recall.case_no
    parts = [
        announcement.title, content.get("hazard", ""), content.get("do_now", ""),
        announcement.title_en, content.get("hazard_en", ""), content.get("do_now_en", ""),
        f"{origin}{reverse('public:recall', args=[case_no])}",
    ]  # fmt: skip
    label = "撤回 Withdrawn" if announcement.kind == Announcement.Kind.WITHDRAWN else "召回 Recall"
    return f"【{label}】{announcement.title}", "\n\n".join(filter(None, parts))


def to_confirm(token: str, origin: str) -> Mail:
    """Subject and text asking the owner of an address whether the subscription is theirs."""
    text = (
        "有人用这个邮箱订阅召回通知。是您本人的，请打开下面的链接确认；不是您的，不必理会。\n"
        "Somebody subscribed this address to news of recalls. If it was you, open the link and "
        f"confirm; if not, do nothing.\n\n{link_of(token, origin)}"
    )
    return "请确认订阅 Please confirm your subscription", text


def link_of(token: str, origin: str) -> str:
    """Where a subscriber confirms or leaves."""
    return f"{origin}{reverse('public:subscription', args=[token])}"


def way_out(link: str) -> str:
    """The lines at the end of each mail to a subscriber."""
    return f"\n\n--\n退订 Unsubscribe: {link}"


def to_owner(announcement: Announcement, origin: str) -> Mail:
    """Subject and text to an owner the producer knows of: the announcement, and why they get it."""
    subject, text = about_recall(announcement, origin)
    check = f"{origin}{reverse('public:mine', args=[announcement.recall.case_no])}"
    why = (
        f"看看您的是不是 Is yours affected: {check}\n\n"
        "您购买或登记过该产品，生产者请我们通知您。地址只用于这一次安全通知，发出后即删除。\n"
        "You bought or registered this product, and its producer asked us to tell you. Your address "
        "is used for this one safety notice and deleted once it is sent."
    )
    return subject, f"{text}\n\n{why}"
