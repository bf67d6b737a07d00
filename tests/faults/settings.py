"""Settings of the processes that are killed: the installation's own, and one handler more."""

from config.settings import *  # noqa: F403

INSTALLED_APPS = [*INSTALLED_APPS, "tests.faults.witness"]  # noqa: F405
