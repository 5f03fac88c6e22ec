"""Reading folders: whatever lies there, nothing stops, nothing is lost in silence."""

import hashlib
import json
import os
import pickle
import socket
import subprocess
import time
import warnings
from pathlib import Path

import pandas as pd
import pytest

from conftest import posix
from helpers import files, intake, rows, store
from helpers.corpus import load_corpus, problems
from helpers.files import note_lines, shown, spreadsheet_safe, unquoted
from helpers.house import TEMPLATES
from helpers.metadata import OBEYED, draft_metadata, read_metadata
from helpers.readers import rules
from helpers.rows import as_day

PROSE = (
    "The two ministers met in the capital on Monday and discussed the sharing of water in the "
    "basin. They agreed to keep in touch and to meet again before the end of the year.\n\n"
    "The parties also spoke about trade, which has grown since the border was opened to lorries.\n"
)
POST = "Ferry late again"


@pytest.fixture(autouse=True)
def no_warning():
    with warnings.catch_warnings(action="ignore", category=UserWarning):
        yield


def put(folder, name, content):
    data = content if isinstance(content, bytes) else content.encode()
    Path(folder, name).write_bytes(data)


def loaded(folder, **named):
    """The corpus of a folder with one good page beside what is tried, and its problems as lines."""
    put(folder, "good.txt", PROSE)
    corpus = load_corpus(folder, **named)
    assert "good" in corpus.index
    table = problems(corpus)
    told = [f"{row.file}: {row.problem}; {row.remedy}" for row in table.itertuples()]
    return corpus, "\n".join(told)


# --- files that are no documents ---------------------------------------------------------------

UNREAD = [
    "a.xlsx",
    "a.xml",
    "a.eml",
    "a.txt.gz",
    "a.docx",
    "a.pdf",
    "picture.png",
    "a.json",
    "a.parquet",
]


@pytest.mark.parametrize("name", [*UNREAD, "letter"])
def test_what_is_not_read_is_named_with_the_remedy(tmp_path, name):
    put(tmp_path, name, "content")
    kind = Path(name).suffix or "a name without suffix"
    remedy = "unpack it, or save it as .txt, .html, .csv or .jsonl"
    assert f"{name}: {kind} is not read; {remedy}" in loaded(tmp_path)[1]


@pytest.mark.parametrize("name", ["a.md", "a.text", "a.markdown"])
def test_pages_by_other_names(tmp_path, name):
    put(tmp_path, name, PROSE.replace("Monday", "Friday"))
    assert list(loaded(tmp_path)[0].index) == ["a", "good"]


@posix
def test_a_name_that_is_not_utf8(tmp_path):
    (Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt"))).write_text(PROSE + "It rained.")
    corpus, _ = loaded(tmp_path)
    assert r"caf\udce9" in corpus.index
    corpus.reset_index()[["doc_id", "path"]].to_csv(tmp_path / "out.csv", encoding="utf-8")


@posix
def test_a_pipe_a_socket_and_a_folder_with_a_table_s_name(tmp_path):
    os.mkfifo(tmp_path / "pipe.txt")
    os.mkfifo(tmp_path / "pipe.csv")
    (tmp_path / "t.csv").mkdir()
    with socket.socket(socket.AF_UNIX) as sock:
        sock.bind(str(tmp_path / "s.txt"))
        _, told = loaded(tmp_path)
    assert told.count("no regular file; remove it") == 3


@posix
def test_links(tmp_path):
    secret, folder = tmp_path / "secret.txt", tmp_path / "docs"
    folder.mkdir()
    put(tmp_path, "secret.txt", "This must not be read by anybody.")
    (folder / "out.txt").symlink_to(secret)
    (folder / "self.txt").symlink_to(folder / "self.txt")
    (folder / "in.txt").symlink_to(folder / "good.txt")
    (folder / "gone.txt").symlink_to(folder / "nowhere.txt")
    (folder / "up").symlink_to(tmp_path)
    (folder / ".#lock.txt").symlink_to("nobody@nowhere")  # as an editor's
    put(folder, "MD5SUMS", "d41d8cd98f00b204e9800998ecf8427e  good.txt")
    corpus, told = loaded(folder)
    assert "lock" not in told and "SUMS" not in told
    assert list(corpus.index) == ["good"]
    for words in (
        "out.txt: a link, not followed; copy here what it leads to",
        "self.txt: a link, not followed",
        "gone.txt: a link, not followed",
        "in.txt: a link, not followed",
        "up: a link, not followed",
    ):
        assert words in told


def test_a_folder_and_a_file_that_cannot_be_opened(tmp_path, monkeypatch):
    (tmp_path / "locked").mkdir()
    put(tmp_path, "locked.csv", "text\nwords\n")
    scan, opened = os.scandir, Path.open

    def refused(path, *args, call=scan, **named):
        if "locked" in str(path):
            raise PermissionError(13, "Permission denied", str(path))
        return call(path, *args, **named)

    monkeypatch.setattr(os, "scandir", refused)
    monkeypatch.setattr(Path, "open", lambda *a, **n: refused(*a, call=opened, **n))
    _, told = loaded(tmp_path)
    assert "locked: cannot be read (Permission denied); mend the link or the rights" in told
    assert "locked.csv: cannot be read (Permission denied)" in told


def test_names_are_shown_harmless(tmp_path):
    name = "a\x1b[31m\n\u202eb.xlsx"
    put(tmp_path, name, b"")
    _, told = loaded(tmp_path)
    assert r"a\x1b[31m\n\u202eb.xlsx: .xlsx is not read" in told
    assert not {"\x1b", "\u202e"} & {*told}


# --- bytes and HTML ----------------------------------------------------------------------------

CYRILLIC = "Министры встретились в столице и обсудили вопросы торговли и воды. " * 3


@pytest.mark.parametrize("charset", ["windows-1251", "koi8-r", "utf-8", "iso-8859-5"])
def test_html_in_the_character_set_that_it_declares(tmp_path, charset):
    page = f"<html><head><meta charset='{charset}'></head><body><p>{CYRILLIC}</p></body></html>"
    put(tmp_path, "a.html", page.encode(charset))
    assert "Министры встретились" in loaded(tmp_path)[0].at["a", "text"]


@pytest.mark.parametrize(
    "charset", ["punycode", "zlib", "rot13", "utf-7", "unicode_escape", "x" * 99]
)
def test_a_character_set_that_is_none_is_not_obeyed(tmp_path, charset):
    page = f"<html><head><meta charset='{charset}'></head><body><p>{CYRILLIC}</p></body></html>"
    put(tmp_path, "a.html", page.encode("koi8-r"))
    assert "a.html: not utf-8, nor in the encoding that was passed: byte 0x" in loaded(tmp_path)[1]
    assert "Министры" in loaded(tmp_path, encoding="koi8-r")[0].at["a", "text"]


def test_utf8_stays_utf8_whatever_encoding_is_passed(tmp_path):
    put(tmp_path, "old.txt", ("Café. " + PROSE).encode("cp1252"))
    put(tmp_path, "new.txt", "Naïve. " + PROSE)
    corpus, _ = loaded(tmp_path, encoding="cp1252")
    assert "Café" in corpus.at["old", "raw"] and "Naïve" in corpus.at["new", "raw"]
    with pytest.raises(LookupError, match="unknown encoding"):
        load_corpus(tmp_path, encoding="cp12520")


def test_an_encoding_of_ascii_signs_is_obeyed_where_it_is_said(tmp_path):
    words = "外相が会談した。水の分配について話し合った。"
    put(tmp_path, "a.txt", words.encode("iso-2022-jp"))
    assert loaded(tmp_path, encoding="iso-2022-jp")[0].at["a", "raw"] == words


def test_text_with_a_tag_stays_text(tmp_path):
    text = "In old pages </p> ends a paragraph. " + PROSE
    put(tmp_path, "a.txt", text)
    corpus, told = loaded(tmp_path)
    assert corpus.at["a", "raw"] == text and corpus.at["a", "source_kind"] == "page"
    assert "HTML" not in told


def test_a_fragment_of_html_saved_as_text(tmp_path):
    put(tmp_path, "a.txt", f"<div class='x'><p>{PROSE}</p></div>\n")
    corpus, told = loaded(tmp_path)
    assert corpus.at["a", "source_kind"] == "HTML page" and "<p>" not in corpus.at["a", "text"]
    assert "a.txt" not in told, "it is read, and the column says as what"


def test_html_without_an_article_says_so(tmp_path):
    put(tmp_path, "a.html", "<html><body></body></html>")
    assert "a.html: an HTML page without an article; save its words as text" in loaded(tmp_path)[1]


def test_the_hash_of_html_is_that_of_the_file(tmp_path):
    page = f"<html><body><p>{PROSE}</p></body></html>"
    put(tmp_path, "a.html", page)
    corpus, _ = loaded(tmp_path)
    assert corpus.at["a", "sha256"] == hashlib.sha256(page.encode()).hexdigest()
    assert corpus.at["a", "n_bytes"] == len(page) and corpus.at["a", "raw"] != page


# --- tables ------------------------------------------------------------------------------------


def test_a_table_of_short_posts_is_kept_whole(tmp_path):
    posts = [POST, "Home", "Share this", "Read more", "12 March 2021", "By A. N. Other"]
    pd.DataFrame({"text": posts}).to_csv(tmp_path / "posts.csv")
    corpus, _ = loaded(tmp_path)
    assert corpus.loc[corpus["source_kind"] == "table row", "text"].tolist() == posts
    assert corpus.at["posts_000001", "sha256"] == hashlib.sha256(b"Home").hexdigest()


def test_pages_in_a_table_are_cleaned(tmp_path):
    pd.DataFrame({"raw": [f"Home\n\nShare\n\n{PROSE}"]}).to_csv(tmp_path / "pages.csv")
    text = loaded(tmp_path)[0].at["pages_000000", "text"]
    assert "Home" not in text and "sharing of water" in text


@pytest.mark.parametrize("mark", ["\t", ";", ","])
def test_signs_between_cells(tmp_path, mark):
    put(tmp_path, "t.tsv" if mark == "\t" else "t.csv", f'Text{mark}Title\n"{POST}"{mark}One\n')
    assert loaded(tmp_path)[0].at["t_000000", "title"] == "One"


DAYS = {
    "2024-02-20": "2024-02-20",
    "2024-02-20T23:00:00Z": "2024-02-20",
    "2024-02-20 10:00": "2024-02-20",
    "20240220": "2024-02-20",
    "1708387200": "2024-02-20",
    1708387200000: "2024-02-20",
    1708387200.0: "2024-02-20",
    pd.Timestamp("2024-02-20 10:00"): "2024-02-20",
}


@pytest.mark.parametrize("value", DAYS, ids=str)
def test_days(value):
    assert as_day(value) == DAYS[value]


@pytest.mark.parametrize(
    "value", ["9999-12-31", "0001-01-01", "20 Feb", "2024-02-30", "02/03/2024", "12", "\x1b", {}]
)
def test_no_days(value):
    with pytest.raises(ValueError, match="is no day; write published as YYYY-MM-DD"):
        as_day(value)


def test_a_bad_day_costs_only_itself(tmp_path):
    put(
        tmp_path,
        "t.csv",
        f"text,published\n{POST},2024-02-20\n{POST}!,9999-12-31\n{POST}?,2024-02-21\n",
    )
    corpus, told = loaded(tmp_path)
    found = corpus.loc[corpus["source_kind"] == "table row", "published"].tolist()
    assert found == ["2024-02-20", None, "2024-02-21"]
    assert not problems(corpus)["skipped"].any()
    assert "t.csv, line 3: '9999-12-31' is no day; write published as YYYY-MM-DD" in told


def test_a_column_date_is_used(tmp_path):
    put(tmp_path, "t.csv", f"text,date,views\n{POST},1708387200,7\n")
    row = loaded(tmp_path)[0].loc["t_000000"]
    assert row["published"] == "2024-02-20"
    assert row["published_evidence"] == "t.csv, line 2"


def test_a_bad_line_of_json_costs_only_itself(tmp_path):
    lines = [json.dumps({"text": f"{POST} {n}"}) for n in range(4)]
    deep = '{"text": ' + "[" * 100_000 + "]" * 100_000 + "}"
    lines[1:1] = ["{bad", "[1, 2]", deep, '{"text": 7}', '{"text": null}', '{"words": "x"}', "7"]
    put(tmp_path, "t.jsonl", "\n".join(lines))
    corpus, told = loaded(tmp_path)
    assert len(corpus) == 5
    for words in (
        "line 2: no JSON (Expecting property name",
        "line 3: no object; write",
        "line 8: no object; write",
        "line 4: no JSON (maximum recursion depth",
        "line 5: a cell that holds no text (int); write the words",
        "line 6: an empty cell; fill it, or remove the row",
        "line 7: no column raw or html or text or content or body, only words; name one so",
    ):
        assert words in told


def test_the_first_line_is_line_1(tmp_path):
    put(tmp_path, "t.jsonl", "{bad\n" + json.dumps({"text": POST}))
    assert "t.jsonl, line 1: no JSON (Expecting property name" in loaded(tmp_path)[1]


def test_a_byte_that_is_none_of_its_encoding_and_a_table_without_rows(tmp_path):
    put(tmp_path, "a.csv", "text\nCaf\xe9\n".encode("cp1252"))
    put(tmp_path, "b.csv", "text,title\n")
    told = loaded(tmp_path)[1]
    where = "byte 0xe9 at character 3; pass the encoding"
    assert f"a.csv, line 2: not utf-8, nor in the encoding that was passed: {where}" in told
    assert "b.csv: holds no rows; remove it or fill it" in told
    assert loaded(tmp_path, encoding="cp1252")[0].at["a_000000", "raw"] == "Caf\xe9"


def test_a_byte_in_another_encoding_costs_its_row_alone(tmp_path):
    put(tmp_path, "t.csv", f"text,title\n{POST},a\n{POST}!,Caf\xe9\n{POST}?,b\n".encode("cp1252"))
    corpus, told = loaded(tmp_path)
    assert corpus.loc[corpus["source_kind"] == "table row", "title"].tolist() == ["a", "b"]
    assert (
        "t.csv, line 3: not utf-8, nor in the encoding that was passed: byte 0xe9 at character 3"
        in told
    )


def test_a_table_in_utf_16(tmp_path):
    put(tmp_path, "t.tsv", f"text\ttitle\n{POST}\tCafé\n".encode("utf-16"))
    assert loaded(tmp_path)[0].at["t_000000", "title"] == "Café"


def test_a_cell_of_white_space_is_empty(tmp_path):
    put(tmp_path, "t.csv", f'doc_id,text,published\na," ",\nb,{POST}," "\n')
    corpus, told = loaded(tmp_path)
    assert "t.csv, line 2: an empty cell; fill it" in told and corpus.at["b", "published"] is None


def test_no_two_documents_have_one_id(tmp_path):
    put(
        tmp_path,
        "t.csv",
        "doc_id,text\n" + "".join(f"{d},{POST} {d}\n" for d in ["a", "a", "a~2", "a"]),
    )
    corpus, told = loaded(tmp_path)
    assert corpus.index.is_unique and len(corpus) == 5
    assert "t.csv, line 3: the id a is used twice; the later one is a~2" in told


def test_a_mark_of_inches_joins_no_rows(tmp_path):
    put(tmp_path, "t.csv", 'text\nA pipe of 5" lay there.\nA pipe of 6" lay here.\n7" is much.\n')
    assert loaded(tmp_path)[0].loc["t_000000":, "raw"].str.count("is|lay").tolist() == [1, 1, 1]


@pytest.mark.parametrize("words", ['"And so on.', 'a,"And so on.', '"He said ""so"" to it.'])
def test_a_quotation_that_is_not_closed_is_no_document(tmp_path, words):
    put(tmp_path, "t.csv", f'title,text\nb,"{POST}"\n{words}\nc,{POST}?\n\nd,{POST}!\n')
    corpus, told = loaded(tmp_path)
    assert corpus.loc[corpus["source_kind"] == "table row", "raw"].tolist() == [POST]
    assert "t.csv, line 3: a quotation mark opens a cell and nothing closes it; close it" in told


def test_half_a_character_does_not_stop(tmp_path):
    put(tmp_path, "t.jsonl", '{"text": "half \\ud800 a sign", "doc_id": "\\udc00"}')
    corpus, _ = loaded(tmp_path)
    assert (
        corpus["raw"].str.encode("utf-8").notna().all() and corpus.index.str.encode("utf-8").all()
    )


@pytest.mark.parametrize("name", ["t.csv", "t.jsonl", "t.parquet", "t.tsv"])
@pytest.mark.parametrize(
    "content", [b"", b"\0" * 99, b"\xff\xfe\xff", b"PK\x03\x04", b'"\n"', b"text"]
)
def test_a_broken_table_stops_nothing(tmp_path, name, content):
    put(tmp_path, name, content)
    assert len(loaded(tmp_path)[0]) == 1


def test_too_many_cells_in_one_row(tmp_path):
    put(tmp_path, "t.csv", f"text,title\n{POST}, and more, too\n{POST},a\n")
    corpus, told = loaded(tmp_path)
    assert len(corpus) == 2 and "line 2: more cells than the header; put text" in told


# --- what is too heavy -------------------------------------------------------------------------


@pytest.fixture
def small(monkeypatch):
    """The limits a thousand times smaller, so that the test is too."""
    monkeypatch.setattr(files, "MOST_CHARACTERS", 5_000)
    monkeypatch.setattr(files, "MOST_BYTES", 20_000)
    rows.csv.field_size_limit(10_000)
    yield
    rows.csv.field_size_limit(rows.MOST_OF_A_CELL)


def heavy(n):
    return "words and\n more " * (n // 16)


@pytest.mark.parametrize("n", [6_000, 60_000])
def test_a_heavy_document_is_set_aside_by_name(tmp_path, small, n):
    put(tmp_path, "page.txt", heavy(n))
    put(tmp_path, "page.html", f"<html><p>{heavy(n)}</p></html>")
    put(tmp_path, "a.csv", f'text,title\n{POST},a\n"{heavy(n)} ""x"" ","b"\n{POST}!,c\n')
    put(tmp_path, "b.csv", f"text\n{POST} 1\n{heavy(n).replace(chr(10), '')}\n{POST} 2\n")
    lines = [json.dumps({"text": text}) for text in (POST, heavy(n), f"{POST}?")]
    put(tmp_path, "c.jsonl", "\n".join(lines))
    corpus, told = loaded(tmp_path)
    assert len(corpus) == (7 if n == 6_000 else 5)
    assert told.count("nothing below is read") == 2 * (n == 60_000)
    for place in ("page.txt", "page.html", "a.csv, line 3", "b.csv, line 3", "c.jsonl, line 2"):
        assert f"{place}: one document of" in told or f"{place}: a cell of over 10,000" in told
    assert ("page.txt: one document of 60,000 bytes" in told) == (n == 60_000)


@pytest.mark.slow
def test_two_hundred_megabytes_in_one_cell_fill_no_memory(tmp_path):
    import tracemalloc

    with (tmp_path / "t.csv").open("w") as file:
        file.write(f'text\n{POST}\n"')
        for _ in range(200):
            file.write("words and\n" * 100_000)
        file.write(f'"\n{POST}!\n')
    tracemalloc.start()
    corpus, told = loaded(tmp_path)
    assert len(corpus) == 2 and "line 3: a cell of over 10,000,000" in told
    assert "nothing below is read; split or close it" in told
    assert tracemalloc.get_traced_memory()[1] < 100_000_000


HTML_ATTACKS = {
    "attributes": lambda n: "<p " + " ".join(f"a{i}=1" for i in range(n)) + ">" + PROSE,
    "nested": lambda n: "<div>" * n + PROSE,
    "unclosed scripts": lambda n: PROSE + "<script>" * n,
    "comments": lambda n: PROSE + "<!--" * n,
    "angles": lambda n: PROSE + "<" * n,
    "entities": lambda n: PROSE + "&amp;" * n,
    "stretches": lambda n: f"<p>{PROSE}" + "<span>some words</span>" * n,
    "unknown stretches": lambda n: f"<p>{PROSE}" + "<x>some words</x>" * n,
}


@pytest.mark.parametrize("attack", HTML_ATTACKS)
def test_html_is_read_or_set_aside_in_a_bounded_time(tmp_path, attack):
    page = f"<html><body>{HTML_ATTACKS[attack](40_000)}</body></html>"
    put(tmp_path, "a.html", page)
    start = time.process_time()
    corpus, told = loaded(tmp_path)
    assert time.process_time() - start < 10
    is_read = attack in ("attributes", "entities", "stretches")
    assert is_read == ("a" in corpus.index) != ("tags, where at most 30,000" in told)


# --- spreadsheets ------------------------------------------------------------------------------

FORMULAS = ["=1+1", "+1", "-2+3+cmd|'/C calc'!A0", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1"]
FORMULAS += [
    "＝1",
    "＋1",
    "－1",
    "＠a",
    "'=1",
    "''=1",
    "\u3000=1",
    "\u00a0=1",
    "'",
    "''",
    "a=1",
    "",
    "# a",
]


@pytest.mark.parametrize("cell", FORMULAS)
def test_a_cell_is_no_formula_and_comes_back_as_it_was(cell):
    safe = spreadsheet_safe(pd.DataFrame({"a": [cell]})).at[0, "a"]
    assert safe.lstrip()[:1] not in {*"=+-@＝＋－＠"} and safe[:1] not in {*"\t\r\n"}
    assert unquoted(safe) == cell.replace("\r", "\n")


def test_ids_that_look_like_formulas_keep_their_metadata(tmp_path):
    for name in ("=cmd", "+a", "-b", "@c", "#d", "'=e", "f,g", 'h"i'):
        put(tmp_path, f"{name}.txt", f"{name} {PROSE}")
    corpus, _ = loaded(tmp_path)
    draft_metadata(corpus, tmp_path / "metadata.csv")
    notes = []
    known = read_metadata(tmp_path, notes)
    assert notes == [] and {*known} == {*corpus.index}
    again, told = loaded(tmp_path)
    assert list(again.index) == list(corpus.index) and "no document" not in told


# --- metadata ----------------------------------------------------------------------------------

METADATA = {
    "semicolons": "doc_id;published;title\ngood;2024-02-20;A talk\n",
    "tabs": "doc_id\tpublished\ttitle\ngood\t2024-02-20\tA talk\n",
    "utf-16": "doc_id,published,title\ngood,2024-02-20,A talk\n",
    "explained": '"# Correct, it",,\nsep=,\n\ndoc_id,published,title\ngood,2024-02-20,A talk\n',
    "quoted": 'doc_id,published,title\n"good","2024-02-20","A talk"\n',
    "capitals": "DOC_ID,Published,Title\ngood,2024-02-20,A talk\n",
    "time": "doc_id,published,title\ngood,2024-02-20T10:00:00,A talk\n",
}


@pytest.mark.parametrize("kind", METADATA)
def test_metadata_as_spreadsheets_write_it(tmp_path, kind):
    put(
        tmp_path,
        "metadata.csv",
        METADATA[kind].encode("utf-16" if kind == "utf-16" else "utf-8"),
    )
    corpus, _ = loaded(tmp_path)
    assert list(corpus.loc["good", ["published", "title"]]) == ["2024-02-20", "A talk"]
    assert corpus.at["good", "document"].publication.day == "2024-02-20"


def test_metadata_in_cp1252_is_named_or_read_as_told(tmp_path):
    put(tmp_path, "metadata.csv", "doc_id;title\ngood;Café\n".encode("cp1252"))
    corpus, told = loaded(tmp_path)
    assert corpus.at["good", "title"] is None
    assert "metadata.csv, line 2: not utf-8, nor in the encoding that was passed: byte 0xe9" in told
    assert loaded(tmp_path, encoding="cp1252")[0].at["good", "title"] == "Café"


def test_metadata_may_be_longer_than_a_document(tmp_path, small):
    rows = "".join(f"d{n},,a title of some words\n" for n in range(500))
    put(tmp_path, "metadata.csv", f"doc_id,published,title\n{rows}good,2024-02-20,A talk\n")
    assert loaded(tmp_path)[0].at["good", "title"] == "A talk"


def test_a_day_of_scraping_in_the_metadata_is_no_day_of_publication(tmp_path):
    put(tmp_path, "metadata.csv", "doc_id,title,timestamp\ngood,A,2026-11-20\n")
    corpus, told = loaded(tmp_path)
    assert corpus.at["good", "published"] != "2026-11-20" and corpus.at["good", "title"] == "A"
    assert "column 'timestamp' is not used" in told


def test_rows_with_the_same_fault_are_told_in_one_line_and_listed_in_their_order(tmp_path):
    put(tmp_path, "t.csv", "text,published\n" + f"{POST},soon\n" * 12 + f"{POST},late\n")
    put(tmp_path, "u.pdf", "x")
    corpus, _ = loaded(tmp_path)
    listed = problems(corpus).query("problem.str.contains('no day')")["file"]
    assert [int(file.rpartition(" ")[2]) for file in listed] == [*range(2, 15)]
    lines = note_lines(problems(corpus).to_dict("records"), "there")
    assert (
        len([line for line in lines if "'soon' is no day" in line and "and 11 more: " in line]) == 1
    )
    assert any("u.pdf" in line for line in lines)


def test_an_empty_table_is_told_as_such(tmp_path):
    put(tmp_path, "a.csv", "\n\n")
    assert "a.csv: holds no rows; remove it or fill it" in loaded(tmp_path)[1]


def test_a_draft_begins_as_its_template_says(tmp_path):
    draft_metadata(loaded(tmp_path)[0], tmp_path / "metadata.csv")
    explained = (TEMPLATES / "metadata.csv").read_text("utf-8")
    assert (tmp_path / "metadata.csv").read_text("utf-8").startswith(f"{explained}good,")
    assert ", ".join(OBEYED) in explained


WRONG_METADATA = {
    "doc_id,title\ngood,A\ngood,B\n": ", line 3: 'good' stands in line 2 too; keep one of them",
    "doc_id,publishd\ngood,x\n": ": header: column 'publishd' is not used; is published meant?",
    "doc_id,views\ngood,3\n": ": header: column 'views' is not used; obeyed are published",
    "doc_id,title\ngood,A,B\n": ", line 2: more cells than the header",
    "doc_id,published\ngood,20 Feb\n": ", line 2: '20 Feb' is no day; write published as",
    "doc_id,published\ngood,9999-12-31\n": ", line 2: '9999-12-31' is no day",
    "doc_id,title\n#good,A\n": ", line 2: no document '#good'; correct the id or the row",
    "name,title\ngood,A\n": ": no column doc_id, only name, title; name one so",
    "": ": holds no rows; remove it or fill it",
}


@pytest.mark.parametrize("content", WRONG_METADATA)
def test_metadata_that_cannot_be_obeyed_is_named_with_its_line(tmp_path, content):
    put(tmp_path, "metadata.csv", content)
    assert f"metadata.csv{WRONG_METADATA[content]}" in loaded(tmp_path)[1]


def test_later_documents_enter_the_draft_and_corrections_stay(tmp_path):
    (tmp_path / "out").mkdir()
    path, docs = tmp_path / "out" / "metadata.csv", tmp_path / "docs"
    docs.mkdir()
    draft_metadata(loaded(docs)[0], path)
    mine = path.read_text().replace("\ngood,,,", "\ngood,Mine,2023-05-01,")
    path.write_text(mine)
    put(docs, "metadata.csv", mine)
    put(docs, "later.txt", PROSE + "It rained.")
    for _ in range(2):
        draft_metadata(loaded(docs)[0], path)
    assert path.read_text() == mine
    new = (tmp_path / "out" / "metadata_new.csv").read_text()
    assert "good" not in new and new.count("\nlater,") == 1
    put(docs, "metadata.csv", mine + new.splitlines()[-1].replace("later,", "later,Later") + "\n")
    assert list(loaded(docs)[0]["title"]) == ["Mine", "Later"]
    (tmp_path / "out" / "metadata_new.csv").unlink()
    put(tmp_path / "out", "metadata.csv", mine + new.splitlines()[-1])
    assert draft_metadata(loaded(docs)[0], path) is None and len(os.listdir(path.parent)) == 1


# --- the kept reading --------------------------------------------------------------------------


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """A folder of five documents, and the list of those that are read."""
    folder, read, reading = tmp_path / "docs", [], intake._reading
    folder.mkdir()
    for n in range(5):
        put(folder, f"p{n}.txt", f"{PROSE}\nThe talk number {n} was held behind closed doors.\n")
    monkeypatch.setenv("RECORDS_STORE", str(tmp_path / "store"))
    monkeypatch.setattr(intake, "EVERYTHING", ("sentences", "quotations"))

    def noted(part, *args):
        read.append(part.doc_id)
        return reading(part, *args)

    monkeypatch.setattr(intake, "_reading", noted)
    return folder, read


def test_a_document_is_read_once(kept):
    folder, read = kept
    first, second = load_corpus(folder), load_corpus(folder)
    assert read == [f"p{n}" for n in range(5)]
    pd.testing.assert_frame_equal(first.drop(columns="document"), second.drop(columns="document"))
    assert [vars(d) for d in first["document"]] == [vars(d) for d in second["document"]]
    assert "sentences" in vars(second.at["p0", "document"])


def test_what_is_added_or_corrected_costs_only_itself(kept):
    folder, read = kept
    load_corpus(folder)
    put(folder, "new.txt", PROSE + "It rained.")
    put(folder, "metadata.csv", "doc_id,published\np3,2024-02-20\n")
    assert load_corpus(folder).at["p3", "published"] == "2024-02-20"
    assert read[5:] == ["new", "p3"]


def test_other_rules_read_again(kept, monkeypatch):
    folder, read = kept
    load_corpus(folder)
    monkeypatch.setattr(store, "rules_hash", lambda: "other rules")
    load_corpus(folder)
    assert len(read) == 10


def test_a_run_that_was_stopped_goes_on(kept, monkeypatch):
    folder, read = kept
    monkeypatch.setattr("helpers.corpus.CHUNK", 1)
    calls = []

    def stopped(readings):
        if len(calls) == 3:
            raise KeyboardInterrupt
        calls.append(readings)
        store.keep(readings)

    monkeypatch.setattr("helpers.corpus.keep", stopped)
    with pytest.raises(KeyboardInterrupt):
        load_corpus(folder)
    monkeypatch.setattr("helpers.corpus.keep", store.keep)
    del read[:]
    assert len(load_corpus(folder)) == 5 and read == ["p3", "p4"]


class Evil:
    def __init__(self, call, *arguments):
        self.made = call, arguments

    def __reduce__(self):
        return self.made


EVIL = [
    Evil(os.system, "touch EVIL"),
    Evil(subprocess.Popen, ["touch", "EVIL"]),
    Evil(rules.read_rows, str(rules.TABLES / "dates.csv"), []),
]


@pytest.mark.parametrize("evil", EVIL, ids=["function", "class", "our own function"])
def test_a_reading_that_is_none_is_not_made(kept, tmp_path, monkeypatch, evil):
    folder, read = kept
    monkeypatch.chdir(tmp_path)
    load_corpus(folder)
    names = store.kept()
    for path in (tmp_path / "store").rglob("*.readings"):
        path.write_bytes(pickle.dumps(dict.fromkeys(names, evil)))
    assert len(load_corpus(folder)) == 5 and len(read) == 10
    time.sleep(0.1)
    assert not Path("EVIL").exists()


def test_a_document_on_which_a_reader_fails_is_set_aside(tmp_path, monkeypatch):
    put(tmp_path, "bad.txt", PROSE + "It rained.")
    row = intake._row

    def failing(part, *args):
        if part.doc_id == "bad":
            raise RecursionError("too deep")
        return row(part, *args)

    monkeypatch.setattr(intake, "_row", failing)
    told = loaded(tmp_path)[1]
    assert (
        "bad.txt: no reader takes it (RecursionError: too deep); take it out, and report it" in told
    )


def test_words_are_shown_on_one_line():
    assert shown("a\u2028b\x07\u200f") == r"a\u2028b\x07\u200f" and shown("Ünï çødé") == "Ünï çødé"


def test_the_rest_of_some_notes_is_told_only_where_there_is_one():
    notes = [files.note(f"{n}.txt", "is empty", skipped=True) for n in range(41)]
    assert len(files.note_lines(notes[:40], "below")) == 40
    assert files.note_lines(notes, "below")[40:] == ["  and 1 more, below"]
