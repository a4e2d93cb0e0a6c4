"""Addresses of duties."""

from django.urls import path

from hengjian_portal.duties import views

app_name = "duties"
urlpatterns = [
    path("overdue/", views.board, name="board"),
    path("overdue/export.xlsx", views.board_export, name="board_export"),
    path("<int:pk>/take/", views.take, name="take"),
]
