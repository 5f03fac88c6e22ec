"""Somebody else's documents: an invented corpus of another subject goes through the notebooks, end to end."""

import csv
import json
import shutil

import pytest

from conftest import HOUSE
from helpers import load_corpus, reproduce, themes, timeline
from helpers.text import read_table

CORPUS_B = HOUSE / "tests" / "corpus_b"
NAMES = [*reproduce.NOTEBOOKS[:3], reproduce.CLAIMS]
PUBLISHED = {  # found by reading
    "2023-03-14_quota": "2023-03-14", "anniversary": "2024-01-09", "letter": "2023-07-01",
    "port_bulletin_20231013": "2023-10-13", "seal_survey": "2023-09-02", "tallinn_session": "2023-06-21",
    "balyq": None, "night_watch": None, "smolt_counts": None, "sovet": None,
}
HAPPENED = {
    "2023-03-14_quota": "2023-03-13", "letter": "[..2023-07-01]", "night_watch": "", "smolt_counts": "[2023-05..]",
    "port_bulletin_20231013": "2023-10-12", "tallinn_session": "2023-06-20",
    "talks_helsinki": "2023-05-04", "talks_helsinki_mirror": "2023-05-04", "seal_survey": "2023-09-01",
    "anniversary": "2024-01-08",
}
SKIPPED = {"annual_report.pdf": "save it as text or HTML", "empty.txt": "remove it or fill it",
           "old_encoding.txt": "pass the encoding it was saved in"}


def snapshot():
    return reproduce._contents(HOUSE) | {p.name: p.read_bytes() for p in CORPUS_B.iterdir()}


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    out, before = tmp_path_factory.mktemp("own") / "out", snapshot()
    reproduce.main(["--corpus", str(CORPUS_B), "--out", str(out)])
    assert snapshot() == before, "the project's own notebooks, figures and the user's folder are left alone"
    return out


def table(out, name):
    with (out / "figures" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def cells(out, name):
    return json.loads((out / "notebooks" / f"{name}.ipynb").read_text(encoding="utf-8"))["cells"]


def told(out, name):
    """What the outputs of a notebook say."""
    outputs = [o for cell in cells(out, name) for o in cell.get("outputs", [])]
    assert not [o for o in outputs if o["output_type"] == "error" or o.get("name") == "stderr"]
    return "\n".join("".join(content) for o in outputs for kind, content in o.get("data", {}).items() if kind[:5] == "text/")


def test_every_notebook_ran_and_its_pictures_are_there(out):
    assert all(told(out, name) for name in NAMES)
    pictures = {p.stem for p in (out / "figures").glob("*.png")}
    assert {"kept_and_removed", "frames", "terms", "shares", "timeline", "people", "offices"} <= pictures
    assert all((out / "figures" / f"{name}.csv").exists() for name in pictures)


def test_publication_days(out):
    found = {row["doc_id"]: row["published"] or None for row in table(out, "documents")}
    assert {doc_id: found[doc_id] for doc_id in PUBLISHED} == PUBLISHED
    assert set(found) == {*PUBLISHED, "talks_helsinki", "talks_helsinki_mirror"}


@pytest.mark.parametrize(("doc_id", "day"), HAPPENED.items())
def test_reported_days(out, doc_id, day):
    assert {row["doc_id"]: row["date"] for row in table(out, "timeline") if row["role"] == "reported"}[doc_id] == day


def test_plans_and_anniversaries(out):
    rows = {(row["doc_id"], row["role"], row["date"]) for row in table(out, "timeline")}
    assert {("tallinn_session", "planned", "2023-10-12"), ("anniversary", "background", "1999"),
            ("smolt_counts", "planned", "XXXX-11-30"), ("seal_survey", "planned", "2025")} <= rows


def test_people_with_patronymics_and_a_handover(out):
    named = {row["row"] for row in table(out, "people")}
    assert {"Ilze Bergmane", "Tomas Ekholt", "Pekka Lahtonen", "Sergei Ivanovich Baltin", "Karin Oldhage"} <= named
    assert not named & {"Baltin", "Ekholt", "Sergei Ivanovich", "Ventmouth"}
    assert "| Tomas Ekholt | Karin Oldhage | 2023-10-12 | 2024-01-08 |" in told(out, "03_timeline")


def test_other_languages_are_counted_and_not_dated(out):
    assert "Documents in other languages: 2; kk: 1; ru: 1." in told(out, "03_timeline")
    assert not {"sovet", "balyq"} & {row["doc_id"] for name in ("timeline", "mentions") for row in table(out, name)}


def test_every_problem_stands_in_one_report(out):
    report, shown = reproduce._first_look(CORPUS_B, out), told(out, "01_ingestion").replace("\\", "")
    for words in (*SKIPPED, *SKIPPED.values(), "language kk", "language ru", "duplicate of talks_helsinki_mirror"):
        assert words in report and words in shown, words
    assert "Documents read: 12. Files skipped: 3." in shown


def test_furniture_is_off_and_formulas_stay(out):
    body = "\n".join(load_corpus(CORPUS_B / f"{name}.{kind}")["text"].iloc[0] for name, kind in (
        ("2023-03-14_quota", "txt"), ("tallinn_session", "html"), ("seal_survey", "txt")))
    for words in ("Home", "EUR/SEK", "Ferry", "Cookies", "Imprint", "Log in", "eel", "Comments", "Front page"):
        assert words not in body, words
    assert "helps its member states to keep the stocks" in body


def test_the_claims_are_checked_and_kept(out):
    rows = table(out, "claims")
    assert len(rows) == 3 and all(row["holds"] == "True" and int(row["quotations"]) for row in rows)
    path = out / "notebooks" / f"{reproduce.CLAIMS}.ipynb"
    mine = path.read_text(encoding="utf-8").replace("claims = []", "claims = [Claim('Mine.', [], bool, 'stated', '')]")
    path.write_text(mine, encoding="utf-8")
    reproduce.run_all(out, [reproduce.CLAIMS], FIGURES=str(out / "figures"))  # no CORPUS: the settings cell has it
    assert [row["holds"] for row in table(out, "claims")] == ["False", "True", "True", "True"]


@pytest.mark.parametrize("name", NAMES)
def test_the_copies_name_the_documents_in_their_settings_cell(out, name, monkeypatch):
    monkeypatch.delenv("CORPUS", raising=False)
    [settings] = [line for cell in cells(out, name) for line in "".join(cell["source"]).splitlines()
                  if line.startswith("CORPUS = ")]
    space = {"os": __import__("os")}
    exec(settings, space)
    assert space["CORPUS"] == str(CORPUS_B) and "04_findings" not in json.dumps(cells(out, name))


def test_a_draft_of_metadata_is_for_the_user_to_copy(tmp_path):
    docs, out = tmp_path / "docs", tmp_path / "out"
    docs.mkdir()
    shutil.copy(CORPUS_B / "night_watch.txt", docs)
    assert f"copy it to {docs / 'metadata.csv'}" in reproduce._first_look(docs, out)
    assert [p.name for p in docs.iterdir()] == ["night_watch.txt"]
    draft = (out / "metadata.csv").read_text(encoding="utf-8")
    corrected = draft.replace("night_watch,On watch against the night boats,,", "night_watch,Night boats,2023-11-02,")
    assert corrected != draft
    (out / "metadata.csv").write_text(corrected, encoding="utf-8")
    reproduce._first_look(docs, out)
    assert (out / "metadata.csv").read_text(encoding="utf-8") == corrected, "a draft under correction is not overwritten"
    shutil.copy(out / "metadata.csv", docs)
    assert "copy it" not in reproduce._first_look(docs, out)
    assert list(load_corpus(docs)[["title", "published"]].iloc[0]) == ["Night boats", "2023-11-02"]


def test_out_is_not_among_the_documents(tmp_path):
    with pytest.raises(SystemExit, match="is among your documents"):
        reproduce.run_own(tmp_path, tmp_path / "out")
    with pytest.raises(SystemExit, match="no document found; put"):
        (tmp_path / "empty").mkdir()
        reproduce.run_own(tmp_path / "empty", tmp_path / "out")


USER_TABLES = {  # name: (folder, how it is read)
    "titles": ("helpers/tables", lambda path: read_table(path, ["kind"])),
    "verbs": ("helpers/tables", lambda path: read_table(path, ["kind", "forms", "example", "counter"])),
    "organisations": ("helpers/tables", lambda path: read_table(path, ["name", "forms", "back"])),
    "stop_words": ("helpers/tables", lambda path: read_table(path, ["word", "group", "reason"])),
    "themes": ("notebooks", themes.read_themes),
    "outside_facts": ("notebooks", timeline.read_outside_facts),
}


@pytest.mark.parametrize("name", USER_TABLES)
def test_a_wrong_row_of_a_table_is_named_with_file_and_line(name, tmp_path):
    folder, read = USER_TABLES[name]
    path = shutil.copytree(HOUSE / folder, tmp_path / "tables", ignore=shutil.ignore_patterns("*.ipynb")) / f"{name}.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("# ") and len(lines[0]) > 40, "the header explains the table"
    assert len(read(path))
    path.write_text("\n".join([*lines, "one,cell,too,many,for,any,table,here"]) + "\n", encoding="utf-8")
    with pytest.raises(ValueError, match=rf"{name}\.csv, line {len(lines) + 1}: 8 cells"):
        read(path)


def test_a_row_without_sense_is_named_too(tmp_path):
    path = tmp_path / "outside_facts.csv"
    path.write_text("# facts\nfact,from,to,source,used for\nA fact,2019,2020,me,sometimes\n", encoding="utf-8")
    with pytest.raises(ValueError, match="outside_facts.csv, line 3: 'used for' must read"):
        timeline.read_outside_facts(path)


def test_the_readme_says_how():
    section = (HOUSE / "README.md").read_text(encoding="utf-8").split("## Your own documents")[1].split("\n## ")[0]
    for words in ("--corpus", "--out", "metadata.csv", "`CORPUS`", ".docx", "04_claims", ".venv\\Scripts\\reproduce"):
        assert words in section, words
