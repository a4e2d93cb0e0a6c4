"""Addresses of recall cases."""

from django.urls import path, re_path

from hengjian_portal.recalls.views import (
    act,
    beside,
    case,
    export,
    paper,
    quality,
    regime,
    self_report,
    stop_sale,
    technical,
)

app_name = "recalls"
urlpatterns = [
    path("", case.cases, name="cases"),
    path("export.xlsx", export.cases_export, name="cases_export"),
    path("open/", case.open_lead, name="open_lead"),
    path("self-report/", self_report.report, name="self_report"),
    path("regimes/", regime.regime_list, name="regimes"),
    path("regimes/agree/<int:number>/", regime.agree_regime, name="agree_regime"),
    path("regimes/<slug:name>/", regime.edit_regime, name="edit_regime"),
    path("<int:pk>/", case.case, name="case"),
    re_path(r"^(?P<pk>\d+)/announcement/(?P<how>correct|withdraw)/$", beside.reword, name="reword"),
    path("<int:pk>/serve-again/", beside.serve_again, name="serve_again"),
    path("<int:pk>/restrict/", beside.restrict, name="restrict"),
    path("<int:pk>/decide/<int:number>/", beside.decide, name="decide"),
    path("<int:pk>/papers/<int:number>/", paper.paper, name="paper"),
    path("<int:pk>/papers/<int:number>/pdf/", paper.document, name="document"),
    path("<int:pk>/papers/<int:number>/correct/", paper.amend, name="amend"),
    path("asked/", stop_sale.asked, name="asked"),
    path("asked/<int:number>/", stop_sale.stop_answer, name="stop_answer"),
    path("quality/", quality.register, name="quality"),
    path("<int:pk>/stop-sale/", stop_sale.stop_sale, name="stop_sale"),
    path("<int:pk>/stop-sale/export.xlsx", export.stop_sale_export, name="stop_sale_export"),
    path("<int:pk>/stop-sale/<int:number>/", stop_sale.check_shelf, name="check_shelf"),
    path("<int:pk>/samples/", technical.samples, name="samples"),
    path("<int:pk>/samples/<int:number>/", technical.custody, name="custody"),
    path("<int:pk>/file/risk_assessment/found/", technical.compute_risk, name="compute_risk"),
    path("<int:pk>/file/<slug:kind>/", technical.file, name="file"),
    path("<int:pk>/<slug:verb>/", act.act, name="act"),
    path("<int:pk>/<slug:verb>/draft/", act.draft, name="draft"),
]
