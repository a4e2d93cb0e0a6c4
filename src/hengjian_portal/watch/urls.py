"""Addresses of reports."""

from django.urls import path, re_path

from hengjian_portal.watch import imports_views, views

app_name = "watch"
urlpatterns = [
    path("", views.reports, name="reports"),
    path("intake/", views.intake, name="intake"),
    path("scope/", views.scope, name="scope"),
    path("import/", imports_views.start, name="import"),
    path("import/<int:pk>/", imports_views.run, name="import_run"),
    path("<int:pk>/", views.report, name="report"),
    path("<int:pk>/reporter/", views.reporter, name="reporter"),
    re_path(r"^(?P<pk>\d+)/(?P<what>complaint|tip|tell)/$", views.answer, name="answer"),
]
