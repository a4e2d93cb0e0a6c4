"""Addresses of the inbox."""

from django.urls import path

from hengjian_portal.messages import views

app_name = "messages"
urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("<int:pk>/", views.read, name="read"),
]
