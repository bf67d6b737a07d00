"""Settings, one file per concern; every name comes from the environment or from here."""

from config.settings.applications import *  # noqa: F403
from config.settings.database import *  # noqa: F403
from config.settings.logs import *  # noqa: F403
from config.settings.paths import *  # noqa: F403
from config.settings.secrets import *  # noqa: F403
from config.settings.security import *  # noqa: F403
