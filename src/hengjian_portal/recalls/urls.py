"""Addresses of recall cases."""

from django.urls import path

from hengjian_portal.recalls import views

app_name = "recalls"
urlpatterns = [
    path("", views.cases, name="cases"),
    path("open/", views.open_lead, name="open_lead"),
    path("<int:pk>/", views.case, name="case"),
    path("<int:pk>/<slug:verb>/", views.act, name="act"),
]
