"""The notebooks as web pages: one file each, readable on a telephone; nothing runs or is fetched.

Markdown is rendered by nbconvert and then cut down to the elements below; the template forbids, by
its content security policy, whatever would still run or be fetched.
"""

import html
import re
from pathlib import Path

import bleach
import nbformat
from nbconvert import HTMLExporter
from nbformat.v4 import new_markdown_cell, new_notebook

TEMPLATE = Path(__file__).parent / "templates" / "page.html"
ELEMENTS = "a b blockquote br code del div em h1 h2 h3 h4 h5 h6 hr i img li ol p pre span strong"
ELEMENTS += " sub sup table tbody td th thead tr ul"
PROTOCOLS = {"http", "https", "mailto", "data"}
ATTRIBUTES = {"*": ["class", "id"], "a": ["href"], "img": ["src", "alt", "width"]}
_LINK = re.compile(
    r'<a href="(?!https?:|#)([^"#]{0,400})[^"]{0,400}"[^>]{0,99}>(.{0,2000}?)</a>', re.S
)


def export(house, out):
    """Write the front page and each notebook of a house as web pages; their names, in order."""
    house, out = Path(house), Path(out)
    out.mkdir(parents=True, exist_ok=True)
    notebooks = sorted(Path(house, "notebooks").glob("[0-9]*.ipynb"))
    sources = {f"{path.stem}.html": path for path in notebooks}
    if Path(house, "README.md").exists():
        sources = {"index.html": house / "README.md"} | sources
    for name, path in sources.items():
        title, body = _page(path)
        page = TEMPLATE.read_text(encoding="utf-8").format(
            title=html.escape(title),
            navigation=" ".join(_entry(other, other == name) for other in sources),
            body=_linked(body, path, sources),
        )
        (out / name).write_text(page, encoding="utf-8", newline="\n")
    return list(sources)


def _entry(name, here):
    words = html.escape(name.removesuffix(".html").replace("_", " "))
    return f"<b>{words}</b>" if here else f'<a href="{html.escape(name)}">{words}</a>'


def _page(path):
    """The title of a notebook or a Markdown file, and its HTML cut down to harmless elements."""
    if path.suffix == ".ipynb":
        notebook = nbformat.read(path, as_version=4)
    else:
        notebook = new_notebook(cells=[new_markdown_cell(path.read_text(encoding="utf-8"))])
    text = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    title = re.search(r"(?m)^# (.{1,200})$", text)
    exporter = HTMLExporter(template_name="basic", embed_images=True)
    rendered, _ = exporter.from_notebook_node(notebook, {"metadata": {"path": str(path.parent)}})
    body = bleach.clean(rendered, ELEMENTS.split(), ATTRIBUTES, PROTOCOLS, strip=True)
    return title[1] if title else path.stem, body


def _linked(body, path, sources):
    """The HTML with links from page to page; other links keep their words."""
    pages = {source.resolve(): name for name, source in sources.items()}

    def link(found):
        name = pages.get((path.parent / found[1]).resolve())
        return f'<a href="{html.escape(name)}">{found[2]}</a>' if name else found[2]

    body = body.replace("<table", '<div class="table"><table').replace("</table>", "</table></div>")
    return _LINK.sub(link, body)
