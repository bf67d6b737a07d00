"""Faults of disk, database and connection, told in plain words at every edge."""

import errno
import io
import sqlite3

import psycopg
import pytest
from django.db import IntegrityError, InterfaceError, OperationalError, ProgrammingError
from django.test import RequestFactory

from zhengtong.foundation import commands
from zhengtong.foundation.api.problems import unavailable
from zhengtong.foundation.outages import disk_words, outage_words
from zhengtong.foundation.web.errors import server_error


def caused(error: Exception, cause: Exception) -> Exception:
    error.__cause__ = cause
    return error


def sqlite_error(name: str, message: str = "") -> sqlite3.OperationalError:
    error = sqlite3.OperationalError(message)
    error.sqlite_errorname = name
    return error


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (caused(OperationalError(), psycopg.errors.DiskFull()), "磁盘空间不足"),
        (caused(OperationalError(), psycopg.errors.AdminShutdown()), "与数据库的连接中断"),
        (caused(OperationalError(), psycopg.errors.CannotConnectNow()), "与数据库的连接中断"),
        (caused(OperationalError(), psycopg.OperationalError("refused")), "连不上数据库"),
        (InterfaceError("connection already closed"), "与数据库的连接中断"),
        (caused(OperationalError(), psycopg.errors.LockNotAvailable()), "被另一个进程占用"),
        (caused(OperationalError(), psycopg.errors.TooManyConnections()), "连接数已满"),
        (caused(ProgrammingError(), psycopg.errors.UndefinedTable()), "zhengtong migrate"),
        (caused(OperationalError(), sqlite_error("SQLITE_FULL")), "磁盘空间不足"),
        (caused(OperationalError(), sqlite_error("SQLITE_IOERR_WRITE")), "读写数据库文件出错"),
        (caused(OperationalError(), sqlite_error("SQLITE_BUSY_SNAPSHOT")), "被另一个进程占用"),
        (sqlite_error("SQLITE_NOTADB"), "不是数据库文件"),
        (sqlite_error("SQLITE_ERROR", "no such table: a"), "zhengtong migrate"),
    ],
)
def test_it_tells_what_the_surroundings_refused(error, words):
    assert words in outage_words(error)


@pytest.mark.parametrize(
    "error",
    [
        caused(IntegrityError(), psycopg.errors.UniqueViolation()),
        caused(ProgrammingError(), psycopg.errors.SyntaxError()),
        sqlite_error("SQLITE_ERROR", "near SELCT"),
        ValueError(),
    ],
)
def test_it_takes_a_bug_for_no_outage(error):
    assert outage_words(error) == ""


def test_it_tells_what_the_operating_system_refused():
    assert disk_words(OSError(errno.ENOSPC, "No space left on device")) == "磁盘空间不足"
    assert disk_words(OSError(errno.ELOOP, "Too many levels")) == "Too many levels"


def test_a_command_says_so_and_ends_with_1():
    class Probe(commands.Command):
        help = "试"

        def run(self, **options):
            raise caused(OperationalError(), psycopg.errors.DiskFull())

    err = io.StringIO()
    with pytest.raises(SystemExit) as stop:
        Probe(stderr=err).handle()
    assert stop.value.code == 1
    assert err.getvalue().startswith("磁盘空间不足")


def test_a_command_lets_a_bug_rise():
    class Probe(commands.Command):
        help = "试"

        def run(self, **options):
            raise IntegrityError("duplicate key")

    with pytest.raises(IntegrityError):
        Probe(stderr=io.StringIO()).handle()


def test_a_page_says_so_with_503(rf: RequestFactory):
    try:
        raise caused(OperationalError(), psycopg.errors.AdminShutdown())
    except OperationalError:
        answer = server_error(rf.get("/"))
    assert answer.status_code == 503
    assert answer["Retry-After"] == "30"
    assert "与数据库的连接中断" in answer.content.decode()


def test_the_interface_says_so_with_503(rf: RequestFactory):
    try:
        raise caused(OperationalError(), psycopg.errors.AdminShutdown())
    except OperationalError as error:
        answer = unavailable(rf.post("/api/v1/cases"), error)
    assert answer.status_code == 503
    assert answer["Retry-After"] == "5"
    assert "请带同一个幂等键重试" in answer.content.decode()


def test_the_interface_lets_a_bug_rise(rf: RequestFactory):
    bug = caused(OperationalError(), psycopg.errors.UndefinedColumn())
    with pytest.raises(OperationalError):
        unavailable(rf.post("/api/v1/cases"), bug)
