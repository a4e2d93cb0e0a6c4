"""Addresses of the desk and the administrator's pages."""

from django.urls import path

from hengjian_portal.desk import erasures, law, log, receipts, views, witnesses

app_name = "desk"
urlpatterns = [
    path("", views.home, name="home"),
    path("receipt/<str:token>/", receipts.receipt, name="receipt"),
    path("receipt/<str:token>/receipt.json", receipts.receipt_json, name="receipt_json"),
    path("receipt/<str:token>/receipt.tlog-proof", receipts.receipt_proof, name="receipt_proof"),
    path("log/", log.log, name="log"),
    path("log/compare/", log.compare, name="compare"),
    path("promises/", views.promise_list, name="promises"),
    path("witnesses/", witnesses.witnesses, name="witnesses"),
    path("witnesses/add/", witnesses.add, name="add_witness"),
    path("witnesses/<int:pk>/end/", witnesses.end, name="end_witness"),
    path("erasures/", erasures.erasures, name="erasures"),
    path("erasures/find/", erasures.find, name="find_erasure"),
    path("erasures/requests/<int:pk>/refuse/", erasures.refuse, name="refuse_erasure"),
    path("erasures/<str:subject>/", erasures.erasure, name="erasure"),
    path("law/", law.rules, name="law"),
    path("law/holidays/", law.holidays, name="holidays"),
    path("law/decide/<int:pk>/", law.decide, name="decide"),
    path("law/<slug:name>/", law.amend, name="amend"),
]
