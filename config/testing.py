"""Settings of the test run: its own home, quick password hashing, plain static files."""

import atexit
import os
import shutil
import tempfile

_home = tempfile.mkdtemp(prefix="zhengtong-test-")
atexit.register(shutil.rmtree, _home, ignore_errors=True)
os.environ["ZHENGTONG_HOME"] = _home
os.mkdir(os.path.join(_home, "static"))
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
