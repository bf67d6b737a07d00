"""`import-list` and `list`, as the service centre runs them."""

import csv
import json
from datetime import UTC, date, datetime

import pytest
from django.core.management import call_command
from django.utils import timezone

from zhengtong.catalogue.models import ItemVersion, LocalItem, NamedList
from zhengtong.catalogue.operations.cancellation import cancel_item
from zhengtong.catalogue.queries import list_rates
from zhengtong.catalogue.rules.list_rows import ListRow
from zhengtong.catalogue.rules.lists import ListKind
from zhengtong.catalogue.tests.offices import (
    BASE_CODE,
    CENTRE,
    CODE,
    DEPARTMENT,
    ITEM,
    REGION,
    release,
    request,
    take_list,
)
from zhengtong.catalogue.tests.steps import bring_to, carry_to_running
from zhengtong.foundation.ledger.models import Entry
from zhengtong.places.tests.factories import make_organisation, make_region

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("readiness")]
OTHER = "510101901001"
HEADER = "organisation_code,base_code,item_name,level_kind,region_code,edition\n"
GOOD = f"{DEPARTMENT},{BASE_CODE},道路货运许可,主项,510703,2019\n"
SAYS = {
    "--region": REGION,
    "--kind": "in_hall",
    "--name": "涪城区进驻清单",
    "--edition": "2019",
    "--document": "涪府发〔2019〕2号",
    "--from": "2019-01-01",
}


@pytest.fixture
def run(capsys):
    """Run a command and return exit code and what was printed."""

    def call(*arguments: str) -> tuple[int, str, str]:
        code = 0
        try:
            call_command(*arguments)
        except SystemExit as ended:
            code = int(ended.code or 0)
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


@pytest.fixture
def put(tmp_path):
    """Write a list file and return its path."""

    def write(*rows: str) -> str:
        path = tmp_path / "清单.csv"
        path.write_text(HEADER + "".join(rows), encoding="utf-8")
        return str(path)

    return write


def options(**changes: str) -> list[str]:
    given = SAYS | {f"--{name.replace('_', '-')}": value for name, value in changes.items()}
    return [word for pair in given.items() for word in pair if pair[1]]


@pytest.mark.usefixtures("office")
def test_it_imports_a_list_and_nothing_twice(run, put) -> None:
    file = put(GOOD)
    code, out, err = run("import_list", file, *options())
    assert (code, err) == (0, "")
    today = str(timezone.localdate())
    assert out.splitlines() == [
        "按 UTF-8 读取。导入《涪城区进驻清单》（2019 年版，涪府发〔2019〕2号），1 项",
        f"施行日期 2019-01-01；过去各日的认领率和占比不再变动，本清单自 {today} 起计",
    ]
    code, out, _ = run("import_list", file, *options(kind="进驻大厅清单"), "--json")
    assert (code, json.loads(out)) == (
        0,
        {
            "imported": False,
            "kind": "in_hall",
            "number": 1,
            "name": "涪城区进驻清单",
            "edition": "2019",
            "batch": "",
            "document_number": "涪府发〔2019〕2号",
            "in_force_on": "2019-01-01",
            "counts_from": today,
            "counts_to": None,
            "is_withdrawn": False,
            "rows": 1,
            "bad_rows": 0,
            "faults": [],
            "encoding": "UTF-8",
        },
    )
    code, _, err = run("import_list", put(GOOD, f"{CENTRE},{BASE_CODE},,,,\n"), *options())
    assert (code, "已经导入，生效后不再改动" in err) == (1, True)


@pytest.mark.usefixtures("office")
def test_it_names_wrong_rows_and_imports_none(run, put, tmp_path) -> None:
    entries = Entry.objects.count()
    file = put(
        GOOD,
        f"{DEPARTMENT},{BASE_CODE},,,,\n",
        "510703-X01,999,,,510704,2018\n",
    )
    code, out, err = run("import_list", file, *options())
    assert (code, out) == (1, "")
    assert err.splitlines() == [
        "第 3 行　基本编码：与第 2 行重复，同一机构的同一事项只能列一次",
        "第 4 行　区划代码：本行写的是“510704”，而导入的是“510703”的清单",
        "第 4 行　年度或版次：本行写的是“2018”，而导入的是“2019”的清单",
        "第 4 行　机构编码：510703 没有编码为 510703-X01 的机构，请核对",
        "第 4 行　基本编码：510703 及其上级的目录中没有基本编码 999",
        f"2 行有误，整份清单没有导入，见 {tmp_path / '清单.错误.csv'}",
    ]
    text = (tmp_path / "清单.错误.csv").read_text("utf-8-sig")
    assert [row["base_code"].strip("'") for row in csv.DictReader(text.splitlines())] == [
        BASE_CODE,
        "999",
    ]
    assert (Entry.objects.count(), NamedList.objects.count()) == (entries, 1)
    code, out, _ = run("import_list", put(f"{DEPARTMENT},,,,,\n"), *options(), "--json")
    said = json.loads(out)
    assert (code, said["imported"], said["bad_rows"]) == (1, False, 1)
    assert said["faults"][0]["message"] == "不能为空"


@pytest.mark.usefixtures("office")
@pytest.mark.parametrize(
    ("changes", "expected", "message"),
    [
        pytest.param({"region": ""}, 2, "缺少参数：--region", id="no region"),
        pytest.param({"name": "", "document": ""}, 2, "缺少参数：--name、--document", id="no name"),
        pytest.param({"kind": "weather"}, 2, "没有“weather”，可选：", id="unknown kind"),
        pytest.param({"from": "2019-02-30"}, 2, "日历上没有这一天", id="no such day"),
        pytest.param({"edition": ""}, 1, "清单须写明年度（版次）或者批次", id="no edition"),
        pytest.param({"kind": "权力清单", "edition": "x"}, 1, "按年度编制", id="no year"),
        pytest.param({"staff": "nobody"}, 2, "nobody", id="unknown staff"),
    ],
)
def test_it_refuses_a_list_without_its_particulars(run, put, changes, expected, message) -> None:
    code, _, err = run("import_list", put(GOOD), *options(**changes))
    assert (code, message in err) == (expected, True)
    assert NamedList.objects.count() == 1


def test_it_imports_in_the_name_of_the_centre_only(run, put, office) -> None:
    code, _, _ = run("import_list", put(GOOD), *options(staff="M01"))
    assert (code, NamedList.objects.count()) == (1, 1)
    code, _, _ = run("import_list", put(GOOD), *options(staff="C01"))
    assert (code, NamedList.objects.count()) == (0, 2)


def test_it_prints_a_template_that_it_accepts(run, tmp_path) -> None:
    _, template, _ = run("import_list", "--template")
    path = tmp_path / "模板.csv"
    path.write_text(template, encoding="utf-8")
    make_region(code="510704", name="游仙区")
    make_organisation(code="510704-D01", region_code="510704")
    release(base_code="510101001000")
    changes = {"region": "510704", "edition": "2018"}
    code, out, err = run("import_list", str(path), *options(**changes))
    assert (code, err, "1 项" in out) == (0, "", True)


@pytest.mark.usefixtures("office")
def test_it_shows_what_is_in_force_and_what_there_was(run) -> None:
    release(base_code=OTHER)
    take_list((DEPARTMENT, OTHER), batch="增补", in_force_on=date(2018, 3, 1))
    code, out, _ = run("list", "show", "--region", REGION, "--kind", "行政许可清单")
    assert (code, out.splitlines()) == (
        0,
        [
            "行政许可清单 #1 《涪城区行政许可清单》（2018 年版，涪府发〔2018〕1号），"
            "2018-01-01 起施行",
            "行政许可清单 #2 《涪城区行政许可清单》（2018 年版增补，涪府发〔2018〕1号），"
            "2018-03-01 起施行",
            "机构510703-D01　2 项",
            f"  {BASE_CODE} 道路货物运输经营许可（主项，行政许可）",
            f"  {OTHER} 道路货物运输经营许可（主项，行政许可）",
            "共 2 项",
        ],
    )
    kind = ("--kind", "should_claim_license")
    _, out, _ = run("list", "show", "--region", REGION, *kind, "--on", "2018-02-28", "--json")
    assert [item["base_code"] for item in json.loads(out)["items"]] == [BASE_CODE]
    _, out, _ = run("list", "show", "--region", REGION, *kind, "--edition", "增补")
    assert out.splitlines()[-1] == "共 1 项"
    _, out, _ = run("list", "show", "--region", REGION, "--kind", "in_hall")
    assert out.splitlines() == ["当日没有现行的进驻大厅清单", "共 0 项"]
    code, out, _ = run(
        "list", "withdraw", "增补", "--region", REGION, *kind, "--reason", "文件作废"
    )
    assert (code, "已撤回，计至 " in out) == (0, True)
    _, out, _ = run("list", "editions", "--region", REGION, "--json")
    assert [each["is_withdrawn"] for each in json.loads(out)] == [False, True]
    code, _, err = run("list", "show", "--region", REGION, *kind, "--edition", "2020")
    assert (code, err) == (2, "510703 没有行政许可清单“2020”，用 list editions 查看已有的\n")


@pytest.mark.usefixtures("office")
def test_it_asks_which_list_is_meant(run) -> None:
    row = ListRow(
        number=2, organisation_code=DEPARTMENT, base_code=BASE_CODE, joint_body="市交通运输局"
    )
    take_list(row, kind=ListKind.LINKED)
    _, out, _ = run("list", "show", "--region", REGION, "--kind", "上下联动清单")
    assert "（主项，行政许可）　联办 市交通运输局" in out
    for edition in ("2018", "2019"):
        take_list((DEPARTMENT, BASE_CODE), kind=ListKind.ONE_WINDOW, edition=edition, batch="一批")
    asked = ("list", "show", "--region", REGION, "--kind", "one_window")
    code, _, err = run(*asked, "--edition", "一批")
    assert (code, err) == (
        2,
        "一窗清单有几份都叫“一批”：2018一批（#1）、2019一批（#2），请用 # 加序号指明\n",
    )
    assert run(*asked, "--edition", "2019一批")[0] == 0
    code, _, err = run(*asked, "--edition", "#1", "--on", "2018-02-28")
    assert (code, err) == (2, "--on 与 --edition 只能给一个\n")
    assert run("list", "withdraw", "#2", *asked[2:], "--reason", "重复")[0] == 0
    assert run(*asked, "--edition", "一批")[0] == 0


@pytest.mark.usefixtures("office")
def test_it_compares_two_editions(run) -> None:
    release(base_code=OTHER)
    take_list(
        (DEPARTMENT, OTHER), (CENTRE, BASE_CODE), edition="2019", in_force_on=date(2019, 1, 1)
    )
    kind = ("--region", REGION, "--kind", "行政许可清单")
    code, out, _ = run("list", "compare", "2018", "2019", *kind)
    assert code == 0
    assert out.splitlines()[2:] == [
        "新增 1 项",
        f"  {OTHER} 道路货物运输经营许可　机构510703-D01",
        "取消 0 项",
        "变更 1 项",
        f"  {BASE_CODE} 道路货物运输经营许可　机构：机构510703-D01 → 涪城区政务服务中心",
    ]
    _, out, _ = run("list", "compare", "2018", "#2", *kind, "--json")
    assert [change["changed"] for change in json.loads(out)["changes"]] == [[], ["机构"]]


def test_it_prints_the_rates_by_department(run, manager) -> None:
    release(base_code=OTHER)
    take_list((DEPARTMENT, OTHER), batch="增补")
    take_list((DEPARTMENT, BASE_CODE), kind=ListKind.AT_MOST_ONCE)
    take_list((DEPARTMENT, BASE_CODE), (CENTRE, BASE_CODE), kind=ListKind.IN_HALL)
    carry_to_running(manager)
    code, out, _ = run("list", "rates", "--region", REGION, "--on", "2018-02-28")
    assert code == 0
    assert out.splitlines() == [
        "510703　2018-02-28　区县部门",
        "依据 行政许可清单 #1 《涪城区行政许可清单》（2018 年版，涪府发〔2018〕1号），"
        "2018-01-01 起施行",
        "依据 行政许可清单 #2 《涪城区行政许可清单》（2018 年版增补，涪府发〔2018〕1号），"
        "2018-01-01 起施行",
        "依据 进驻大厅清单 #1 《涪城区进驻大厅清单》（2018 年版，涪府发〔2018〕1号），"
        "2018-01-01 起施行",
        "依据 最多跑一次清单 #1 《涪城区最多跑一次清单》（2018 年版，涪府发〔2018〕1号），"
        "2018-01-01 起施行",
        "机构　认领率　进驻率　一窗占比　最多跑一次占比　零跑动占比　网办占比　清单外",
        "机构510703-D01　1/2=50.00%　1/1=100.00%　0/0=—　1/2=50.00%　0/0=—　0/2=0.00%　0",
        "合计　1/2=50.00%　1/1=100.00%　0/0=—　1/2=50.00%　0/0=—　0/2=0.00%　0",
        "认领率按类型：行政许可 1/2=50.00%；行政权力（除行政许可） 0/0=—；公共服务 0/0=—",
        "最多跑一次、零跑动以应认领清单为基数；一窗占比按主项计",
        "网办占比以应认领清单为基数，不含行政处罚、行政强制、行政检查",
    ]
    _, out, _ = run("list", "rates", "--region", REGION, "--on", "2018-02-27", "--json")
    totals = json.loads(out)["totals"]
    assert totals["claim_rate"] == {
        "numerator": 0, "denominator": 2, "rate": "0.0000", "listed": 2, "excepted": 0,
    }  # fmt: skip
    assert totals["zero_visit_rate"]["rate"] is None
    _, out, _ = run("list", "rates", "--region", REGION, "--on", "2017-12-31")
    assert "当日没有现行清单，各项占比无从计算" in out.splitlines()
    tomorrow = timezone.localdate().replace(year=timezone.localdate().year + 1)
    code, _, err = run("list", "rates", "--region", REGION, "--on", str(tomorrow))
    assert (code, "还没有到" in err) == (2, True)


@pytest.mark.usefixtures("office")
def test_it_never_mixes_levels(run) -> None:
    make_organisation(code="510703-T01", level="township", township_code="510703100")
    row = ListRow(number=2, organisation_code="", base_code=BASE_CODE)
    take_list(row, kind=ListKind.PASSED_DOWN, batch="第一批")
    for level, name in (("乡镇街道", "机构510703-T01"), ("district_department", "机构510703-D01")):
        asked = ("--region", REGION, "--level", level, "--json")
        found = json.loads(run("list", "rates", *asked)[1])
        assert [row["name"] for row in found["departments"]] == [name]
        assert found["totals"]["claim_rate"]["denominator"] == 1


def test_it_gives_the_same_rates_of_a_past_day_later(manager, administrator) -> None:
    """Editions, withdrawals, new guides and cancellations of later days leave a past day alone."""
    take_list((DEPARTMENT, BASE_CODE), kind=ListKind.ONE_WINDOW)
    carry_to_running(manager)
    day = date(2018, 2, 28)
    then = list_rates(region_code=REGION, on=day)
    assert (then.total.measures["claim_rate"].rate, then.total.beyond_list) == ("1.0000", 0)
    later = datetime(2018, 6, 1, 2, 0, tzinfo=UTC)
    release(base_code=OTHER)
    take_list((DEPARTMENT, OTHER), edition="2018二版", in_force_on=date(2018, 2, 1), now=later)
    _publish_again(published_at=later, one_window=False)
    cancel_item(**ITEM, request=request(manager, "划出", now=later))
    assert list_rates(region_code=REGION, on=day) == then
    now = list_rates(region_code=REGION, on=date(2018, 6, 1))
    assert now.total.measures["claim_rate"].rate == "0.0000"
    assert now.total.measures["one_window_rate"].rate == "0.0000"


def _publish_again(*, published_at: datetime, one_window: bool) -> None:
    version = ItemVersion.objects.get(region_code=REGION, implementation_code=CODE)
    ItemVersion.objects.create(
        region_code=REGION,
        item_id=version.item_id,
        implementation_code=CODE,
        version=2,
        base_code=BASE_CODE,
        organisation_code=DEPARTMENT,
        item_name=version.item_name,
        item_type=version.item_type,
        is_one_window=one_window,
        elements=version.elements,
        published_at=published_at,
        published_by="M01",
    )


def test_it_asks_the_same_number_of_queries_for_any_number_of_items(
    manager, administrator, django_assert_max_num_queries
) -> None:
    codes = [f"5101019010{number:02d}" for number in range(10, 30)]
    for code in codes:
        release(base_code=code)
    take_list(*((DEPARTMENT, code) for code in codes), batch="增补")
    take_list(*((DEPARTMENT, code) for code in codes), kind=ListKind.ZERO_VISIT)
    bring_to("approved", manager, administrator)
    assert LocalItem.objects.filter(region_code=REGION).count() == 1
    with django_assert_max_num_queries(9):
        found = list_rates(region_code=REGION, on=date(2018, 2, 28))
    share = found.total.measures["claim_rate"]
    assert (share.numerator, share.denominator) == (1, 21)
