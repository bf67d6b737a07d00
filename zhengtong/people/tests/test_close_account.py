"""`close-account`, and the order of its locks against a person's leaving."""

import threading

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from zhengtong.foundation.ledger.models import Entry
from zhengtong.people.models import User
from zhengtong.people.operations.accounts import close_account
from zhengtong.people.operations.staffing import lock_staff, lock_staffing
from zhengtong.people.tests.factories import make_account, make_staff, request
from zhengtong.people.tests.sessions import in_sessions
from zhengtong.places.tests.factories import DEPARTMENT


@pytest.mark.django_db
class TestCommand:
    def test_it_closes_an_account(self, capsys):
        make_staff()
        account = make_account()
        call_command("close_account", account.username)
        account.refresh_from_db()
        assert not account.is_active
        assert capsys.readouterr().out == f"已停用账号 {account.username}\n"
        assert Entry.objects.get().kind == "people.account_closed"

    @pytest.mark.parametrize(
        ("arguments", "code", "message"),
        [
            pytest.param(["niemand"], 1, "没有登录名为 niemand 的在用账号", id="unknown"),
            pytest.param(["yuan01", "--staff", "S01"], 1, "开通和停用账号", id="rights"),
            pytest.param(["yuan01", "--staff", "S99"], 2, "没有工号为 S99", id="nobody"),
        ],
    )
    def test_it_refuses_and_changes_nothing(self, capsys, arguments, code, message):
        make_staff()
        account = make_account()
        with pytest.raises(SystemExit) as ended:
            call_command("close_account", *arguments)
        account.refresh_from_db()
        assert (ended.value.code, account.is_active) == (code, True)
        assert message in capsys.readouterr().err


@pytest.mark.django_db(transaction=True)
def test_it_does_not_deadlock_with_whoever_lets_the_person_go(tmp_path):
    """That one holds the person and the staffing, and then wants the accounts."""
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has one writer at a time")
    make_staff()
    account = make_account()
    with transaction.atomic():
        lock_staffing(DEPARTMENT)  # the row is there
    has_staffing, closing = threading.Event(), threading.Event()
    changed: list[int] = []

    def let_go() -> None:
        with transaction.atomic():
            lock_staff("S01")
            lock_staffing(DEPARTMENT)
            has_staffing.set()
            assert closing.wait(10)
            _wait_for_a_blocked_session()
            changed.append(User.objects.filter(staff_code="S01").update(is_active=True))

    def close() -> None:
        assert has_staffing.wait(10)
        closing.set()
        close_account(username=account.username, request=request())

    in_sessions(tmp_path, let_go, close)
    account.refresh_from_db()
    assert (changed, account.is_active) == ([1], False)


def _wait_for_a_blocked_session() -> None:
    """Wait until another session of this database waits for a lock of ours."""
    with connection.cursor() as cursor:
        for _ in range(1000):
            cursor.execute("SELECT count(*) FROM pg_locks, pg_sleep(0.01) WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
    raise AssertionError("nobody waited")
