"""The facts that sentences state: what in prose can be false, and where each of it stands.

`python tests/prose.py` prints the facts of all sentences as rows for `tests/gold/prose.csv`; a row
whose `stands` is `?` was bound to nothing and wants a reader.
"""

import ast
import csv
import json
import re
import sys
from collections import namedtuple
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

Unit = namedtuple("Unit", "file section text")  # a paragraph, an item, a cell of a table
Fact = namedtuple("Fact", "file section fact stands")

WORDS = (
    "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|"
    "seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|hundred|thousand|third|fourth|fifth|sixth|"
    "once|twice|none|never|nobody"
)
CERTAINTY = "stated|from the text|from the archive|inferred|with an outside fact"
# capitals that are no name: how a sentence, a heading or a paragraph of the notebooks begins
PLAIN = (
    "With|The|A|An|What|Not|Without|On|In|It|Its|No|Reads|Writes|Found|Limits|Saved|Next|Boilerplate|"
    "Discussed|Question|Each|Those|These|There|Where|They|He|At|During|All|And|As|Of|For"
)
# names of methods, formats and programs, which no page and no output has to hold
TERMS = re.compile(
    "CITATION|CONTRIBUTING|Dask|EDTF|HTML|ISO|MIT|NMF|NOTICE|PowerShell|Python|README|TF-IDF|"
    "TIMEX3|TimelineJS|W3C Web Annotation|Windows"
)
FACT = re.compile(
    r"(?P<quote>“[^”{}]+”|(?<!\w)\"[^\"]{3,}\"|(?m:^> .+$))"
    r"|(?P<path>`[^`]*[/.][^`]*`|\]\([^)]+\))"
    r"|(?P<code>`[^`]+`|\{[^}]*\})"
    rf"|(?P<certainty>\b(?i:{CERTAINTY})\b)"
    r"|(?P<number>(?<![\w.\[])\d[\d.,:–-]*\d|(?<![\w.\[])\d)"
    rf"|(?P<word>\b(?i:{WORDS})\b)"
    rf"|(?P<name>\b(?!(?:{PLAIN})\b)[A-Z][\w’'-]*[\w’'](?: (?!(?:{PLAIN})\b)[A-Z][\w’'-]+)*)"
)
BEGINS = re.compile(r"(?:\A|[.!?:>|•·]\s|\n|[*\[]{1,2}|- )\Z")  # a sentence, before its first word
TABLES = ("outside_facts.csv", "themes.csv")


def units(path):
    """Everything that is said in a notebook, a Markdown file or a table, in order."""
    section = ""
    if path.suffix == ".csv":
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.reader(line for line in file if line[0] != "#"))
        yield from (Unit(path.name, row[0], cell) for row in rows[1:] for cell in row)
        return
    for text in _texts(path):
        for part in re.split(r"\n\s*\n|\n(?=[-|] )", text):
            heading = re.match(r"(#+) (.+)", part)
            section = heading[2] if heading else section
            if not heading:
                yield Unit(path.name, section, part.strip())


def _texts(path):
    if path.suffix == ".md":
        text = re.sub(r"(?ms)^```.*?^```", "", path.read_text(encoding="utf-8"))
        return [re.sub(r"(?s)<!-- generated.*?<!-- end -->", "", text)]
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [t for cell in cells for t in _said(cell["cell_type"], "".join(cell["source"]))]


@lru_cache(maxsize=512)
def _said(kind, source):
    """A Markdown cell itself; of a code cell the literal strings that are sentences."""
    if kind == "markdown":
        return [source]
    literals = [
        n for n in ast.walk(ast.parse(source)) if isinstance(n, ast.Constant | ast.JoinedStr)
    ]
    parts = [n.value for n in literals if isinstance(getattr(n, "value", None), str)]
    return [part for part in parts if len(part.split()) >= 4]


def facts(unit, seeds):
    """The facts of a unit, in order, as they are written; a cell of a table is one as a whole."""
    table = unit.file in TABLES
    return [("cell", unit.text)] if table else _facts(unit.text, _joined(*seeds.values()))


@lru_cache(maxsize=4096)
def _facts(text, pages):
    found = []
    for match in FACT.finditer(text):
        begins = match.lastgroup == "name" and BEGINS.search(text[: match.start()])
        if match.lastgroup != "code" and not (begins and _common(match.group(), pages)):
            found.append((match.lastgroup, match.group()))
    return found


def _common(words, text):
    """Whether the first word of a sentence is one because it is the first, and no name."""
    return " " not in words and (words not in text or _holds(text, words.lower()))


@lru_cache
def _joined(*texts):
    return " ".join(texts)


def evidence_of(house):
    """What facts can stand in: the seeds by their short ids, the outputs of each notebook by
    section, and the source of the helpers.
    """
    seeds = {p.name[:3]: p.read_bytes().decode() for p in sorted((house / "seeds").glob("*.txt"))}
    paths = sorted((house / "notebooks").glob("*.ipynb"))
    outputs = {path.name: _outputs(path.read_text(encoding="utf-8")) for path in paths}
    outputs["README.md"] = {"": "\n".join(map(_all, outputs.values()))}
    code = "".join(p.read_text(encoding="utf-8") for p in sorted((house / "helpers").glob("*.py")))
    return seeds, outputs, code


@lru_cache(maxsize=16)
def _outputs(text):
    """Section → all text that its outputs hold."""
    found, section = {}, ""
    for cell in json.loads(text)["cells"]:
        for heading in re.findall(r"(?m)^#+ (.+)$", "".join(cell["source"])):
            section = heading if cell["cell_type"] == "markdown" else section
        for output in cell.get("outputs", []):
            data = output.get("data") or {"text/plain": output.get("text", "")}
            shown = "\n".join("".join(v) for k, v in data.items() if k.startswith("text/"))
            found[section] = found.get(section, "") + "\n" + shown.replace("\\", "")
    return found


def stands(kind, fact, unit, house, known):
    """Where a fact stands: a seed's short id, `output`, a path …; `?` where nothing holds it."""
    seeds, outputs, code = known
    words = _flat(fact.strip('“”"` >').removeprefix("> "))
    section = "" if unit.file == "README.md" else unit.section
    here = outputs.get(unit.file, {}).get(section, "")
    if kind == "cell":
        return "table"
    if kind == "path":
        return _place_of(
            fact, unit, house, code, _all({} if unit.file == "README.md" else outputs[unit.file])
        )
    if fact in seeds:
        return "document"
    if unit.text.startswith("**In short.**") and _beside(words, unit.text, outputs[unit.file]):
        return "found"  # an opening says what the notebook has found
    named = re.findall(r"\b00\d\b", unit.text)
    for doc in named or (seeds if kind in ("quote", "name") else []):
        if any(_holds(_flat(seeds.get(doc, "")), part) for part in words.split(" … ")):
            return doc
    if _holds(_flat(here), words):
        return "output"
    if words.lower() == "five" and len(seeds) == 5:
        return "documents"
    return "term" if TERMS.fullmatch(words) else "?"


def _beside(words, text, shown):
    """Whether a notebook shows words next to a word that they stand next to in a text."""
    return any(words in pair for pair in _pairs(text) & _pairs(_all(shown)))


@lru_cache(maxsize=1 << 10)
def _pairs(text):
    """All two words in a row."""
    return frozenset(pairwise(re.findall(r"[\w–-]+", _flat(text))))


def _place_of(fact, unit, house, code, shown):
    """Where a path leads, or what holds a command, an ending, a date with dots in it."""
    target = fact.strip("`") if fact[0] == "`" else fact[2:-1]
    target = re.sub(r"\A\.\./\.\./actions/(.*\.yml).*", r".github/\1", target)  # its page
    bases = [house, house / "notebooks"] if fact[0] == "`" else [house / "notebooks"]
    bases = [house] if unit.file.endswith(".md") else bases
    if any(list(base.glob(target.strip("/"))) or (base / target).exists() for base in bases):
        return "path"
    if target.startswith((".venv", "python")):
        return "command"
    return "output" if target in shown else "code" if Path(target).name in code else "?"


def _all(sections):
    return "\n".join(sections.values())


@lru_cache(maxsize=1 << 16)
def _holds(text, words):
    return re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text) is not None


@lru_cache(maxsize=4096)
def _flat(text):
    return " ".join(text.split())


def rows(house):
    """Every fact of every sentence, with where it stands."""
    known, notebooks = evidence_of(house), house / "notebooks"
    tables = [notebooks / name for name in TABLES]
    for path in [*sorted(notebooks.glob("*.ipynb")), house / "README.md", *tables]:
        for unit in units(path):
            for kind, fact in facts(unit, known[0]):
                yield Fact(unit.file, unit.section, fact, stands(kind, fact, unit, house, known))


if __name__ == "__main__":
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(Fact._fields)
    out.writerows(rows(Path(__file__).resolve().parents[1]))
