"""The cases alone, counted by code that shares nothing with the generator."""

import csv
import io
from collections import Counter, defaultdict
from datetime import date, datetime

import pytest
from stdnum.cn import ric, uscc

from demo.fucheng import write_files

# seq, department, target, licence accepted/completed, other power a/c, public service a/c,
# January and February together accepted/completed: every cell as printed.
PRINTED = """\
1 涪城区交通运输局 3000 32 29 226 221 0 0 555 547
2 涪城区食品药品和工商质监管理局 4000 884 883 6 6 0 0 1459 1455
3 涪城区地税局 30000 0 0 0 0 0 0 4 4
4 涪城区公安分局 50000 14 14 0 0 0 0 341 319
5 涪城区住房和城乡建设局 6000 0 0 605 602 0 0 651 648
6 涪城区环境保护局 100 0 0 1 1 0 0 183 183
7 涪城区发展和改革局 20 0 0 0 0 0 0 3 2
8 涪城区司法局 10 0 0 0 0 2 0 2 0
9 涪城区文化广电新闻出版局 20 0 0 0 0 0 0 0 0
10 涪城区卫生和计划生育局 20000 127 127 2 0 0 0 314 306
11 绵阳市涪城区水务局 20 7 6 0 0 0 0 12 11
12 涪城区林业局 10 17 17 4 4 0 0 64 64
13 涪城区农业局 20000 296 296 9 7 0 0 850 846
14 涪城区民政局 40000 0 0 0 0 0 0 12 2
15 涪城区工业和信息化局 1 0 0 0 0 0 0 0 0
16 涪城区民族宗教事务局 5 0 0 0 0 0 0 1 1
17 涪城区商务旅游局 20 0 0 0 0 0 0 3 3
18 涪城区档案局 20 0 0 0 0 0 0 0 0
19 涪城区财政局 20 0 0 0 0 0 0 1 0
20 涪城区教育和体育局 10000 0 0 0 0 0 0 16 16
21 涪城区安全生产监督管理局 10 0 0 0 0 0 0 0 0
22 涪城区科学技术和知识产权局 10 0 0 0 0 0 0 0 0
23 涪城区人力资源和社会保障局 50000 1 1 0 0 0 0 699 699
24 涪城区残疾人联合会 20 0 0 0 0 0 0 0 0
25 涪城区审计局 1 0 0 0 0 0 0 0 0
26 涪城区统计局 1 0 0 0 0 0 0 0 0
27 涪城区国家税务局 10000 0 0 0 0 0 0 0 0
28 绵阳市城市管理行政执法局涪城区分局 2000 10 10 0 0 0 0 62 62
29 涪城区公共资源交易服务中心 100 0 0 0 0 20 20 22 22
"""
PRINTED_TOTALS = (245388, 1388, 1383, 853, 841, 22, 20, 5254, 5190)
ZERO_CASE_SHORT_NAMES = [
    "区地税局",
    "区发改局",
    "区文广新局",
    "区民政局",
    "区工信局",
    "区民宗局",
    "区商旅局",
    "区档案局",
    "区财政局",
    "区教体局",
    "区安监局",
    "区科知局",
    "区残联",
    "区审计局",
    "区统计局",
    "区国税局",
]
FEBRUARY_WORKDAYS = {1, 2, 5, 6, 7, 8, 9, 11, 12, 13, 14, 22, 23, 24, 26, 27, 28}
JANUARY_RESTDAYS = {1, 6, 7, 13, 14, 20, 21, 27, 28}
WORKDAYS = [date(2018, 1, day) for day in range(1, 32) if day not in JANUARY_RESTDAYS] + [
    date(2018, 2, day) for day in sorted(FEBRUARY_WORKDAYS)
]
MOMENTS = (
    "submitted_at",
    "received_at",
    "accepted_at",
    "decided_at",
    "completed_at",
    "delivered_at",
    "source_recorded_at",
)


def read(path):
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    return write_files(tmp_path_factory.mktemp("fucheng"))


@pytest.fixture(scope="module")
def rows(files):
    return read(files.cases)


@pytest.fixture(scope="module")
def cases(rows):
    """Every case in its newest version."""
    newest = {}
    for row in rows:
        held = newest.get(row["source_number"])
        if held is None or int(row["data_version"]) > int(held["data_version"]):
            newest[row["source_number"]] = row
    return list(newest.values())


@pytest.fixture(scope="module")
def item_types(files):
    return {row["implementation_code"]: row["item_type"] for row in read(files.items)}


@pytest.fixture(scope="module")
def table(files, cases, item_types):
    """The bulletin's table, counted from the files by name of department."""
    targets = {row["organisation_code"]: int(row["number"]) for row in read(files.targets)}
    columns = {"license": 1, "public_service": 5}
    lines = {}
    for row in read(files.organisations):
        if row["level"] == "district_department":
            lines[row["organisation_code"]] = [targets[row["organisation_code"]], *[0] * 8]
    for case in cases:
        line = lines[case["organisation_code"]]
        column = columns.get(item_types[case["implementation_code"]], 3)
        line[7] += 1
        line[column] += case["accepted_at"].startswith("2018-02")
        line[8] += bool(case["completed_at"])
        line[column + 1] += case["completed_at"].startswith("2018-02")
    names = {row["organisation_code"]: row["name"] for row in read(files.organisations)}
    return {names[code]: tuple(line) for code, line in lines.items()}


@pytest.mark.parametrize("line", PRINTED.splitlines(), ids=lambda line: line.split()[1])
def test_it_makes_every_printed_cell(table, line):
    _, name, *cells = line.split()
    assert table[name] == tuple(int(cell) for cell in cells)


def test_it_keeps_the_printed_order_of_departments(table):
    assert list(table) == [line.split()[1] for line in PRINTED.splitlines()]


def test_it_makes_the_printed_totals(table):
    assert tuple(sum(column) for column in zip(*table.values(), strict=True)) == PRINTED_TOTALS


def test_it_makes_the_five_good_departments(table):
    accepted = {name: line[1] + line[3] + line[5] for name, line in table.items()}
    assert Counter(accepted).most_common(5) == [
        ("涪城区食品药品和工商质监管理局", 890),
        ("涪城区住房和城乡建设局", 605),
        ("涪城区农业局", 305),
        ("涪城区交通运输局", 258),
        ("涪城区卫生和计划生育局", 129),
    ]


def test_it_makes_the_sixteen_zero_case_departments(files, table):
    short_names = {row["name"]: row["short_name"] for row in read(files.organisations)}
    zero = [short_names[name] for name, line in table.items() if not line[1] + line[3] + line[5]]
    assert zero == ZERO_CASE_SHORT_NAMES


def test_it_makes_the_bases_of_the_printed_coverage(files, table):
    [volume] = read(files.volumes)
    assert (volume["year"], volume["number"], volume["groups"]) == ("2017", "120000", "license")
    assert {row["groups"] for row in read(files.targets)} == {"power_other+public_service"}
    license_accepted, rest_accepted = PRINTED_TOTALS[1], PRINTED_TOTALS[3] + PRINTED_TOTALS[5]
    assert f"{license_accepted / (int(volume['number']) / 12):.3f}" == "0.139"
    assert f"{rest_accepted / (PRINTED_TOTALS[0] / 12):.3f}" == "0.043"


def test_it_leaves_64_cases_open_and_carries_45_into_february(cases):
    assert sum(not case["completed_at"] for case in cases) == 64
    in_january = [case for case in cases if case["accepted_at"].startswith("2018-01")]
    assert len(in_january) == 2991
    assert sum(not case["completed_at"].startswith("2018-01") for case in in_january) == 45


def test_it_completes_some_of_januarys_cases_in_february(cases):
    carried = [
        case
        for case in cases
        if case["accepted_at"].startswith("2018-01") and case["completed_at"].startswith("2018-02")
    ]
    assert Counter(case["organisation_code"] for case in carried) == {
        "510703-D02": 3,
        "510703-D04": 14,
        "510703-D10": 6,
        "510703-D13": 2,
    }


def test_it_puts_every_moment_on_a_working_day_in_office_hours(rows):
    moments = {row[name] for row in rows for name in MOMENTS if row[name]}
    assert all(moment.endswith("+08:00") for moment in moments)
    times = [datetime.fromisoformat(moment) for moment in moments]
    assert {time.date() for time in times} <= set(WORKDAYS)
    assert all(time.hour in {9, 10, 11, 13, 14, 15, 16} for time in times)


def test_it_never_lets_a_later_act_come_before_an_earlier_one(rows):
    for row in rows:
        moments = [row[name] for name in MOMENTS if row[name]]
        assert moments == sorted(moments)


def test_it_enters_each_row_in_its_source_on_the_day_of_its_last_act(rows):
    for row in rows:
        last = max(row[name] for name in MOMENTS[:-1] if row[name])
        assert row["source_recorded_at"][:10] == last[:10]


def test_it_sends_versions_in_order_and_never_takes_a_fact_back(rows):
    versions = defaultdict(list)
    for row in rows:
        versions[row["source_number"]].append(row)
    assert Counter(len(sent) for sent in versions.values()) == {1: 3991, 2: 1263}
    for sent in versions.values():
        assert [row["data_version"] for row in sent] == ["1", "2"][: len(sent)]
        first, last = sent[0], sent[-1]
        changed = {name for name in first if first[name] != last[name]}
        assert all(not first[name] for name in changed - {"data_version", "source_recorded_at"})
    assert [row["source_recorded_at"] for row in rows] == sorted(
        row["source_recorded_at"] for row in rows
    )


def test_it_keeps_every_promise(files, cases):
    limits = {row["implementation_code"]: int(row["promised_limit"]) for row in read(files.items)}
    index = {day: number for number, day in enumerate(WORKDAYS)}
    for case in cases:
        ended = case["completed_at"] or "2018-03-01"  # still open: due on 1 March at the earliest
        accepted = index[date.fromisoformat(case["accepted_at"][:10])]
        used = index.get(date.fromisoformat(ended[:10]), len(WORKDAYS)) - accepted
        assert 0 <= used <= limits[case["implementation_code"]]


def test_it_names_the_item_and_its_department(files, cases):
    items = {
        row["implementation_code"]: (row["organisation_code"], row["item_name"])
        for row in read(files.items)
    }
    for case in cases:
        assert items[case["implementation_code"]] == (case["organisation_code"], case["item_name"])


def test_it_gives_a_result_to_completed_cases_and_a_reason_to_denials(cases):
    assert Counter((case["result"], bool(case["close_reason"])) for case in cases) == {
        ("granted", False): 5143,
        ("denied", True): 47,
        ("", False): 64,
    }
    assert all(bool(case["result"]) == bool(case["completed_at"]) for case in cases)


def test_it_delivers_all_but_what_was_completed_on_the_last_day(cases):
    waiting = [case for case in cases if case["completed_at"] and not case["delivered_at"]]
    assert len(waiting) == 128
    assert {case["completed_at"][:10] for case in waiting} == {"2018-02-28"}


def test_it_invents_applicants_whose_check_digits_are_right(cases):
    for case in cases:
        number = case["applicant_id_number"]
        if case["applicant_kind"] == "natural":
            assert number.startswith("51070319000101")
            assert case["applicant_id_type"] == "111"
            assert number[-1] == ric.calc_check_digit(number)
        else:
            assert number.startswith("91510703YY")
            assert case["applicant_id_type"] == "001"
            assert uscc.is_valid(number)
            assert organisation_code_checks(number[8:17])
        assert case["applicant_name"].startswith("演示")
        assert case["contact_mobile"].startswith("164000")
        assert len(case["contact_mobile"]) == 11


def organisation_code_checks(code):
    total = sum(
        int(symbol, 36) * weight
        for symbol, weight in zip(code[:8], [3, 7, 9, 10, 5, 8, 4, 2], strict=True)
    )
    check = 10 if code[8] == "X" else int(code[8])
    return (total + check) % 11 == 0


def test_it_gives_each_number_to_one_applicant(cases):
    names = defaultdict(set)
    for case in cases:
        names[case["applicant_id_number"]].add(case["applicant_name"])
    assert all(len(held) == 1 for held in names.values())


def test_it_writes_the_same_bytes_twice(files, tmp_path):
    again = write_files(tmp_path / "again")
    for name in files.__dataclass_fields__:
        assert getattr(again, name).read_bytes() == getattr(files, name).read_bytes()


def test_it_writes_plain_utf8_with_identifiers_as_headers(files):
    for name in files.__dataclass_fields__:
        content = getattr(files, name).read_bytes()
        assert not content.startswith(b"\xef\xbb\xbf")
        assert b"\r" not in content
        [header, *_] = csv.reader(io.StringIO(content.decode()))
        assert all(cell.isidentifier() for cell in header)
