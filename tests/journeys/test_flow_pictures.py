"""Exported flows in a real browser: the picture by itself, and the BPMN opened by bpmn-js."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page

from zhengtong.flows.queries.pictures import PictureFormat, drawn_flow
from zhengtong.flows.rules.defaults import FlowShape
from zhengtong.flows.tests.factories import make_published_flow
from zhengtong.places.tests.factories import make_organisation

pytestmark = pytest.mark.django_db(transaction=True)
BPMN_JS = Path(__file__).resolve().parents[2] / "frontend/node_modules/bpmn-js/dist"
OPEN = """async (xml) => {
  const viewer = new BpmnJS({ container: "#canvas" });
  const { warnings } = await viewer.importXML(xml);
  const drawn = viewer.get("elementRegistry").getAll().map((element) => element.id);
  return { warnings: warnings.map((warning) => warning.message), drawn };
}"""
SHAPES = [
    pytest.param(FlowShape.ON_THE_SPOT, (), 9, id="on the spot"),
    pytest.param(FlowShape.PROMISED_WITH_CERTIFICATE, (), 19, id="promised, with a certificate"),
    pytest.param(
        FlowShape.JOINT_WITH_CERTIFICATE, ("510703-D02", "510703-D03"), 29, id="joint review"
    ),
]


def exported(shape: FlowShape, countersigners: tuple[str, ...], form: PictureFormat) -> str:
    for number, code in enumerate(countersigners, start=1):
        make_organisation(code=code, name=f"涪城区会签单位{number}", short_name=f"会签单位{number}")
    published = make_published_flow(shape=shape, countersigners=countersigners)
    return drawn_flow(published, form=form)


@pytest.mark.parametrize(("shape", "countersigners", "least"), SHAPES)
def test_bpmn_js_opens_an_exported_flow_without_a_warning(
    page: Page, shape: FlowShape, countersigners: tuple[str, ...], least: int
) -> None:
    xml = exported(shape, countersigners, PictureFormat.BPMN)
    page.set_content('<div id="canvas" style="width: 1300px; height: 700px"></div>')
    page.add_style_tag(path=BPMN_JS / "assets/diagram-js.css")
    page.add_script_tag(path=BPMN_JS / "bpmn-viewer.production.min.js")
    opened = page.evaluate(OPEN, xml)
    assert opened["warnings"] == []
    wanted = set(re.findall(r'bpmnElement="([^"]+)"', xml)) - {"collaboration"}
    assert len(wanted) >= least
    assert wanted <= set(opened["drawn"])


@pytest.mark.parametrize(("shape", "countersigners", "least"), SHAPES)
def test_a_browser_shows_the_words_of_a_picture_apart_from_one_another(
    page: Page, shape: FlowShape, countersigners: tuple[str, ...], least: int
) -> None:
    page.set_content(exported(shape, countersigners, PictureFormat.SVG))
    assert page.get_by_role("img").count() == 1
    meeting = page.evaluate(
        """() => {
          const boxes = [...document.querySelectorAll("svg > text")].map((text) => [
            text.textContent.trim(), text.getBoundingClientRect(),
          ]);
          const found = [];
          boxes.forEach(([one, a], at) => boxes.slice(at + 1).forEach(([other, b]) => {
            const apart = a.right <= b.left || b.right <= a.left;
            // Lines of one text touch by the height of their ascenders.
            if (!apart && a.bottom > b.top + 5 && b.bottom > a.top + 5) found.push([one, other]);
          }));
          return found;
        }"""
    )
    assert meeting == []
    assert page.locator("svg > text").count() >= 8
