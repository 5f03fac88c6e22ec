"""The notebooks as web pages: one file each, readable on a telephone; nothing runs or is fetched.

Markdown is rendered by nbconvert and then cut down to the elements below; the template forbids, by
its content security policy, whatever would still run or be fetched.
"""

import html
import re
from pathlib import Path
from posixpath import relpath

import bleach
import nbformat
from nbconvert import HTMLExporter
from nbformat.v4 import new_markdown_cell, new_notebook

MORE = "br del div h1 h2 h3 h4 h5 h6 hr img p pre span sub sup table tbody td th thead tr"
ELEMENTS = bleach.ALLOWED_TAGS | {*MORE.split()}
PROTOCOLS = bleach.ALLOWED_PROTOCOLS | {"data"}
ATTRIBUTES = {"*": ["class", "id"], "img": ["src", "alt", "width"]}


def export(house, out):
    """Write the front page and each notebook of a house as web pages; their names, in order."""
    house, out = Path(house), Path(out)
    out.mkdir(parents=True, exist_ok=True)
    paths = [*house.glob("README.md"), *sorted(house.glob("notebooks/[0-9]*.ipynb"))]
    sources = {f"{path.stem}.html".replace("README", "index"): path for path in paths}
    names = {html.escape(name): html.escape(Path(name).stem.replace("_", " ")) for name in sources}
    navigation = " ".join(f'<a href="{name}">{words}</a>' for name, words in names.items())
    for name, path in sources.items():
        title, body = _page(path, sources)
        template = Path(__file__).with_name("templates").joinpath("page.html").read_text("utf-8")
        page = template.format(title=html.escape(title), navigation=navigation, body=body)
        (out / name).write_text(page, encoding="utf-8", newline="\n")
    return list(sources)


def _page(path, sources):
    """The title of a notebook or a Markdown file, and its HTML cut down to harmless elements.

    A link that leads neither to another page, nor within this one, nor out keeps its words alone.
    """
    if path.suffix == ".ipynb":
        notebook = nbformat.read(path, as_version=4)
    else:
        notebook = new_notebook(cells=[new_markdown_cell(path.read_text(encoding="utf-8"))])
    text = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    title = re.search(r"(?m)^# (.{1,200})$", text)
    exporter = HTMLExporter(template_name="basic", embed_images=True, exclude_anchor_links=True)
    rendered, _ = exporter.from_notebook_node(notebook, {"metadata": {"path": str(path.parent)}})
    for name, source in sources.items():
        place = relpath(source.as_posix(), path.parent.as_posix())
        rendered = rendered.replace(f'href="{place}"', f'href="{name}"')

    def leads(_, name, value):
        return name == "href" and (value in sources or value.startswith(("http", "#")))

    attributes = ATTRIBUTES | {"a": leads}
    body = bleach.clean(rendered, ELEMENTS, attributes, PROTOCOLS, strip=True)
    body = body.replace("<table", '<div class="table"><table').replace("</table>", "</table></div>")
    return title[1] if title else path.stem, body
