"""Addresses for anyone."""

from django.urls import path

from hengjian_portal.public import (
    bottle_test,
    claim,
    exports,
    feeds,
    follow,
    mine,
    notices,
    report,
    scale_tip,
    short_weight,
    subscribe,
    suitability,
    views,
)
from hengjian_portal.recalls.views import draw as draws
from hengjian_portal.scales.views import look_up as scale_look_up

app_name = "public"
urlpatterns = [
    path("", views.home, name="home"),
    path("recalls/", views.recalls, name="recalls"),
    path("recalls/feed.json", feeds.as_json, name="feed_json"),
    path("recalls/feed.atom", feeds.as_atom, name="feed_atom"),
    path("recalls/export.xlsx", exports.recalls_export, name="recalls_export"),
    path("recalls/notice.schema.json", notices.notice_schema, name="notice_schema"),
    path("recalls/notice.xsd", notices.notice_xsd, name="notice_xsd"),
    path("recalls/<str:case_no>/", views.recall, name="recall"),
    path("recalls/<str:case_no>/announcement.pdf", views.announcement, name="announcement_pdf"),
    path("recalls/<str:case_no>/notice.json", notices.notice_json, name="notice_json"),
    path("recalls/<str:case_no>/notice.xml", notices.notice_xml, name="notice_xml"),
    path("recalls/<str:case_no>/mine/", mine.mine, name="mine"),
    path("recalls/<str:case_no>/mine.json", mine.as_json, name="mine_json"),
    path("recalls/<str:case_no>/claim/", claim.claim, name="claim"),
    path("recalls/<str:case_no>/claim/done/", claim.done, name="claim_done"),
    path("recalls/<str:case_no>/print/", views.recall_sheet, name="recall_sheet"),
    path("draws/<str:code>/", draws.draw, name="draw"),
    path("draws/<str:code>/draw.yaml", draws.draw_file, name="draw_file"),
    path("scale/", views.scales, name="scales"),
    path("s/<str:code>/", scale_look_up, name="scale_short"),
    path("short-weight/", short_weight.short_weight, name="short_weight"),
    path("bottle-test/", bottle_test.bottle_test, name="bottle_test"),
    path("scale/suits/", suitability.suits, name="suits"),
    path("scale/report/", scale_tip.scale_tip, name="scale_tip"),
    path("scale/report/done/", scale_tip.done, name="scale_tip_done"),
    path("report/", report.start, name="report"),
    path("report/what-happened/", report.what_happened, name="report_what"),
    path("report/about-you/", report.about_you, name="report_you"),
    path("report/done/", report.done, name="report_done"),
    path("follow/", follow.follow, name="follow"),
    path("subscribe/", subscribe.subscribe_page, name="subscribe"),
    path("subscribe/<str:token>/", subscribe.subscription, name="subscription"),
    path("decode/", views.decode, name="decode"),
    path("news/", views.news, name="news"),
    path("law/", views.law, name="law"),
    path("law/<slug:name>/", views.rule, name="rule"),
    path("law/text/<slug:name>/", views.law_text, name="law_text"),
    path("story/", views.story, name="story"),
    path("health/", views.health, name="health"),
]
