"""Settings of the test run: its own home, quick password hashing, plain static files."""

import atexit
import os
import shutil
import tempfile

_home = tempfile.mkdtemp(prefix="zhengtong-test-")
atexit.register(shutil.rmtree, _home, ignore_errors=True)
os.environ["ZHENGTONG_HOME"] = _home
os.mkdir(os.path.join(_home, "static"))
# Programs that tests start use a home of their own; pytest's other processes need the address.
_url = os.environ.pop("ZHENGTONG_DATABASE_URL", "") or os.environ.get("ZHENGTONG_TESTED_URL", "")
os.environ["ZHENGTONG_TESTED_URL"] = _url

from config.settings import *

if _url:
    from config.settings.database import server

    DATABASES = {"default": {**server(_url), "CONN_MAX_AGE": 0}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
AXES_ENABLED = False
INSTALLED_APPS = [*INSTALLED_APPS, "zhengtong.foundation.tests.notebook"]  # noqa: F405
