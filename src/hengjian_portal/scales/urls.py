"""Addresses of scales."""

from django.urls import path

from hengjian_portal.scales.views import (
    documents,
    look_up,
    register,
    say_where,
    suspicions,
    verification,
)

app_name = "scales"
urlpatterns = [
    path("", register.scales, name="scales"),
    path("look-up/", look_up, name="look_up"),
    path("where/", say_where, name="say_where"),
    path("suspicions/", suspicions.listed, name="suspicions"),
    path("suspicions/<int:pk>/", suspicions.suspicion, name="suspicion"),
    path("suspicions/<int:pk>/<str:verb>/", suspicions.decide, name="decide_suspicion"),
    path("checks/", suspicions.rules, name="checks"),
    path("types/", register.types, name="types"),
    path("types/record/", register.record_type, name="record_type"),
    path("types/<int:pk>/", register.type_approval, name="type"),
    path("register/", register.register, name="register"),
    path("verifications/<int:pk>.pdf", documents.paper, name="paper"),
    path("<str:code>/", register.scale, name="scale"),
    path("<str:code>/label/", documents.label, name="label"),
    path("<str:code>/verify/", verification.verify, name="verify"),
    path("<str:code>/verify/compute/", verification.compute, name="compute"),
    path("<str:code>/<str:verb>/", register.act, name="act"),
]
