"""A published flow as a picture or as BPMN, with the names of its organisations (流程图)."""

from enum import StrEnum

from zhengtong.flows.queries.published import PublishedFlow
from zhengtong.flows.queries.soundness import named_organisations
from zhengtong.flows.rules.nodes import OWN_ORGANISATION
from zhengtong.flows.rules.pictures.bpmn import BpmnHead, bpmn_text
from zhengtong.flows.rules.pictures.drawing import drawing_of
from zhengtong.flows.rules.pictures.placing import place
from zhengtong.flows.rules.pictures.svg import PictureTitle, svg_text
from zhengtong.places.queries import organisations


class PictureFormat(StrEnum):
    """What a flow can be drawn as (图示格式)."""

    SVG = "svg"
    BPMN = "bpmn"


def drawn_flow(published: PublishedFlow, *, form: PictureFormat) -> str:
    """Return the file that shows a published version; the same version, the same text (流程图)."""
    own = published.organisation_code
    bodies = organisations(named_organisations(published.graph, organisation_code=own))
    names = {code: body.short_name or body.name for code, body in bodies.items()}
    names[OWN_ORGANISATION] = names.get(own, own)
    picture = place(drawing_of(graph=published.graph, names=names))
    version = f"{published.code}　第 {published.version} 版"
    match form:
        case PictureFormat.SVG:
            subtitle = f"{version}　{names[OWN_ORGANISATION]}"
            return svg_text(picture, title=PictureTitle(name=published.name, subtitle=subtitle))
        case PictureFormat.BPMN:
            said = f"{version}；区划 {published.region_code}；摘要 {published.digest}"
            return bpmn_text(picture, head=BpmnHead(name=published.name, documentation=said))
