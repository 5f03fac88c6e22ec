"""What GitHub shows of the notebooks: no styles, classes, ids or scripts, and still everything a reader needs."""

import re

import mistune
import nbformat
import pytest
from bleach import clean

from conftest import HOUSE

NOTEBOOKS = sorted((HOUSE / "notebooks").glob("*.ipynb"))
TAGS = [
    "a",
    "b",
    "blockquote",
    "br",
    "code",
    "del",
    "em",
    "h1",
    "h2",
    "h3",
    "h4",
    "hr",
    "i",
    "img",
    "li",
    "ol",
    "p",
    "pre",
    "strong",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "ul",
]
ATTRIBUTES = {"a": ["href"], "img": ["src", "alt"]}
render = mistune.create_markdown(escape=False, plugins=["table", "strikethrough"])


def shown(path):
    """The HTML of a notebook's prose and results, as allow-listed as GitHub's."""
    parts = []
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "markdown":
            parts.append(render(cell.source))
        for output in cell.get("outputs", []):
            if "image/png" in output.get("data", {}):
                parts.append(f'<img src="data:image/png;base64," alt="{output.metadata["image/png"]["alt"]}">')
            elif "text/markdown" in output.get("data", {}):
                parts.append(render(output.data["text/markdown"]))
    return clean("\n".join(parts), tags=TAGS, attributes=ATTRIBUTES, protocols=["http", "https", "data"], strip=True)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_tables_evidence_figures_and_links_are_still_there(path):
    html, cells = shown(path), nbformat.read(path, as_version=4).cells
    results = [o for c in cells for o in c.get("outputs", [])]
    markdown = [o.data["text/markdown"] for o in results if "text/markdown" in o.get("data", {})]
    prose = [c.source for c in cells if c.cell_type == "markdown"]
    assert html.count("<table>") == sum("\n| --- |" in m for m in markdown + prose) > 0
    assert html.count("<blockquote>") == sum(bool(re.search(r"(?m)^> ", m)) for m in markdown + prose) > 0
    assert html.count("<img ") == sum("image/png" in o.get("data", {}) for o in results) > 0
    for alt in re.findall(r'<img [^>]*alt="([^"]*)"', html):
        assert alt and alt[:30].replace("&", "&amp;") in html.replace(f'alt="{alt}"', ""), "its caption is visible, too"
    links = re.findall(r'<a href="([^"]+)"', html)
    assert links and not [link for link in links if link.startswith(("#", "javascript"))]
    assert not re.search(r"(?:style|class|id|on\w+)=|&lt;(?:div|span|style|script)\b", html)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_every_table_has_a_head_and_even_rows(path):
    for table in re.findall(r"(?s)<table>(.*?)</table>", shown(path)):
        head, *body = re.findall(r"(?s)<tr>(.*?)</tr>", table)
        assert head.count("<th") and body and {row.count("<td") for row in body} == {head.count("<th")}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_nothing_needs_more_than_github_has(path):
    kinds = {
        k for c in nbformat.read(path, as_version=4).cells for o in c.get("outputs", []) for k in o.get("data", {})
    }
    assert kinds <= {"text/plain", "text/markdown", "image/png"}
    assert path.stat().st_size < 1_000_000


def test_the_sanitiser_takes_what_github_takes():
    dirty = (
        '<p style="color:red" class="x" id="y" onclick="z()">kept<script>gone</script></p><a href="javascript:x">a</a>'
    )
    assert clean(dirty, tags=TAGS, attributes=ATTRIBUTES, strip=True) == "<p>keptgone</p><a>a</a>"
