"""Addresses of the exchange with the neighbouring bureau."""

from django.urls import path

from hengjian_portal.exchange.views import incoming, joint, keys, packages, sharing

app_name = "exchange"
urlpatterns = [
    path("", packages.packages, name="packages"),
    path("share/", sharing.share, name="share"),
    path("submit/", incoming.submit, name="submit"),
    path("import/", incoming.take_in, name="import"),
    path("keys/", keys.keys, name="keys"),
    path("keys/enter/", keys.enter, name="enter_key"),
    path("keys/<int:pk>/decide/", keys.decide, name="decide_key"),
    path("beside/<int:pk>/", sharing.beside, name="beside"),
    path("joint/<int:pk>/", joint.joint, name="joint"),
    path("joint/<int:pk>/finish/", joint.finish, name="finish"),
    path("joint/<int:pk>/tasks/<int:number>/", joint.tick, name="tick"),
    path("<int:pk>/", packages.package, name="package"),
    path("<int:pk>/file/", packages.file, name="file"),
    path("<int:pk>/letter/", packages.letter, name="letter"),
    path("<int:pk>/files/", incoming.hand_in, name="hand_in"),
    path("<int:pk>/decide/", sharing.decide, name="decide"),
    path("<int:pk>/acknowledge/", packages.acknowledge, name="acknowledge"),
    path("<int:pk>/agree/", packages.agree, name="agree"),
    path("<int:pk>/accept/", incoming.accept, name="accept"),
]
