"""Document text is data: harmless wherever it is shown; never a path, code or a request."""

import ast
import csv
import io
import json
import os
import pickle
import re
import shutil
import socket
import subprocess
import threading
import unicodedata
from contextlib import contextmanager, redirect_stdout
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import mistune
import nbformat
import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from lxml import html
from nbconvert import HTMLExporter

from conftest import HOUSE
from helpers import build_timeline, load_corpus, own, paragraphs, reproduce, shared_passages, store
from helpers.corpus import documents, lines, problems, provenance
from helpers.evidence import Quote, selectors
from helpers.files import spreadsheet_safe, unquoted
from helpers.metadata import draft_metadata
from helpers.people import offices, people, roles
from helpers.show import evidence, plain, save, say, show_table
from helpers.timeline import to_timelinejs
from helpers.web import export

RUN = "document.documentElement.dataset.ran=1"
HOSTILE = {
    "script": f"<script>{RUN}</script><img src=x onerror={RUN}>",
    "svg": f"<svg onload={RUN}><iframe srcdoc='<script>parent.{RUN}</script>'></iframe>",
    "markdown": f"[click](javascript:{RUN}) ![x](FETCH/markdown) **bold** `code` | cell",
    "autolink": f"<javascript:{RUN}> <FETCH/autolink> [a]: javascript:{RUN}",
    "fetch": "<img src=FETCH/img><link rel=stylesheet href=FETCH/css><object data=FETCH/object>",
    "style": "<style>@import 'FETCH/a';</style><base href=FETCH/><p style='x:url(FETCH/p)'>",
    "refresh": f"<meta http-equiv=refresh content='0;url=FETCH/b'><form action=javascript:{RUN}>",
    "closing": f"</code></pre></td></table></title></style></textarea>--><script>{RUN}</script>",
    "attribute": f"\" onerror={RUN} x=' onmouseover={RUN} autofocus onfocus={RUN}",
    "html entity": "&lt;b&gt; &#60;script&#62; &amp;lt;",
    "latex": rf"$\href{{javascript:{RUN}}}{{x}}$ $$\unicode{{x202e}}$$ \(x\) \[y\]",
    "ansi": "\x1b[31mred\x1b[0m \x1b]0;title\x07 \x08\x08",
    "formula": "=cmd|' /C calc'!A0",
    "minus": "-2+3+cmd|'/C calc'!A0",
    "right to left": "abc\u202edef\u2066ghi\u200f\u200b",
    "fence": "``` ~~~ --- <!-- --> ``",
    "template": "{0} {x.__class__} {{7*7}} %s ${x} {__import__('os')}",
}
# a cell that a spreadsheet may take for a formula (OWASP, CSV injection)
FORMULA = re.compile(r"\s*[=+@＝＋－＠\t\r]|\s*-(?!\d*\.?\d+(?:e-?\d+)?\Z)")
render = mistune.create_markdown(escape=False, plugins=["table", "strikethrough", "url"])


def page(words):
    return (
        f"Ministers met in Almaty {words}\n\nOn 4 May 2021 Minister of Energy Jane {words} Doe met "
        f"Kim Roe in Almaty. “We agreed on {words} water,” said Jane Doe.\n\n{words}\n\nThe two "
        "ministers spoke about the rivers of the region and about their use.\n\nThey will meet "
        f"again in a year, and they hope for progress.\n\nThe sides agreed to open {words} a joint "
        "school."
    )


# --- what is shown ---------------------------------------------------------------------------


@pytest.fixture(params=HOSTILE)
def words(request):
    return HOSTILE[request.param]


@pytest.fixture
def hostile(tmp_path, words):
    """Two pages whose title, people and sentences are hostile, one of them with such a name."""
    folder = tmp_path / "corpus"
    folder.mkdir()
    for name in ("a", "=b $x$ [y](z) `c`"):
        (folder / f"{name}.txt").write_text(page(words), encoding="utf-8")
    return load_corpus(folder)


def tags(markdown):
    """The HTML elements that Markdown turns into."""
    return set(re.findall(r"<(\w+)", render(markdown)))


def unseen(text):
    return [c for c in text if unicodedata.category(c) in ("Cc", "Cf") and c not in "\n"]


def test_tables_show_words_as_words(words):
    shown = show_table(pd.DataFrame({"name": [words], words: ["x"]})).data
    assert tags(shown) == {"table", "thead", "tbody", "tr", "th", "td"}
    assert not unseen(shown) and "$" not in shown and shown.count("\n") == 2


def test_sentences_and_evidence_show_words_as_words(words):
    assert tags(say("**{x}** of {sentence}", x=words, sentence=words).data) == {"p", "strong"}
    pages = documents(pd.DataFrame({"text": [f"They {words} met."]}, index=[words]))
    shown = evidence(pages[words], 0, 4, words).data
    assert tags(shown) == {"blockquote", "p", "strong"} and not unseen(shown) and "$" not in shown


def test_nothing_is_lost_by_being_harmless(words):
    text = html.fromstring(render(plain(words))).text_content().rstrip("\n")
    seen = "".join(f"⟨U+{ord(c):04X}⟩" if unseen(c) else c for c in words)
    assert text == re.sub(r"\s+", " ", seen)


def test_everything_made_of_a_hostile_page(hostile, words, tmp_path, monkeypatch):
    monkeypatch.setenv("FIGURES", str(tmp_path / "figures"))
    timeline = build_timeline(hostile)
    tables = {
        "lines": lines(hostile),
        "paragraphs": paragraphs(hostile),
        "problems": problems(hostile),
        "people": people(hostile),
        "timeline": timeline,
        "passages": shared_passages(hostile),
        "provenance": provenance(hostile),
    }
    for name, table in tables.items():
        shown = show_table(table).data
        assert tags(shown) <= {"table", "thead", "tbody", "tr", "th", "td", "p"}, name
        assert not unseen(shown), name
        save(table, f"{name}.csv")
        assert not formulas(tmp_path / "figures" / f"{name}.csv"), name
    told = json.loads(json.dumps(to_timelinejs(timeline, hostile.index[0])))
    texts = [event["text"][key] for event in told["events"] for key in ("headline", "text")]
    assert not any(re.search(r"<\w", text) for text in texts)
    draft_metadata(hostile, tmp_path / "metadata.csv")
    assert not formulas(tmp_path / "metadata.csv")
    quote = selectors(hostile["document"].iloc[0], Quote("a", 0, 5, words))
    assert json.loads(json.dumps(quote))["selector"][0]["exact"] == words


def formulas(path):
    """The cells of a table that a spreadsheet may run."""
    with path.open(encoding="utf-8", newline="") as file:
        return [cell for row in csv.reader(file) for cell in row if FORMULA.match(cell)]


@pytest.mark.parametrize(
    "sign", ["=", "+", "-", "@", "\t", "\r", "\n", " =", "＝", "＋", "－", "＠", "'="]
)
def test_no_cell_begins_a_formula_and_each_is_read_back(sign, tmp_path, monkeypatch):
    monkeypatch.setenv("FIGURES", str(tmp_path))
    cell = f"{sign}2+3+cmd|'/C calc'!A0"
    save(pd.DataFrame({"a": [cell, "x"], "n": [-1.5, 2]}), "a.csv")
    with (tmp_path / "a.csv").open(encoding="utf-8", newline="") as file:
        _, first, second = csv.reader(file)
    assert first[0].startswith("'") and unquoted(first[0]) == cell.replace("\r", "\n")
    assert second == ["x", "2.0"] and first[1] == "-1.5", "a number is no formula"
    assert spreadsheet_safe(pd.DataFrame({"a": ["it's", "'tis"]}))["a"].to_list() == [
        "it's",
        "'tis",
    ]


@pytest.mark.parametrize(
    "doc_id",
    ["../../secret", "/etc/passwd", "..\\secret", "a/../../b", "~/x", "file:///etc/passwd"],
)
def test_no_id_and_no_metadata_leads_outside(tmp_path, doc_id):
    folder = tmp_path / "corpus"
    folder.mkdir()
    secret = tmp_path / "secret.txt"
    secret.write_text("This must never be read by anybody at all.")
    row = {"doc_id": doc_id, "text": "They met in Almaty on 4 May 2021.", "path": str(secret)}
    pd.DataFrame([row]).to_csv(folder / "table.csv", index=False)
    metadata = f"doc_id,title,url\n{doc_id},{doc_id},{doc_id}\n{doc_id}.txt,x,y\n"
    (folder / "metadata.csv").write_text(metadata)
    before = sorted(tmp_path.rglob("*"))
    corpus = load_corpus(folder)
    assert corpus.at[doc_id, "title"] == doc_id
    assert corpus.at[doc_id, "path"] == f"{folder / 'table.csv'}, line 2"
    assert "never be read" not in corpus.to_csv()
    everything(corpus)
    assert sorted(tmp_path.rglob("*")) == before


def everything(corpus):
    """The tables of the project once."""
    timeline = build_timeline(corpus)
    for each in (people, offices, roles, lines, provenance, shared_passages, paragraphs):
        each(corpus)
    to_timelinejs(timeline, "t")


def test_nothing_is_fetched_while_reading(monkeypatch, tmp_path):
    def refuse(*_, **__):
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    source = '<p>See <img src="http://example.org/x.png"> the talks on 4 May 2021 in Almaty.</p>'
    (tmp_path / "a.html").write_text(f"<html><body>{source}</body></html>")
    everything(load_corpus(tmp_path))


PARTS = [
    "Minister Jane Doe met Kim Roe on 4 May 2021.",
    "“We agreed,” said Kim Roe.",
    "date 2024-08-11",
    "They agreed to build a school.",
    "President of",
    "“",
    "in December this year",
    *HOSTILE.values(),
]


@settings(
    max_examples=15,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    phases=[Phase.explicit, Phase.generate],
)
@given(st.lists(st.text(max_size=60) | st.sampled_from(PARTS), max_size=8))
def test_any_text_goes_through_everything(tmp_path, parts):
    first = "The ministers met in Almaty to speak about the rivers of the region."
    raw = "\n\n".join([first, *parts]).replace("\0", "")
    (tmp_path / "a.txt").write_bytes(raw.encode("utf-8", "replace"))
    try:
        corpus = load_corpus(tmp_path)
    except ValueError:  # a page without an article, and said so
        return
    everything(corpus)
    assert all(
        corpus.at[r.doc_id, "raw"][r.start : r.end] == r.text for r in lines(corpus).itertuples()
    )


# --- a hostile corpus through the notebooks and into a browser --------------------------------

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
FLAGS = "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-sync "
FLAGS += "--disable-background-networking --disable-component-update --disable-default-apps "
FLAGS += "--virtual-time-budget=20000 --dump-dom"
NOWHERE = "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"  # no host has an address but this machine
LOOK = """<!DOCTYPE html><title>looking</title><body><script>
const found = [], names = %s;
let open = names.length;
for (const name of names) {
  const frame = document.body.appendChild(document.createElement("iframe"));
  frame.onload = () => setTimeout(() => {
    const page = frame.contentDocument;
    if (!page || !page.title || page.URL === "about:blank") found.push(name + ": not shown");
    else if (page.documentElement.dataset.ran) found.push(name + ": ran");
    else for (const a of page.querySelectorAll("a, area, form, iframe, object, embed, base")) {
      const target = a.href || a.action || a.src || a.data || "";
      if (/^(javascript|vbscript|data):/.test(target)) found.push(name + ": " + target);
    }
    if (--open === 0) document.title = "found: " + found.join("; ");
  }, 1000);
  frame.src = name;
}
</script>"""


class Quiet(SimpleHTTPRequestHandler):
    def do_GET(self):
        if "/fetch/" in self.path:
            self.server.fetched.append(self.path)
        super().do_GET()

    def log_message(self, *_):
        pass


@contextmanager
def served(folder):
    """A server of a folder, with a list of what was fetched that no page of ours asks for."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as server:
        server.fetched = []
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def looked_at(server, folder, profile):
    """What a browser finds on all pages of a folder, opened one in a frame: `""` if nothing ran."""
    names = json.dumps(sorted(p.name for p in folder.glob("*.html")))
    (folder / "look.htm").write_text(LOOK % names, encoding="utf-8")
    address = f"http://127.0.0.1:{server.server_port}/look.htm"
    flags = [*FLAGS.split(), f"--host-resolver-rules={NOWHERE}", f"--user-data-dir={profile}"]
    shown = subprocess.run([CHROMIUM, *flags, address], capture_output=True, text=True, timeout=120)
    return re.search(r"<title>(?:found: )?(.*?)</title>", shown.stdout)[1]


def hostile_corpus(folder, fetch):
    """A folder in which whatever can be hostile is: names, ids, titles, texts, urls, metadata."""
    folder.mkdir()
    rows, told = [], ["doc_id,title,url,source,published"]
    for n, (kind, words) in enumerate(HOSTILE.items()):
        words = words.replace("FETCH", fetch)
        name = re.sub(r"[/\0]", "", words)[:80] + str(n)
        (folder / f"{name}.txt").write_text(page(words), encoding="utf-8")
        cells = {"doc_id": f"{kind} {words}", "title": words, "text": page(words), "url": words}
        rows.append(cells | {"source": words, "published": words if n % 2 else "2021-05-04"})
        quoted = words.replace('"', '""')
        told.append(f'{kind},"{quoted}","{quoted}","{quoted}",2021-05-0{n % 9 + 1}')
        (folder / f"{kind}.txt").write_text(page(kind), encoding="utf-8")
    told.append(f'no such {told[1]},"{RUN}",,,"{HOSTILE["minus"]}"')
    (folder / "rows.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    (folder / f"{HOSTILE['ansi'][:20]}\n.pdf").write_text("")
    (folder / "metadata.csv").write_text("\n".join(told), encoding="utf-8")


CLAIM = '''
def hostile(case):
    """{sentence}

    Would change with: %s
    """
    page = next(iter(case.archive.documents))
    case.quote(page, case.archive.documents[page].raw[:60])
    case.step("inferred", %r)
    return {"sentence": %r}
'''


@pytest.fixture(scope="module")
def hostile_run(tmp_path_factory):
    """Results of a hostile corpus as web pages, served: `(server, folder, results, told)`."""
    if os.name == "nt":
        pytest.skip("no file has such a name there")
    base = tmp_path_factory.mktemp("hostile")
    web = base / "web"
    web.mkdir()
    with served(web) as server, redirect_stdout(io.StringIO()) as told:
        fetch = f"http://127.0.0.1:{server.server_port}/fetch"
        hostile_corpus(base / "docs", fetch)
        out, report, _ = own.prepare(base / "docs", base / "out", jobs=1)
        everywhere = " ".join(HOSTILE.values()).replace("FETCH", fetch)
        facts = out / "notebooks" / "outside_facts.csv"
        cell = everywhere.replace('"', '""')
        row = f'"{cell}",2021-05-01,2021-05-09,"{cell}","day of: Minister"\n'
        facts.write_text(facts.read_text(encoding="utf-8") + row, encoding="utf-8")
        path = out / "notebooks" / "02_topics.ipynb"
        few = path.read_text(encoding="utf-8").replace("SHOWN, ", "topics.FEWER = 3\\nSHOWN, ", 1)
        assert "topics.FEWER = 3" in few
        path.write_text(few, encoding="utf-8")  # shuffled less often, as it shows the same words
        path = out / "notebooks" / "04_claims.ipynb"
        notebook = nbformat.read(path, as_version=4)
        for c in notebook.cells:
            if c.source.startswith("# def"):
                c.source = CLAIM % (HOSTILE["svg"], everywhere, everywhere)
            c.source = c.source.replace("ledger([", "ledger([hostile, ")
        nbformat.write(notebook, path)
        wrong = reproduce.run_all(out, own.NOTEBOOKS, 1, **own.environment(out))
        export(out, web)
        for path in (out / "notebooks").glob("*.ipynb"):
            shown, _ = HTMLExporter().from_filename(str(path))
            (web / f"plain_{path.stem}.html").write_text(shown, encoding="utf-8")
        print(report, *wrong, sep="\n")
        yield server, web, out, told.getvalue()


def test_every_notebook_runs_on_a_hostile_corpus(hostile_run):
    _, _, out, told = hostile_run
    assert "FAILED" not in told, told
    assert "hostile" in (out / "figures" / "claims.csv").read_text(encoding="utf-8")


def test_what_is_told_is_harmless_on_a_terminal(hostile_run):
    for line in hostile_run[3].split("\n"):
        assert line.isprintable(), ascii(line)


def test_no_table_of_a_hostile_corpus_holds_a_formula(hostile_run):
    out = hostile_run[2]
    paths = [*out.glob("*.csv"), *(out / "figures").glob("*.csv")]
    assert len(paths) > 8 and {path.name: formulas(path) for path in paths if formulas(path)} == {}


@pytest.mark.skipif(not CHROMIUM, reason="no chromium on this machine")
def test_nothing_runs_and_nothing_is_fetched_in_a_browser(hostile_run, tmp_path):
    server, web, _, _ = hostile_run
    assert len(list(web.glob("*.html"))) == 2 * len(own.NOTEBOOKS)
    assert looked_at(server, web, tmp_path) == "" and server.fetched == []


@pytest.mark.skipif(not CHROMIUM, reason="no chromium on this machine")
def test_the_browser_finds_what_runs(tmp_path):
    web = tmp_path / "web"
    web.mkdir()
    with served(web) as server:
        fetch = f"http://127.0.0.1:{server.server_port}/fetch"
        for kind in ("script", "markdown", "fetch"):
            body = render(HOSTILE[kind].replace("FETCH", fetch))
            (web / f"{kind}.html").write_text(f"<title>x</title><body>{body}", encoding="utf-8")
        (web / "link.html").write_text(f"<title>x</title><a href='javascript:{RUN}'>x</a>")
        found = looked_at(server, web, tmp_path / "profile")
        assert "script.html: ran" in found and "link.html: javascript:" in found
        assert {path.rpartition("/")[2] for path in server.fetched} >= {"markdown", "img", "css"}


# --- code and requests -----------------------------------------------------------------------

FORBIDDEN = {
    "eval",
    "exec",
    "compile",
    "__import__",
    "os.system",
    "os.popen",
    "subprocess",
    "shell",
}
FORBIDDEN |= {"pickle", "marshal", "shelve", "read_pickle", "to_pickle", "ctypes"}
FORBIDDEN |= {"urllib", "requests", "socket", "http"}
ALLOWED = {"store": {"pickle"}}  # reads them by a list of classes, as tested below


def names_used(path):
    """Every name that a module imports or calls, `re.compile` apart."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield from (a.name.split(".")[0] for a in node.names)
            yield (getattr(node, "module", None) or "").split(".")[0]
        elif isinstance(node, ast.Call) and ast.unparse(node.func) not in (
            "re.compile",
            "re2.compile",
        ):
            yield ast.unparse(node.func)
            if isinstance(node.func, ast.Attribute):
                yield node.func.attr


@pytest.mark.parametrize("path", sorted((HOUSE / "helpers").rglob("*.py")), ids=lambda p: p.stem)
def test_the_helpers_run_no_code_and_ask_no_network(path):
    assert not set(names_used(path)) & FORBIDDEN - ALLOWED.get(path.stem, set())
    assert "trust=True" not in path.read_text(encoding="utf-8"), "a trusted pickle is a pickle"


def test_the_check_for_code_finds_code(tmp_path):
    source = "import pickle\nfrom os import path\nos.system('x')\neval('1')\nre.compile('x')\n"
    (tmp_path / "a.py").write_text(source)
    assert set(names_used(tmp_path / "a.py")) & FORBIDDEN == {"pickle", "os.system", "eval"}


class Bomb:
    def __reduce__(self):
        return print, ("it ran",)


def test_a_kept_reading_that_was_tampered_with_is_read_again(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("RECORDS_STORE", str(tmp_path))
    store.keep({"a": ["a reading"]})
    assert store.kept() == {"a": ["a reading"]}
    [path] = tmp_path.rglob("*.readings")
    for bad in (pickle.dumps(Bomb()), pickle.dumps({"a": Bomb()}), b"nonsense", b""):
        path.write_bytes(bad)
        assert store.kept() == {}
    assert "it ran" not in capsys.readouterr().out
