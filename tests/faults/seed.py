"""Makes an installation with an office that can handle cases: `python -m tests.faults.seed`."""

from django.core.management import call_command
from django.db import connection

from tests.faults import ready  # noqa: F401
from tests.faults.witness.handlers import TABLE
from zhengtong.cases.tests.factories import make_office
from zhengtong.exchange.tests.factories import make_source
from zhengtong.places.tests.factories import make_calendar, make_region, make_service_centre

if __name__ == "__main__":
    call_command("migrate", verbosity=0)
    make_region()
    make_service_centre()
    make_calendar(years=range(2018, 2027))
    make_office(calendar=False)
    make_source()
    with connection.cursor() as cursor:
        cursor.execute(TABLE)
