"""Every address of the portal."""

from django.urls import include, path
from django.views.i18n import set_language

from hengjian_portal.api import api, reference

urlpatterns = [
    path("language/", set_language, name="set_language"),
    path("account/", include("hengjian_portal.accounts.sign_in")),
    path("accounts/", include("hengjian_portal.accounts.urls")),
    path("files/", include("hengjian_portal.files.urls")),
    path("messages/", include("hengjian_portal.messages.urls")),
    path("duties/", include("hengjian_portal.duties.urls")),
    path("products/", include("hengjian_portal.products.urls")),
    path("watch/", include("hengjian_portal.watch.urls")),
    path("enforcement/", include("hengjian_portal.enforcement.urls")),
    path("cases/", include("hengjian_portal.recalls.urls")),
    path("scales/", include("hengjian_portal.scales.urls")),
    path("exchange/", include("hengjian_portal.exchange.urls")),
    path("desk/", include("hengjian_portal.desk.urls")),
    path("", include("hengjian_portal.public.urls")),
    path("api/", reference, name="api_reference"),
    path("api/", api.urls),
]
