"""Addresses about people and bodies."""

from django.urls import path

from hengjian_portal.accounts import views

app_name = "accounts"
urlpatterns = [
    path("me/", views.myself, name="myself"),
    path("tokens/", views.issue_token, name="issue_token"),
    path("tokens/<int:pk>/revoke/", views.revoke_token, name="revoke_token"),
    path("join/<str:token>/", views.join, name="join"),
    path("colleagues/", views.colleagues, name="colleagues"),
    path("bodies/", views.bodies, name="bodies"),
    path("bodies/<int:pk>/", views.body, name="body"),
    path("people/<int:pk>/deactivate/", views.deactivate, name="deactivate"),
    path("enter/<str:username>/", views.enter_as, name="enter_as"),
]
