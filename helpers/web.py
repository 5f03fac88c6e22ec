"""The notebooks as web pages: one file each, readable on a telephone; nothing runs or is fetched.

Markdown is rendered by nbconvert and then cut down to the elements below; the template forbids, by
its content security policy, whatever would still run or be fetched.
"""

import re
from functools import partial
from pathlib import Path

import bleach
from nbconvert import HTMLExporter

from helpers.house import TEMPLATES

MORE = "br del div h1 h2 h3 h4 h5 h6 hr img p pre span sub sup table tbody td th thead tr"
ELEMENTS = bleach.ALLOWED_TAGS | {*MORE.split()}
PROTOCOLS = {"http", "https", "data"}
ATTRIBUTES = {"*": ["class", "id"], "img": ["src", "alt", "width"]}


def export(house, out):
    """Write each notebook of a house as a web page; their names, in order."""
    paths, out = sorted(Path(house, "notebooks").glob("[0-9]*.ipynb")), Path(out)
    names = [f"{path.stem}.html" for path in paths]
    exporter = HTMLExporter(
        template_file=str(TEMPLATES / "page.html"),
        embed_images=True,
        exclude_anchor_links=True,
        filters={"harmless": partial(_harmless, names)},
    )
    out.mkdir(parents=True, exist_ok=True)
    for path, name in zip(paths, names, strict=True):
        page, _ = exporter.from_filename(str(path), {"names": names})
        (out / name).write_text(page, encoding="utf-8", newline="\n")
    return names


def _harmless(names, rendered):
    """HTML cut down to harmless elements.

    A link that leads neither to another page, nor within this one, nor out keeps its words alone.
    """

    def leads(_, name, value):
        return name == "href" and (value in names or value.startswith(("http", "#")))

    rendered = re.sub(r'href="([^"/]{1,200})\.ipynb"', r'href="\1.html"', rendered)
    return bleach.clean(rendered, ELEMENTS, ATTRIBUTES | {"a": leads}, PROTOCOLS, strip=True)
