"""Addresses of enforcement."""

from django.urls import path

from hengjian_portal.enforcement.views import acting, credit, document, export, matter, party

app_name = "enforcement"
urlpatterns = [
    path("", matter.matters, name="matters"),
    path("export.xlsx", export.matters_export, name="matters_export"),
    path("open/", matter.open_one, name="open"),
    path("credit/", credit.credit, name="credit"),
    path("credit/<int:pk>/remove/", credit.remove, name="remove_credit"),
    path("mine/", party.all_mine, name="all_mine"),
    path("mine/<int:pk>/", party.mine, name="mine"),
    path("mine/<int:pk>/papers/<int:number>/pdf/", document.my_document, name="my_document"),
    path("mine/<int:pk>/<slug:verb>/", acting.my_act, name="my_act"),
    path("<int:pk>/", matter.matter, name="matter"),
    path("<int:pk>/papers/<int:number>/pdf/", document.document, name="document"),
    path("<int:pk>/files/", matter.attach, name="attach"),
    path("<int:pk>/credit/", credit.publish, name="publish_credit"),
    path("<int:pk>/<slug:verb>/", acting.act, name="act"),
]
