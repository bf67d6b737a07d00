"""Leaving bodies out of bulletins and taking them in again."""

from datetime import date

import pytest

from zhengtong.foundation.actors import SYSTEM
from zhengtong.foundation.ledger.models import Entry
from zhengtong.foundation.permissions import PermissionRefused
from zhengtong.people.tests.factories import make_administrator, make_centre_administrator
from zhengtong.places.models import OrganisationAct
from zhengtong.places.operations.exclusions import (
    ExclusionRefused,
    end_exclusion,
    exclude_organisation,
)
from zhengtong.places.queries import UnknownOrganisation, organisation
from zhengtong.places.rules.organisations import ExclusionKind
from zhengtong.places.tests.factories import make_organisation, make_service_centre, request

pytestmark = pytest.mark.django_db


def entries():
    return [
        (entry.kind, entry.subject, entry.organisation_code, entry.actor)
        for entry in Entry.objects.filter(region_code="510703").order_by("subject", "subject_no")
    ]


class TestExclusion:
    def exclude(self, starts_on, ends_on=None, kind=ExclusionKind.BY_ORDER, by=SYSTEM):
        return exclude_organisation(
            organisation_code="510703-D01",
            kind=kind,
            reason="按上级要求",
            starts_on=starts_on,
            ends_on=ends_on,
            request=request(by=by),
        )

    def end(self, last_day, by=SYSTEM):
        end_exclusion(organisation_code="510703-D01", last_day=last_day, request=request(by=by))

    @pytest.fixture(autouse=True)
    def _body(self):
        make_organisation()

    def test_it_leaves_a_body_out_for_a_time(self):
        assert self.exclude(date(2018, 1, 1), date(2018, 2, 28))
        found = organisation("510703-D01")
        left_out = found.excluded_on(date(2018, 2, 28))
        assert left_out is not None
        assert (left_out.kind, left_out.reason) == (ExclusionKind.BY_ORDER, "按上级要求")
        assert found.excluded_on(date(2018, 3, 1)) is None
        assert found.excluded_on(date(2017, 12, 31)) is None

    def test_it_changes_nothing_when_told_the_same_again(self):
        self.exclude(date(2018, 1, 1))
        assert not self.exclude(date(2018, 1, 1))
        assert self.exclude(date(2018, 1, 1), kind=ExclusionKind.CLAIMED_BY_CITY)

    def test_it_takes_the_body_in_again(self):
        self.exclude(date(2018, 1, 1))
        self.end(date(2018, 6, 30))
        assert organisation("510703-D01").excluded_on(date(2018, 7, 1)) is None
        with pytest.raises(ExclusionRefused, match="没有未结束的"):
            self.end(date(2018, 7, 31))

    def test_it_refuses_overlapping_times(self):
        self.exclude(date(2018, 1, 1))
        with pytest.raises(ExclusionRefused, match="期间不能重叠"):
            self.exclude(date(2018, 5, 1))

    def test_it_refuses_an_end_before_the_start(self):
        with pytest.raises(ExclusionRefused, match="终止日 2018-01-01 早于起始日 2018-02-01"):
            self.exclude(date(2018, 2, 1), date(2018, 1, 1))

    def test_it_refuses_an_unknown_body(self):
        with pytest.raises(UnknownOrganisation, match="机构 X 不存在"):
            exclude_organisation(
                organisation_code="X",
                kind=ExclusionKind.BY_ORDER,
                reason="",
                starts_on=date(2018, 1, 1),
                request=request(),
            )

    def test_it_writes_an_entry_for_each_change_of_an_exclusion(self):
        make_service_centre()
        by = make_centre_administrator()
        self.exclude(date(2018, 1, 1), by=by)
        self.exclude(date(2018, 1, 1), by=by)
        self.end(date(2018, 6, 30), by=by)
        subject = ("organisation:510703-D01", "510703-D01", "staff:C01")
        assert entries() == [
            ("places.exclusion_declared", *subject),
            ("places.exclusion_ended", *subject),
        ]
        assert '"ends_on":null,"ground":"by_order"' in Entry.objects.order_by("subject_no")[0].body
        assert "按上级要求" not in "".join(Entry.objects.values_list("body", flat=True))
        acts = OrganisationAct.objects.order_by("act_no")
        assert [(act.action, act.reason) for act in acts] == [
            ("declare_exclusion", "测试"),
            ("end_exclusion", "测试"),
        ]

    def test_it_is_done_at_the_centre_alone(self):
        make_service_centre()
        by = make_administrator()
        self.exclude(date(2018, 1, 1))
        with pytest.raises(PermissionRefused):
            self.exclude(date(2018, 1, 1), date(2018, 2, 28), by=by)
        with pytest.raises(PermissionRefused):
            self.end(date(2018, 6, 30), by=by)
        assert len(entries()) == 1
        assert organisation("510703-D01").exclusions[0].ends_on is None
