"""What GitHub shows of the notebooks: no styles, classes, ids or scripts, and all the rest."""

import re

import mistune
import nbformat
import pytest
from bleach import clean
from lxml import html as parser

from conftest import HOUSE
from helpers import web

NOTEBOOKS = sorted((HOUSE / "notebooks").glob("*.ipynb"))
TAGS = {"a", "b", "blockquote", "br", "code", "del", "em", "h1", "h2", "h3", "h4", "hr", "i", "img"}
TAGS |= {"li", "ol", "p", "pre", "strong", "sub", "sup", "ul"}
TAGS |= {"table", "tbody", "td", "th", "thead", "tr"}
ATTRIBUTES = {"a": ["href"], "img": ["src", "alt"]}
each_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
render = mistune.create_markdown(escape=False, plugins=["table", "strikethrough"])


def shown(path):
    """The HTML of a notebook's prose and results, as allow-listed as GitHub's."""
    parts = []
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "markdown":
            parts.append(render(cell.source))
        for output in cell.get("outputs", []):
            if "image/png" in output.get("data", {}):
                alt = output.metadata["image/png"]["alt"]
                parts.append(f'<img src="data:image/png;base64," alt="{alt}">')
            elif "text/markdown" in output.get("data", {}):
                parts.append(render(output.data["text/markdown"]))
    protocols = ["http", "https", "data"]
    return clean(
        "\n".join(parts), tags=TAGS, attributes=ATTRIBUTES, protocols=protocols, strip=True
    )


@each_notebook
def test_tables_evidence_figures_and_links_are_still_there(path):
    html, cells = shown(path), nbformat.read(path, as_version=4).cells
    results = [o for c in cells for o in c.get("outputs", [])]
    texts = [o.data["text/markdown"] for o in results if "text/markdown" in o.get("data", {})]
    texts += [c.source for c in cells if c.cell_type == "markdown"]
    assert html.count("<table>") == sum("\n| --- |" in text for text in texts) > 0
    quotes = sum(bool(re.search(r"(?m)^> ", text)) for text in texts)
    assert html.count("<blockquote>") == quotes > 0
    pictures = sum("image/png" in o.get("data", {}) for o in results)
    assert html.count("<img ") == pictures > 0
    for alt in re.findall(r'<img [^>]*alt="([^"]*)"', html):
        visible = html.replace(f'alt="{alt}"', "")
        assert alt and alt[:30].replace("&", "&amp;") in visible, "its caption is visible, too"
    links = re.findall(r'<a href="([^"]+)"', html)
    assert links and not [link for link in links if link.startswith(("#", "javascript"))]
    assert not re.search(r"(?:style|class|id|on\w+)=|&lt;(?:div|span|style|script)\b", html)


@each_notebook
def test_every_table_has_a_head_and_even_rows(path):
    for table in re.findall(r"(?s)<table>(.*?)</table>", shown(path)):
        head, *body = re.findall(r"(?s)<tr>(.*?)</tr>", table)
        assert body and {row.count("<td") for row in body} == {head.count("<th")}
        assert head.count("<th")


@each_notebook
def test_nothing_needs_more_than_github_has(path):
    cells = nbformat.read(path, as_version=4).cells
    kinds = {k for c in cells for o in c.get("outputs", []) for k in o.get("data", {})}
    assert kinds <= {"text/plain", "text/markdown", "image/png"}
    assert path.stat().st_size < 1_000_000


def test_the_sanitiser_takes_what_github_takes():
    dirty = '<p style="color:red" class="x" id="y" onclick="z()">kept<script>gone</script></p>'
    dirty += '<a href="javascript:x">a</a>'
    kept = clean(dirty, tags=TAGS, attributes=ATTRIBUTES, strip=True)
    assert kept == "<p>keptgone</p><a>a</a>"


# --- the same as web pages -------------------------------------------------------------------


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    folder = tmp_path_factory.mktemp("web")
    return folder, web.export(HOUSE, folder)


def test_the_pages_lead_to_each_other(pages):
    folder, names = pages
    assert names == [f"{path.stem}.html" for path in NOTEBOOKS]
    for name in names:
        page = parser.parse(str(folder / name))
        links = {a.get("href") for a in page.iter("a")} - {None}  # of a file, only its words
        inside = {link for link in links if not re.match("https?:|#", link)}
        assert inside <= set(names), name
        assert inside >= set(names) - {name}
        assert page.findtext(".//title")


def test_the_pages_bring_their_pictures_and_fetch_nothing(pages):
    folder, names = pages
    for name in names:
        page = parser.parse(str(folder / name))
        pictures = [img.get("src") for img in page.iter("img")]
        assert pictures and all(src.startswith("data:image/png;base64,") for src in pictures), name
        assert all(img.get("alt") for img in page.iter("img"))
        assert not page.xpath("//script | //link | //iframe | //object | //base | //form")
        assert "default-src 'none'" in page.xpath("//meta[@http-equiv]/@content")[0]


def test_the_pages_say_what_the_notebooks_say(pages):
    folder, _ = pages
    for path in NOTEBOOKS:
        text = " ".join(
            parser.parse(str(folder / f"{path.stem}.html")).getroot().text_content().split()
        )
        for cell in nbformat.read(path, as_version=4).cells:
            last = cell.source.splitlines()[-1]
            if cell.cell_type == "code":
                assert " ".join(last.split()) in text
        assert len(re.findall(r"<table", (folder / f"{path.stem}.html").read_text("utf-8"))) == (
            shown(path).count("<table>")
        )
