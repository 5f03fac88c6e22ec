"""Somebody else's documents: an invented corpus of another subject, through the notebooks."""

import csv
import json
import os
import shutil

import pytest

from conftest import HOUSE
from helpers import load_corpus, outside_facts, own, reproduce, themes
from helpers.show import figures_folder

CORPUS_B = HOUSE / "tests" / "corpus_b"
PUBLISHED = {  # found by reading
    "2023-03-14_quota": "2023-03-14",
    "anniversary": "2024-01-09",
    "gulf_herring": "2024-03-20",
    "harbour_dues": "2024-05-16",
    "letter": "2023-07-01",
    "port_bulletin_20231013": "2023-10-13",
    "seal_survey": "2023-09-02",
    "tallinn_session": "2023-06-21",
    "balyq": None,
    "night_watch": None,
    "smolt_counts": None,
    "sovet": None,
}
HAPPENED = {
    "2023-03-14_quota": "2023-03-13",
    "letter": "[..2023-07-01]",
    "smolt_counts": "[2023-05..]",
    "port_bulletin_20231013": "2023-10-12",
    "tallinn_session": "2023-06-20",
    "talks_helsinki": "2023-05-04",
    "talks_helsinki_mirror": "2023-05-04",
    "seal_survey": "2023-09-01",
    "anniversary": "2024-01-08",
    "gulf_herring": "2024-03-19",
    "harbour_dues": "2024-05-15",
}
SKIPPED = {
    "annual_report.pdf": "unpack it, or save it as .txt, .html, .csv or .jsonl",
    "empty.txt": "remove it or fill it",
    "old_encoding.txt": "pass the encoding it was saved in",
}


def snapshot():
    return reproduce.contents(HOUSE) | {p.name: p.read_bytes() for p in CORPUS_B.iterdir()}


BEFORE = snapshot()


def table(out, name):
    with (out / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def figures(out, name):
    return table(out / "figures", name)


def cells(out, name):
    path = out / "notebooks" / f"{name}.ipynb"
    return json.loads(path.read_text(encoding="utf-8"))["cells"]


def told(out, name):
    """What the outputs of a notebook say."""
    outputs = [o for cell in cells(out, name) for o in cell.get("outputs", [])]
    assert not [o for o in outputs if o["output_type"] == "error" or o.get("name") == "stderr"]
    data = [item for o in outputs for item in o.get("data", {}).items()]
    return "\n".join("".join(content) for kind, content in data if kind.startswith("text/"))


# --- the run ---------------------------------------------------------------------------------


def test_the_project_and_the_documents_are_left_alone(own_run):
    assert snapshot() == BEFORE


def test_every_notebook_ran_and_its_pictures_are_there(own_run):
    assert all(told(own_run, name) for name in own.NOTEBOOKS)
    pictures = {p.stem for p in (own_run / "figures").glob("*.png")}
    assert {"kept_and_removed", "timeline", "people"} <= pictures
    assert all((own_run / "figures" / f"{name}.csv").exists() for name in pictures)


def test_the_notebooks_speak_of_these_documents_alone(own_run):
    for name in own.NOTEBOOKS:
        sources = ["".join(cell["source"]) for cell in cells(own_run, name)]
        text = "\n".join(sources) + told(own_run, name)
        for words in ("the five", "seeds", "Nurtleu", "UNRCCA", "KazISS", "04_findings"):
            assert words not in text, (name, words)
    assert not (own_run / "notebooks" / "claims.py").exists()
    assert "ladder" not in (own_run / "notebooks" / "03_timeline.ipynb").read_text("utf-8")
    facts = (own_run / "notebooks" / "outside_facts.csv").read_text(encoding="utf-8")
    assert facts.splitlines()[-1].startswith("fact,"), "a header, and no fact of ours"


def test_themes_of_ones_own_can_be_looked_for(own_run):
    assert "read_themes" in "".join("".join(cell["source"]) for cell in cells(own_run, "02_topics"))
    assert "The table is empty: theme, document, mark" in told(own_run, "02_topics")
    table = (own_run / "notebooks" / "themes.csv").read_text(encoding="utf-8")
    assert table.splitlines()[-1] == "theme,words"


def test_nothing_is_said_of_what_is_not_there(own_run):
    for name in own.NOTEBOOKS:
        assert "nan" not in told(own_run, name).replace("\\_", "_").split(), name
        assert "(nan)" not in told(own_run, name) and "events: ." not in told(own_run, name)


def test_publication_days(own_run):
    found = {row["doc_id"]: row["published"] or None for row in figures(own_run, "documents")}
    assert {doc_id: found[doc_id] for doc_id in PUBLISHED} == PUBLISHED
    assert set(found) == {*PUBLISHED, "talks_helsinki", "talks_helsinki_mirror"}


@pytest.mark.parametrize(("doc_id", "day"), HAPPENED.items())
def test_reported_days(own_run, doc_id, day):
    rows = figures(own_run, "timeline")
    found = {row["doc_id"]: row["date"] for row in rows if row["role"] == "reported"}
    assert found[doc_id] == day


def test_a_page_that_tells_of_no_event_reports_none(own_run):
    rows = figures(own_run, "timeline")
    assert "night_watch" not in {row["doc_id"] for row in rows if row["role"] == "reported"}


def test_plans_and_anniversaries(own_run):
    rows = {(r["doc_id"], r["role"], r["date"]) for r in figures(own_run, "timeline")}
    assert ("tallinn_session", "planned", "2023-10-12") in rows
    assert ("anniversary", "background", "1999") in rows
    assert ("smolt_counts", "planned", "XXXX-11-30") in rows
    assert ("seal_survey", "planned", "2025") in rows


def test_people_with_patronymics(own_run):
    named = {row["row"] for row in figures(own_run, "people")}
    assert {"Ilze Bergmane", "Tomas Ekholt", "Pekka Lahtonen", "Sergei Ivanovich Baltin"} <= named
    assert {"Andris Kalvans", "Liga Ozola"} <= named
    assert "Karin Oldhage" in named
    assert not named & {"Baltin", "Ekholt", "Sergei Ivanovich", "Ventmouth"}


def test_the_change_of_office_is_found_and_no_false_one(own_run):
    """A minister who met another is followed by one who does; a commission's heads may be left out.

    Not a change: who is called former, deputy, or only recalled; one name in two spellings.
    """
    found = [tuple(row.values()) for row in figures(own_run, "offices")]
    body = "Executive Secretary of the Amber Sea Fisheries Commission"
    may = (body, "Tomas Ekholt", "Karin Oldhage", "2023-10-12", "2024-01-08")
    office = "Minister of Fisheries of Latvia"
    must = (office, "Ilze Bergmane", "Andris Kalvans", "2023-03-13", "2024-03-19")
    assert [row for row in found if row != may] == [must]


def test_other_languages_are_not_dated(own_run):
    rows = figures(own_run, "timeline") + figures(own_run, "mentions")
    assert not {"sovet", "balyq"} & {row["doc_id"] for row in rows}


def test_every_problem_is_told_and_kept(own_run):
    shown = told(own_run, "01_ingestion").replace("\\", "")
    kept = "\n".join(f"{r['problem']}; {r['remedy']}" for r in table(own_run, "problems"))
    for words in (*SKIPPED.values(), "language kk", "language ru", "talks_helsinki_mirror"):
        assert words in kept and words in shown, words
    skipped = [r for r in table(own_run, "problems") if r["skipped"] == "True"]
    assert sorted(r["file"].rpartition(os.sep)[2] for r in skipped) == sorted(SKIPPED)


def test_the_claims_are_checked(own_run):
    rows = figures(own_run, "claims")
    assert len(rows) == 3 and all(row["holds"] == "True" for row in rows)


def test_the_copies_name_the_documents_in_their_settings_cell(own_run):
    for name in own.NOTEBOOKS:
        sources = ["".join(cell["source"]) for cell in cells(own_run, name)]
        settings = [line for s in sources for line in s.splitlines() if line.startswith("CORPUS")]
        assert settings == [f"CORPUS = {str(CORPUS_B)!r}"]


@pytest.mark.parametrize("name", ["outside_facts.csv", "themes.csv"])
def test_the_users_tables_are_explained_as_ours_are(own_run, name):
    ours, theirs = ((house / "notebooks" / name).read_text("utf-8") for house in (HOUSE, own_run))
    assert theirs.startswith("#") and ours.startswith(theirs)
    assert [line.startswith("#") for line in theirs.splitlines()].count(False) == 1


# --- once more, and what is refused ----------------------------------------------------------


@pytest.fixture
def docs(tmp_path):
    folder = tmp_path / "docs"
    folder.mkdir()
    shutil.copy(CORPUS_B / "night_watch.txt", folder)
    return folder


def test_a_second_run_keeps_what_the_user_wrote_and_nothing_stale(docs, tmp_path):
    out, *_ = own.prepare(docs, tmp_path / "out", jobs=1)
    (out / "figures" / "old.csv").write_text("of another run")
    written = {
        "notebooks/04_claims.ipynb": "mine",
        "notebooks/outside_facts.csv": "fact,from,to,source,used for\n",
        "metadata.csv": "doc_id,title,notes\nnight_watch,Night boats,\n",
    }
    for name, words in written.items():
        (out / name).write_text(words, encoding="utf-8")
    shutil.copy(CORPUS_B / "letter.txt", docs)
    own.prepare(docs, out, jobs=1)
    assert not (out / "figures" / "old.csv").exists()
    for name, words in written.items():
        assert (out / name).read_text(encoding="utf-8").startswith(words), name
    assert (out / "metadata.csv").read_text(encoding="utf-8") == written["metadata.csv"]
    draft = (out / "metadata_new.csv").read_text(encoding="utf-8")
    assert "letter," in draft, "a document that was added enters the new draft"


def test_a_draft_of_metadata_is_for_the_user_to_copy(docs, tmp_path):
    out, told, _ = own.prepare(docs, tmp_path / "out", jobs=1)
    assert "correct it; in a metadata.csv beside your documents its rows are obeyed" in told
    assert f"each document: {out / 'metadata.csv'}\n" in told
    assert [p.name for p in docs.iterdir()] == ["night_watch.txt"]
    shutil.copy(out / "metadata.csv", docs)
    assert "each document" not in own.prepare(docs, out, jobs=1)[1], "it is all there"
    assert sorted(p.name for p in docs.iterdir()) == ["metadata.csv", "night_watch.txt"]


def test_results_of_other_documents_are_not_mixed(docs, tmp_path):
    out, *_ = own.prepare(docs, tmp_path / "out", jobs=1)
    before = sorted(out.rglob("*"))
    with pytest.raises(SystemExit, match="holds the results of .*docs; name another folder"):
        own.prepare(CORPUS_B, out, jobs=1)
    assert sorted(out.rglob("*")) == before


def test_what_would_be_lost_is_refused_in_a_line(docs, tmp_path):
    empty, full = tmp_path / "empty", tmp_path / "full"
    empty.mkdir(), full.mkdir()
    (full / "work.txt").write_text("mine")
    refused = {
        (docs, docs / "out"): "is among your documents",
        (docs, full): "holds other files",
        (docs, full / "work.txt"): "is a file",
        (docs, HOUSE): "is part of the project",
        (docs, HOUSE / "seeds" / "out"): "is part of the project",
        (docs, HOUSE / "helpers" / "tables"): "is part of the project",
        (tmp_path / "none", tmp_path / "out"): "name the one of your documents",
        (empty, tmp_path / "out"): "no document found; put",
    }
    for (corpus, out), words in refused.items():
        with pytest.raises(SystemExit, match=words) as ended:
            own.prepare(corpus, out, jobs=1)
        assert "\n" not in str(ended.value.code)
    with pytest.raises(SystemExit, match="unknown encoding"):
        own.prepare(docs, tmp_path / "out2", "nonsense", jobs=1)


def test_an_encoding_reaches_the_notebooks(docs, tmp_path):
    (docs / "old.txt").write_bytes(
        "Fågeln vann.\n\nRådet höll ett möte om torsk igår.".encode("cp1252")
    )
    out, told, _ = own.prepare(docs, tmp_path / "out", "cp1252", jobs=1)
    assert "documents read: 2, skipped: 0" in told
    for name in own.NOTEBOOKS:
        assert "load_corpus(CORPUS, encoding='cp1252')" in json.dumps(cells(out, name)), name


def test_a_thousand_problems_are_told_in_forty_lines(docs, tmp_path):
    for n in range(1000):
        (docs / f"{n}.pdf").write_bytes(b"%PDF")
    out, told, _ = own.prepare(docs, tmp_path / "out", jobs=1)
    assert told.count("\n") < 50 and "and 960 more, all in" in told
    assert len(table(out, "problems")) == 1000


def test_other_documents_do_not_overwrite_the_figures_of_the_project(monkeypatch):
    monkeypatch.delenv("FIGURES")
    monkeypatch.chdir(HOUSE / "notebooks")
    assert figures_folder().resolve() == HOUSE / "figures"
    monkeypatch.setenv("CORPUS", str(CORPUS_B))
    with pytest.raises(ValueError, match="run reproduce --corpus .*corpus_b --out FOLDER"):
        figures_folder()
    monkeypatch.setenv("FIGURES", str(HOUSE / "figures"))
    assert figures_folder() == HOUSE / "figures", "said outright, it is obeyed"


# --- tables that a user writes ---------------------------------------------------------------

USER_TABLES = {"themes": themes.read_themes, "outside_facts": outside_facts.read_outside_facts}


@pytest.mark.parametrize("name", USER_TABLES)
def test_a_wrong_row_of_a_table_is_named_with_file_and_line(name, tmp_path):
    path = tmp_path / f"{name}.csv"
    lines = (HOUSE / "notebooks" / path.name).read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("# ") and len(lines[0]) > 40, "the header explains the table"
    path.write_text("\n".join([*lines, "one,cell,too,many,for,any,table,here"]), encoding="utf-8")
    with pytest.raises(ValueError, match=rf"{name}\.csv, line {len(lines) + 1}: 8 cells"):
        USER_TABLES[name](path)


def test_a_row_without_sense_is_named_too(tmp_path):
    path = tmp_path / "outside_facts.csv"
    path.write_text(
        "# facts\nfact,from,to,source,used for\nA fact,2019,2020,me,sometimes\n", "utf-8"
    )
    with pytest.raises(ValueError, match="outside_facts.csv, line 3: 'used for' must read"):
        outside_facts.read_outside_facts(path)


def test_the_readme_says_how():
    readme = (HOUSE / "README.md").read_text(encoding="utf-8")
    section = readme.split("## Your own documents")[1].split("\n## ")[0]
    for words in ("--corpus", "--out", "metadata.csv", "problems.csv", "04_claims", "Scripts"):
        assert words in section, words


def test_furniture_is_off_and_formulas_stay():
    names = ("2023-03-14_quota.txt", "tallinn_session.html", "seal_survey.txt")
    body = "\n".join(load_corpus(CORPUS_B / name)["text"].iloc[0] for name in names)
    for words in ("Home", "EUR/SEK", "Ferry", "Cookies", "Imprint", "Log in", "eel", "Comments"):
        assert words not in body, words
    assert "Front page" not in body and "helps its member states to keep the stocks" in body
