"""Addresses of scales."""

from django.urls import path

from hengjian_portal.scales.views import (
    approvals,
    deliveries,
    documents,
    evaluation,
    look_up,
    production,
    register,
    stock,
    types,
    verification,
)

app_name = "scales"
urlpatterns = [
    path("", register.scales, name="scales"),
    path("look-up/", look_up, name="look_up"),
    path("types/", types.approvals, name="types"),
    path("types/record/", approvals.record_type, name="record_type"),
    path("types/apply/", types.apply, name="apply"),
    path("types/applications/", types.applications, name="applications"),
    path("types/applications/<int:pk>/", types.application, name="application"),
    path("types/applications/<int:pk>/evaluation/", evaluation.evaluation, name="evaluation"),
    path("types/applications/<int:pk>/<str:verb>/", types.application_act, name="application_act"),
    path("types/<int:pk>/", approvals.type_approval, name="type"),
    path("types/<int:pk>.pdf", approvals.type_paper, name="type_paper"),
    path("types/<int:pk>/software/", approvals.add_software, name="add_software"),
    path("types/<int:pk>/revoke/", approvals.revoke, name="revoke_type"),
    path("register/", production.register, name="register"),
    path("production/", production.production, name="production"),
    path("production/labels.pdf", production.label_sheets, name="label_sheets"),
    path("production/<int:pk>/", production.run, name="run"),
    path("production/<int:pk>/decide/", production.decide_run, name="decide_run"),
    path("production/<int:pk>/<str:what>", production.run_table, name="run_table"),
    path("seals/", stock.seals, name="seals"),
    path("seals/issue/", stock.issue, name="issue_seals"),
    path("deliveries/", deliveries.deliveries, name="deliveries"),
    path("deliveries/check/", deliveries.check_delivery, name="check_delivery"),
    path("deliveries/<int:pk>/", deliveries.delivery, name="delivery"),
    path("deliveries/<int:pk>.pdf", deliveries.delivery_paper, name="delivery_paper"),
    path("verifications/<int:pk>.pdf", documents.paper, name="paper"),
    path("<str:code>/", register.scale, name="scale"),
    path("<str:code>/label/", documents.label, name="label"),
    path("<str:code>/verify/", verification.verify, name="verify"),
    path("<str:code>/verify/compute/", verification.compute, name="compute"),
    path("<str:code>/<str:verb>/", register.act, name="act"),
]
