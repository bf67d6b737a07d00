"""Settings of the test run: its own home, quick password hashing, plain static files."""

import os
import tempfile

os.environ["ZHENGTONG_HOME"] = tempfile.mkdtemp(prefix="zhengtong-test-")
_url = os.environ.pop("ZHENGTONG_DATABASE_URL", "")

from config.settings import *

if _url:
    import dj_database_url

    DATABASES = {"default": dj_database_url.parse(_url)}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
AXES_ENABLED = False
INSTALLED_APPS = [*INSTALLED_APPS, "zhengtong.foundation.tests.notebook"]  # noqa: F405
