"""Addresses of scales."""

from django.urls import path

from hengjian_portal.scales.views import (
    documents,
    field_days,
    look_up,
    register,
    requests,
    sheets,
    standards,
    verification,
)

app_name = "scales"
urlpatterns = [
    path("", register.scales, name="scales"),
    path("look-up/", look_up, name="look_up"),
    path("types/", register.types, name="types"),
    path("types/record/", register.record_type, name="record_type"),
    path("types/<int:pk>/", register.type_approval, name="type"),
    path("register/", register.register, name="register"),
    path("verifications/<int:pk>.pdf", documents.paper, name="paper"),
    path("requests/", requests.requests, name="requests"),
    path("requests/ask/", requests.ask, name="ask"),
    path("requests/<int:pk>/", requests.one, name="request"),
    path("requests/<int:pk>/<str:verb>/", requests.request_act, name="request_act"),
    path("days/", field_days.field_days, name="field_days"),
    path("days/plan/", field_days.plan_day, name="plan_day"),
    path("days/<int:pk>/", field_days.field_day, name="field_day"),
    path("days/<int:pk>/sheet/", field_days.day_sheet, name="day_sheet"),
    path("days/<int:pk>/<str:verb>/", field_days.day_act, name="day_act"),
    path("standards/", standards.standards, name="standards"),
    path("standards/new/", standards.new_standard, name="new_standard"),
    path("standards/<int:pk>/<str:verb>/", standards.standard_act, name="standard_act"),
    path("sheets/", sheets.sheets, name="sheets"),
    path("sheets/<int:pk>/", sheets.sheet, name="sheet"),
    path("sheets/<int:pk>/<str:verb>/", sheets.sheet_act, name="sheet_act"),
    path("<str:code>/", register.scale, name="scale"),
    path("<str:code>/label/", documents.label, name="label"),
    path("<str:code>/verify/", verification.verify, name="verify"),
    path("<str:code>/check/", verification.check, name="check"),
    path("<str:code>/verify/compute/", verification.compute, name="compute"),
    path("<str:code>/<str:verb>/", register.act, name="act"),
]
