"""Addresses of uploads."""

from django.urls import path

from hengjian_portal.files import views

app_name = "files"
urlpatterns = [path("<int:pk>/", views.show, name="show")]
