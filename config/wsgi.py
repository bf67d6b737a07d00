"""Entry point of the server (`zhengtong web` runs granian on it)."""

import os

from django.core.wsgi import get_wsgi_application

from zhengtong.foundation.server import end_with_server

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()
end_with_server()
