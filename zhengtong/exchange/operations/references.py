"""Items and bodies that rows speak of, looked up once for each page (引用核对)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from zhengtong.cases.queries.items import terms_for_import
from zhengtong.cases.rules.terms import ItemTerms
from zhengtong.exchange.rules.checks import FieldRefusal
from zhengtong.exchange.rules.records import CaseRecord
from zhengtong.places.queries import OrganisationInfo, known_regions, organisations


@dataclass(slots=True)
class References:
    """What the rows of a run refer to; what was found is kept, what was not is asked again.

    So memory grows with the items and bodies of the region, never with the rows.
    """

    region_code: str
    _items: dict[str, ItemTerms] = field(default_factory=dict)
    _bodies: dict[str, OrganisationInfo] = field(default_factory=dict)
    _regions: set[str] = field(default_factory=set)

    def load(self, records: Iterable[CaseRecord]) -> None:
        """Look up whatever a page refers to, in a few queries (查取引用)."""
        page = list(records)
        codes = {record.implementation_code for record in page} - self._items.keys()
        if codes:
            self._items |= terms_for_import(
                region_code=self.region_code, implementation_codes=codes
            )
        bodies = {record.organisation_code for record in page} - self._bodies.keys()
        if bodies:
            self._bodies |= organisations(bodies)
        named = {code for record in page for code in (record.region_code, record.township_code)}
        if regions := named - self._regions - {"", self.region_code}:
            self._regions |= known_regions(regions)

    def terms_of(self, record: CaseRecord) -> ItemTerms:
        """Return the item of a row that was found in order (事项规定)."""
        return self._items[record.implementation_code]

    def refusals_of(self, record: CaseRecord) -> Iterator[FieldRefusal]:
        """Find what of a row refers to nothing, or to what does not belong together (核对一行)."""
        region_code, township_code = record.region_code, record.township_code
        if region_code and region_code != self.region_code and region_code not in self._regions:
            yield FieldRefusal("region_code", f"区划代码 {region_code} 不存在，请核对")
        if township_code and township_code not in self._regions:
            yield FieldRefusal("township_code", f"区划代码 {township_code} 不存在，请核对")
        body = self._bodies.get(record.organisation_code)
        if body is None:
            yield FieldRefusal(
                "organisation_code", f"机构 {record.organisation_code} 不存在，请核对"
            )
        elif body.region_code != self.region_code:
            yield FieldRefusal(
                "organisation_code", f"机构 {body.code} 不属于区划 {self.region_code}"
            )
        item = self._items.get(record.implementation_code)
        if item is None:
            yield FieldRefusal(
                "implementation_code",
                f"{self.region_code} 没有实施编码为 {record.implementation_code} 的已发布事项",
            )
        elif body is not None and item.organisation_code != body.code:
            yield FieldRefusal(
                "organisation_code",
                f"事项由机构 {item.organisation_code} 实施，与本行机构不符",
            )
