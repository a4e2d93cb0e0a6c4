"""Addresses of scales."""

from django.urls import path, re_path

from hengjian_portal.scales.views import (
    authorise,
    documents,
    look_up,
    register,
    repair,
    simulation,
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
    path("repairs/", repair.repair_list, name="repairs"),
    path("repairs/open/", repair.repair_open, name="repair_open"),
    path("repairs/<int:pk>/", repair.repair, name="repair"),
    path("repairs/<int:pk>/code/", repair.repair_code, name="repair_code"),
    path("repairs/<int:pk>/close/", repair.repair_close, name="repair_close"),
    path("repairs/<int:pk>/cancel/", repair.repair_cancel, name="repair_cancel"),
    path("repairs/<int:pk>/photo/", repair.repair_photo, name="repair_photo"),
    re_path(
        r"^repairs/(?P<pk>\d+)/(?P<step>opened|unlocked|wrong)/$",
        repair.repair_step,
        name="repair_step",
    ),
    path("authorisations/", authorise.authorisations, name="authorisations"),
    path("authorisations/give/", authorise.authorise, name="authorise"),
    path("authorisations/<int:pk>/end/", authorise.end_authorisation, name="authorisation_end"),
    path("keys/", authorise.keys, name="keys"),
    path("keys/start/", authorise.start_key, name="key_start"),
    path("<str:code>/", register.scale, name="scale"),
    path("<str:code>/simulation/", simulation.simulation, name="simulation"),
    path("<str:code>/label/", documents.label, name="label"),
    path("<str:code>/verify/", verification.verify, name="verify"),
    path("<str:code>/verify/compute/", verification.compute, name="compute"),
    path("<str:code>/<str:verb>/", register.act, name="act"),
]
