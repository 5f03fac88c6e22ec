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
from pathlib import Path

Unit = namedtuple(
    "Unit", "file section text"
)  # a paragraph, an item, a cell, a sentence with holes
Fact = namedtuple("Fact", "file section fact stands")

WORDS = (
    "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|"
    "seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|hundred|thousand|third|fourth|never|nobody"
)
CERTAINTY = "stated|from the text|from the archive|inferred|with an outside fact"
FACT = re.compile(
    r"(?P<quote>“[^”]+”|(?<!\w)\"[^\"]{3,}\"|(?m:^> .+$))"
    r"|(?P<path>`[^`]*[/.][^`]*`|\]\([^)]+\))"
    r"|(?P<code>`[^`]+`|\{[^}]*\})"
    rf"|(?P<certainty>\b(?:{CERTAINTY})\b)"
    r"|(?P<number>(?<![\w.])\d[\d.,:–-]*\d|(?<![\w.])\d)"
    rf"|(?P<word>\b(?i:{WORDS})\b)"
    r"|(?P<name>(?<![.!?:>|*•] )(?<!\A)(?<!\n)(?<!\*\*)\b[A-Z][\w’'-]*[\w’'](?: [A-Z][\w’'-]+)*)"
)


def units(path):
    """Everything that is said in a notebook or a Markdown file, in order."""
    section = ""
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


def _said(kind, source):
    """A Markdown cell itself; of a code cell the literal strings that are sentences."""
    if kind == "markdown":
        return [source]
    literals = [
        n for n in ast.walk(ast.parse(source)) if isinstance(n, ast.Constant | ast.JoinedStr)
    ]
    parts = [n.value for n in literals if isinstance(getattr(n, "value", None), str)]
    return [part for part in parts if len(part.split()) >= 4]


def facts(unit):
    """The facts of a unit, in order, as they are written."""
    for found in FACT.finditer(unit.text):
        if found.lastgroup != "code":
            yield found.lastgroup, found.group()


def evidence_of(house):
    """What facts can stand in: the seeds by their short ids, and the outputs of each notebook by
    section.
    """
    seeds = {p.name[:3]: p.read_bytes().decode() for p in sorted((house / "seeds").glob("*.txt"))}
    return seeds, {
        path.name: _outputs(path) for path in sorted((house / "notebooks").glob("*.ipynb"))
    }


def _outputs(path):
    """Section → all text that its outputs hold."""
    found, section = {}, ""
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        for heading in re.findall(r"(?m)^#+ (.+)$", "".join(cell["source"])):
            section = heading if cell["cell_type"] == "markdown" else section
        for output in cell.get("outputs", []):
            data = output.get("data") or {"text/plain": output.get("text", "")}
            shown = "\n".join("".join(v) for k, v in data.items() if k.startswith("text/"))
            found[section] = found.get(section, "") + "\n" + shown.replace("\\", "")
    return found


def stands(kind, fact, unit, seeds, outputs, house):
    """Where a fact stands: a seed's short id, `output`, a path; `?` where nothing holds it."""
    words = _flat(fact.strip('“”"` >').removeprefix("> "))
    if kind == "path":
        target = fact.strip("`") if fact[0] == "`" else fact[2:-1]
        base = house if fact[0] == "`" or unit.file.endswith(".md") else house / "notebooks"
        return "path" if list(base.glob(target.strip("/"))) or (base / target).exists() else "?"
    named = re.findall(r"\b00\d\b", unit.text)
    order = [*named, *(seeds if kind == "quote" else [])]
    for doc in order:
        if any(_holds(_flat(seeds.get(doc, "")), part) for part in words.split(" … ")):
            return doc
    if fact in seeds:
        return "document"
    shown = outputs.get(unit.file, {})
    here = shown.get(unit.section, "") if unit.file != "README.md" else _all(outputs)
    return "output" if _holds(_flat(here), words) else "?"


def _all(outputs):
    return "\n".join(text for sections in outputs.values() for text in sections.values())


def _holds(text, words):
    return re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text) is not None


def _flat(text):
    return " ".join(text.split())


def rows(house):
    """Every fact of every sentence, with where it stands."""
    seeds, outputs = evidence_of(house)
    for path in [*sorted((house / "notebooks").glob("*.ipynb")), house / "README.md"]:
        for unit in units(path):
            for kind, fact in facts(unit):
                where = stands(kind, fact, unit, seeds, outputs, house)
                yield Fact(unit.file, unit.section, fact, where)


if __name__ == "__main__":
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(Fact._fields)
    out.writerows(rows(Path(__file__).resolve().parents[1]))
