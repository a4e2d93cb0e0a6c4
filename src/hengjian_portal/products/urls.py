"""Addresses of the registry of products."""

from django.urls import path

from hengjian_portal.products import views

app_name = "products"
urlpatterns = [
    path("", views.register, name="register"),
    path("enter/", views.enter, name="enter"),
    path("<int:pk>/", views.product, name="product"),
    path("<int:pk>/merge/", views.merge, name="merge"),
    path("<int:pk>/undo/", views.undo_merge, name="undo_merge"),
]
