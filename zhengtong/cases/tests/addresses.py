"""Root addresses of the test run: those of the installation with the cases among them."""

from django.urls import include, path

from config.urls import handler400, handler403, handler404, handler500
from config.urls import urlpatterns as installed

urlpatterns = [path("", include("zhengtong.cases.urls")), *installed]
__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]
