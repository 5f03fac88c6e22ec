"""The notebooks as web pages: one file each, readable on a telephone; nothing runs or is fetched.

Markdown is rendered by nbconvert and then cut down to the elements below; the template forbids, by
its content security policy, whatever would still run or be fetched.
"""

import re
from pathlib import Path

import bleach
import nbformat
from jinja2 import Template
from nbconvert import HTMLExporter

from helpers.house import TEMPLATES

MORE = "br del div h1 h2 h3 h4 h5 h6 hr img p pre span sub sup table tbody td th thead tr"
ELEMENTS = bleach.ALLOWED_TAGS | {*MORE.split()}
PROTOCOLS = bleach.ALLOWED_PROTOCOLS | {"data"}
ATTRIBUTES = {"*": ["class", "id"], "img": ["src", "alt", "width"]}


def export(house, out):
    """Write each notebook of a house as a web page; their names, in order."""
    paths, out = sorted(Path(house, "notebooks").glob("[0-9]*.ipynb")), Path(out)
    names = [f"{path.stem}.html" for path in paths]
    template = Template((TEMPLATES / "page.html").read_text("utf-8"), autoescape=True)
    out.mkdir(parents=True, exist_ok=True)
    for path, name in zip(paths, names, strict=True):
        title, body = _page(path, names)
        page = template.render(title=title, names=names, body=body)
        (out / name).write_text(page, encoding="utf-8", newline="\n")
    return names


def _page(path, names):
    """The title of a notebook, and its HTML cut down to harmless elements.

    A link that leads neither to another page, nor within this one, nor out keeps its words alone.
    """
    text = "\n".join(c.source for c in nbformat.read(path, 4).cells if c.cell_type == "markdown")
    title = re.search(r"(?m)^# (.{1,200})$", text)
    exporter = HTMLExporter(template_name="basic", embed_images=True, exclude_anchor_links=True)
    rendered, _ = exporter.from_filename(str(path))
    rendered = re.sub(r'href="([^"/]{1,200})\.ipynb"', r'href="\1.html"', rendered)

    def leads(_, name, value):
        return name == "href" and (value in names or value.startswith(("http", "#")))

    attributes = ATTRIBUTES | {"a": leads}
    body = bleach.clean(rendered, ELEMENTS, attributes, PROTOCOLS, strip=True)
    body = body.replace("<table", '<div class="table"><table').replace("</table>", "</table></div>")
    return title[1] if title else path.stem, body
