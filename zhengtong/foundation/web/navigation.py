"""The navigation of the staff pages, group by group (导航)."""

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse


@dataclass(frozen=True, slots=True)
class Place:
    """A page that the navigation knows (导航项).

    Args:
        url_name: named as a string, since the pages belong to domains below the foundation.
        description: one line for the home page.
    """

    label: str
    url_name: str
    description: str


PLACES: tuple[tuple[str, tuple[Place, ...]], ...] = (
    (
        "通报",
        (Place("运行通报", "bulletin-index", "按月看各部门受理、办结，点开任一数字看背后的办件"),),
    ),
    (
        "办件",
        (Place("办件列表", "case-list", "按到期先后列出本单位的办件，看经过和两个时钟"),),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NavigationLink:
    """One link of the rail (导航链接)."""

    label: str
    url: str
    description: str
    is_current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NavigationGroup:
    """A named group of links (导航组)."""

    label: str
    links: tuple[NavigationLink, ...]


def navigation(*, here: str) -> tuple[NavigationGroup, ...]:
    """Return the groups whose pages exist, with the place one is in marked (导航).

    Args:
        here: path of the page; a page below a place, such as one case, counts as that place.
    """
    groups = []
    for label, places in PLACES:
        links = tuple(link for place in places if (link := _link(place, here)) is not None)
        if links:
            groups.append(NavigationGroup(label=label, links=links))
    return tuple(groups)


def _link(place: Place, here: str) -> NavigationLink | None:
    try:
        url = reverse(place.url_name)
    except NoReverseMatch:
        return None
    root = url.rstrip("/")
    is_current = here == root or here.startswith(f"{root}/")
    return NavigationLink(
        label=place.label, url=url, description=place.description, is_current=is_current
    )
