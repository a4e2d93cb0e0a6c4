"""Addresses of recall cases."""

from django.urls import path, re_path

from hengjian_portal.recalls.views import case as views

app_name = "recalls"
urlpatterns = [
    path("", views.cases, name="cases"),
    path("open/", views.open_lead, name="open_lead"),
    path("<int:pk>/", views.case, name="case"),
    re_path(r"^(?P<pk>\d+)/announcement/(?P<how>correct|withdraw)/$", views.reword, name="reword"),
    path("<int:pk>/<slug:verb>/", views.act, name="act"),
]
