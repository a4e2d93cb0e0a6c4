"""Addresses of the registry of products."""

from django.urls import path

from hengjian_portal.products import views

app_name = "products"
urlpatterns = [
    path("", views.register, name="register"),
    path("enter/", views.enter, name="enter"),
    path("firms/<int:pk>/", views.firm, name="firm"),
    path("firms/<int:pk>/merge/", views.merge_firm, name="merge_firm"),
    path("firms/<int:pk>/undo/", views.undo_firm_merge, name="undo_firm_merge"),
    path("<int:pk>/", views.product, name="product"),
    path("<int:pk>/merge/", views.merge, name="merge"),
    path("<int:pk>/undo/", views.undo_merge, name="undo_merge"),
]
