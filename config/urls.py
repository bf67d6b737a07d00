"""Root addresses; each domain brings its own."""

from django.urls import URLPattern, URLResolver, include, path

from config import api

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", api.urls),
    path("", include("zhengtong.console.urls")),
    path("", include("zhengtong.foundation.web.urls")),
    path("", include("zhengtong.people.urls")),
    path("", include("zhengtong.bulletins.urls")),
    path("", include("zhengtong.cases.urls")),
]
handler400 = "zhengtong.foundation.web.errors.bad_request"
handler403 = "zhengtong.foundation.web.errors.permission_denied"
handler404 = "zhengtong.foundation.web.errors.page_not_found"
handler500 = "zhengtong.foundation.web.errors.server_error"
