"""Whether each of many changed items may be published; each thing asked once (批量发布条件)."""

from zhengtong.catalogue.models import LocalItem
from zhengtong.catalogue.operations.bulk_candidates import Candidate
from zhengtong.catalogue.operations.publication import (
    NotReady,
    require_certificate,
    require_effective,
    require_flow,
    require_identity,
)
from zhengtong.catalogue.rules.case_terms import CaseTerms, case_terms
from zhengtong.catalogue.rules.states import CATALOGUE_STATE_LABELS, CatalogueState
from zhengtong.foundation.requests import Request

_Shape = tuple[str, bool, bool, bool, str, bool, bool]


class BulkPublication:
    """Answers for the items of a page: a body, a certificate type are asked about once (发布条件).

    The flow is asked only where the change touches what a flow must suit; otherwise the item
    stays on the flow that its cases run on.
    """

    def __init__(self, *, request: Request) -> None:
        self._request = request
        self._bodies: dict[str, str] = {}
        self._certificates: dict[tuple[str, str], str] = {}

    def prepare(self, candidate: Candidate) -> tuple[CaseTerms, str]:
        """Return the terms of the draft and why it cannot be published; empty where it can."""
        row = candidate.row
        terms = case_terms(elements=row.elements)
        try:
            self._check_body(row.organisation_code)
            self._check_upper(candidate)
            require_effective(row, self._request.today)
            self._settle_flow(candidate, terms)
            self._check_certificate(row, terms)
        except NotReady as refusal:
            return terms, refusal.message
        return terms, ""

    def _check_body(self, code: str) -> None:
        if code not in self._bodies:
            self._bodies[code] = ""
            try:
                require_identity(code)
            except NotReady as refusal:
                self._bodies[code] = refusal.message
        if self._bodies[code]:
            raise NotReady(self._bodies[code])

    def _check_upper(self, candidate: Candidate) -> None:
        upper = candidate.upper
        if upper is not None and upper.state != CatalogueState.PUBLISHED:
            label = CATALOGUE_STATE_LABELS[CatalogueState(upper.state)]
            raise NotReady(f"目录事项 {upper.base_code} {label}，不能发布或运行")

    def _settle_flow(self, candidate: Candidate, terms: CaseTerms) -> None:
        row, in_force = candidate.row, candidate.published
        if in_force is not None and row.flow_code:
            before = case_terms(elements=in_force.elements)
            if _shape(before, in_force.item_type) == _shape(terms, row.item_type):
                return
        flow = require_flow(row, terms, self._request)
        row.flow_code, row.flow_version = flow.flow_code, flow.flow_version

    def _check_certificate(self, row: LocalItem, terms: CaseTerms) -> None:
        key = (row.region_code, terms.certificate_type_code if terms.needs_certificate else "-")
        if key not in self._certificates:
            self._certificates[key] = ""
            try:
                require_certificate(row, terms)
            except NotReady as refusal:
                self._certificates[key] = refusal.message
        if self._certificates[key]:
            raise NotReady(self._certificates[key])


def _shape(terms: CaseTerms, item_type: str) -> _Shape:
    """Return what a flow must suit."""
    return (
        item_type,
        terms.is_on_the_spot,
        terms.is_joint,
        terms.needs_certificate,
        terms.certificate_type_code,
        terms.is_intake_handler_split,
        terms.one_person_may_decide,
    )
