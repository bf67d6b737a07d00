"""The bodies that an imported list names: found by name, or made (导入清单中的机构)."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import fields, replace

from zhengtong.catalogue.rules.import_rows import ImportedBody, ImportedItem
from zhengtong.foundation.requests import Request
from zhengtong.foundation.saved import Saved
from zhengtong.kernel.codes import normalised
from zhengtong.places.operations.organisations import OrganisationDraft, save_organisation
from zhengtong.places.queries import OrganisationInfo, organisations_in
from zhengtong.places.rules.organisations import OrganisationLevel

_COPIED = tuple(field.name for field in fields(OrganisationDraft))


class BodyRegister:
    """Knows the bodies of a region by name and makes the missing ones (机构对照).

    A body that was loaded before is left as it is. One that a list made gathers the credit codes
    under which lists name it.
    """

    def __init__(self, *, region_code: str, request: Request) -> None:
        self._region_code = region_code
        self._request = request
        self._by_name: dict[str, OrganisationDraft] = {}
        self._last_sequence = 0
        for body in organisations_in(region_code):
            self._learn(body)

    def code_of(self, item: ImportedItem) -> str:
        """Return the organisation code of a row's body (机构编码)."""
        return self._by_name[normalised(item.body.name)].code

    def make_missing(self, items: Sequence[ImportedItem]) -> tuple[str, ...]:
        """Make the bodies of a page that the region lacks; return their names (新建机构).

        Raises:
            PermissionRefused: the request may not register bodies in the region.
            UnknownRegion: the region is not loaded.
        """
        bodies: dict[str, list[ImportedBody]] = defaultdict(list)
        for item in items:
            bodies[normalised(item.body.name)].append(item.body)
        return tuple(
            found[0].name
            for name, found in bodies.items()
            if self._bring_in(name, found) is Saved.CREATED
        )

    def _learn(self, body: OrganisationInfo) -> None:
        draft = OrganisationDraft(**{name: getattr(body, name) for name in _COPIED})
        for name in (body.name, body.short_name):
            if name:
                self._by_name.setdefault(normalised(name), draft)
        if body.level is OrganisationLevel.DISTRICT_DEPARTMENT:
            self._last_sequence = max(self._last_sequence, body.sequence)

    def _bring_in(self, name: str, found: Sequence[ImportedBody]) -> Saved:
        """Make a body, or add the credit codes that its rows bring."""
        made_code = found[0].organisation_code
        draft = self._by_name.get(name)
        given = {body.credit_code for body in found if body.credit_code}
        if draft is None:
            self._last_sequence += 1
            draft = self._new(found[0])
        elif draft.code != made_code or given <= set(draft.credit_codes):
            return Saved.UNCHANGED
        codes = tuple(sorted(given | set(draft.credit_codes)))
        draft = replace(draft, credit_codes=codes)
        saved = save_organisation(draft=draft, request=self._request)
        self._by_name[name] = draft
        return saved

    def _new(self, body: ImportedBody) -> OrganisationDraft:
        return OrganisationDraft(
            code=body.organisation_code,
            name=body.name,
            level=OrganisationLevel.DISTRICT_DEPARTMENT,
            region_code=self._region_code,
            sequence=self._last_sequence,
        )
