"""Loading: every kind of input gives a document, a reported skip or a clear error; nothing is lost."""

import os

import pandas as pd
import pytest

from helpers import load_corpus, paragraphs
from helpers.corpus import draft_metadata, duplicates, lines, problems, raw_of

PROSE = ("The two ministers met in the capital on Monday and discussed the sharing of water in the basin. "
         "They agreed to keep in touch and to meet again before the end of the year.\n\n"
         "The parties also spoke about trade, which has grown since the border was opened to lorries.\n")


def write(folder, **files):
    for name, content in files.items():
        path = folder / name.replace("__", ".")
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def test_the_seeds(corpus):
    assert list(corpus.index.str[:3]) == ["000", "001", "002", "003", "004"]
    assert list(corpus["published"].fillna("")) == ["2024-08-11", "2024-02-21", "", "2020-12-29", ""]
    assert set(corpus["language"]) == {"en"}
    for word in ("usd/kzt", "Weather", "Tell a friend", "Main Page", "Related news", "Masdar", "Дорогой", "Home »",
                 "20 04 22", "+7 701", "Nurmaganbetova", "KAZINFORM", "///nCa"):
        assert not corpus["text"].str.contains(word, regex=False).any(), word


def test_paragraphs_are_slices_of_the_raw_text(corpus):
    table = paragraphs(corpus)
    assert len(table) == 41
    assert all(corpus.at[r.doc_id, "raw"][r.start:r.end] == r.text for r in table.itertuples())
    assert all("\n\n".join(t["text"]) == corpus.at[d, "text"] for d, t in table.groupby("doc_id"))


def test_a_missing_folder(tmp_path):
    with pytest.raises(FileNotFoundError, match="nowhere.*name the folder"):
        load_corpus(tmp_path / "nowhere")


def test_an_empty_folder(tmp_path):
    with pytest.raises(ValueError, match="no document found; put"):
        load_corpus(tmp_path)


BAD = {
    "an empty file": (b"", "an empty file"),
    "white space": (b" \n\t\n", "only white space"),
    "cp1251": ("Встреча министров".encode("cp1251"), "not utf-8: byte 0xc2 at 0; pass the encoding"),
    "NUL bytes": (b"abc\0def", "holds NUL bytes"),
    "only furniture": (b"Home\n\nShare\n", "only site furniture"),
}


@pytest.mark.parametrize("kind", BAD)
def test_bad_input_alone_is_an_error_that_names_the_file(tmp_path, kind):
    content, message = BAD[kind]
    write(tmp_path, bad__txt=content)
    with pytest.raises(ValueError, match=f"bad.txt: {message}"):
        load_corpus(tmp_path)


def test_bad_input_among_good_is_one_report(tmp_path):
    write(tmp_path, good__txt=PROSE, **{f"bad{i}__txt": c for i, (c, _) in enumerate(BAD.values())},
          paper__docx=b"PK", scan__pdf=b"%PDF")
    with pytest.warns(UserWarning, match="1 documents read, 7 skipped"):
        corpus = load_corpus(tmp_path)
    assert list(corpus.index) == ["good"]
    assert "save it as text or HTML" in set(problems(corpus)["remedy"])
    with pytest.raises(ValueError, match="7 skipped"):
        load_corpus(tmp_path, strict=True)


def test_encodings(tmp_path):
    write(tmp_path, bom__txt=b"\xef\xbb\xbf" + PROSE.encode(), wide__txt=PROSE.encode("utf-16"), crlf__txt=PROSE.replace(
        "\n", "\r\n"), cr__txt=PROSE.replace("\n", "\r"), ends__txt=PROSE.rstrip())
    corpus = load_corpus(tmp_path)
    assert len(corpus) == 5 and corpus["text"].map(lambda t: t.split()).map(tuple).nunique() == 1
    assert not corpus["raw"].str.startswith("\ufeff").any()
    write(tmp_path / "..", latin__txt="Café".encode("cp1252") + PROSE.encode())
    assert "Café" in load_corpus(tmp_path / ".." / "latin.txt", encoding="cp1252")["raw"].iloc[0]


def test_links_and_folders(tmp_path):
    write(tmp_path, good__txt=PROSE)
    (tmp_path / "x.txt").mkdir()
    write(tmp_path / "x.txt", inner__txt=PROSE + "More.")
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "broken.txt").symlink_to(tmp_path / "gone.txt")
    with pytest.warns(UserWarning, match="broken.txt: cannot be read"):
        corpus = load_corpus(tmp_path)
    assert list(corpus.index) == ["good", "inner"]


def test_an_unreadable_file(tmp_path, monkeypatch):
    from pathlib import Path

    write(tmp_path, good__txt=PROSE, locked__txt=PROSE)
    read = Path.read_bytes

    def refuse(self):
        if self.name == "locked.txt":
            raise PermissionError(13, "Permission denied")
        return read(self)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.warns(UserWarning, match="locked.txt: cannot be read .Permission denied.; mend"):
        assert list(load_corpus(tmp_path).index) == ["good"]


def test_two_files_with_one_stem_keep_their_names(tmp_path):
    (tmp_path / "a").mkdir()
    write(tmp_path, page__txt=PROSE)
    write(tmp_path / "a", page__txt=PROSE + "It rained.")
    corpus = load_corpus(tmp_path)
    assert list(corpus.index) == ["a/page.txt", "page.txt"]
    assert problems(corpus)["problem"].str.contains("shares its name").sum() == 2


def test_html_also_when_saved_as_text(tmp_path):
    page = (f"<!doctype html><html><head><title>Ministers meet</title></head><body><nav><a href='/'>Home</a></nav>"
            f"<article><h1>Ministers meet</h1>{''.join(f'<p>{p}</p>' for p in PROSE.split(chr(10)) if p)}</article>"
            "</body></html>")
    write(tmp_path, one__html=page, two__txt=page)
    corpus = load_corpus(tmp_path)
    assert corpus["text"].str.contains("sharing of water").all() and not corpus["text"].str.contains("<p>|Home").any()
    assert all(corpus.at[r.doc_id, "raw"][r.start:r.end] == r.text for r in paragraphs(corpus).itertuples())


@pytest.mark.parametrize("suffix", [".csv", ".jsonl", ".parquet"])
def test_tables(tmp_path, suffix):
    table = pd.DataFrame({"doc_id": ["b", "a"], "text": [PROSE, PROSE + "It rained."], "published": ["2024-02-20", ""]})
    path = tmp_path / f"t{suffix}"
    {".csv": lambda: table.to_csv(path, index=False), ".parquet": lambda: table.to_parquet(path),
     ".jsonl": lambda: table.to_json(path, orient="records", lines=True)}[suffix]()
    corpus = load_corpus(path)
    assert list(corpus.index) == ["a", "b"] and corpus.at["b", "published"] == "2024-02-20"
    assert raw_of(load_corpus(path, keep_raw=False), "b") == PROSE
    table.rename(columns={"text": "words"}).to_csv(tmp_path / "no.csv", index=False)
    with pytest.raises(ValueError, match="no.csv: no text column among doc_id, words"):
        load_corpus(tmp_path / "no.csv")


def test_metadata_overrules_and_is_checked(tmp_path):
    write(tmp_path, a__txt=PROSE, metadata__csv="doc_id,published,title\na,2024-02-20,A talk\nzz,2024-02-21,\n")
    corpus = load_corpus(tmp_path)
    assert (corpus.at["a", "published"], corpus.at["a", "title"]) == ("2024-02-20", "A talk")
    assert corpus.at["a", "published_evidence"] == "metadata.csv, line 2"
    assert problems(corpus)["problem"].str.contains("line 3: no document 'zz'").any()
    write(tmp_path, metadata__csv="doc_id,published\na,20 Feb\n")
    with pytest.raises(ValueError, match="metadata.csv, line 2: '20 Feb' is no day; write published as YYYY-MM-DD"):
        load_corpus(tmp_path)


def test_a_draft_of_metadata_is_obeyed_when_corrected(tmp_path):
    write(tmp_path, a__txt=PROSE, b__txt="=cmd is no formula. " + PROSE)
    draft_metadata(load_corpus(tmp_path), tmp_path / "metadata.csv")
    text = (tmp_path / "metadata.csv").read_text()
    assert "doc_id,title,published,published_evidence,source,url,language,notes" in text
    (tmp_path / "metadata.csv").write_text(text.replace("\na,,,", "\na,,2023-05-01,"))
    assert load_corpus(tmp_path).at["a", "published"] == "2023-05-01"


def test_recurring_furniture_goes_and_recurring_sentences_stay(tmp_path):
    formula = "The Centre helps the states of the region to settle their disputes in peace and in good time."
    for i in range(24):
        write(tmp_path, **{f"p{i:02d}__txt": f"{PROSE}\nThe talk number {i} of the year was held behind closed doors.\n\n"
                           f"Bulletin of the northern desk and its friends\n\n{formula}\n"})
    corpus = load_corpus(tmp_path)
    assert not corpus["text"].str.contains("Bulletin of the northern").any()
    assert corpus["text"].str.contains("settle their disputes").all()
    table = paragraphs(corpus)
    assert table.loc[table["text"].str.contains("settle their"), "formula"].all()
    assert not table.loc[table["text"].str.contains("talk number"), "formula"].any()
    assert lines(corpus).query("text.str.contains('Bulletin')")["label"].eq("boilerplate").all()


def test_duplicates_are_reported_never_dropped(tmp_path):
    write(tmp_path, a__txt=PROSE, b__txt=PROSE, c__txt=PROSE.replace("Monday", "Tuesday"))
    corpus = load_corpus(tmp_path)
    assert len(corpus) == 3
    found = duplicates(corpus)
    assert set(zip(found["doc_id"], found["other"], found["kind"], strict=True)) == {
        ("a", "b", "exact"), ("a", "c", "near"), ("b", "c", "near")}
    assert problems(corpus)["problem"].str.contains("duplicate").sum() == 3


def test_other_languages_are_named(tmp_path):
    russian = "Министры встретились в столице и обсудили вопросы торговли. Стороны договорились продолжить диалог.\n"
    write(tmp_path, a__txt=PROSE, b__txt=russian * 2)
    corpus = load_corpus(tmp_path)
    assert list(corpus["language"]) == ["en", "ru"]
    assert problems(corpus)["problem"].str.contains("language ru: not dated").any()


def test_large_and_long(tmp_path):
    write(tmp_path, long__txt="word and more of it " * 100_000, many__txt=PROSE + "a line of the list\n" * 100_000)
    assert len(load_corpus(tmp_path)) == 2


def test_two_processes_give_the_same(tmp_path, corpus):
    from conftest import HOUSE

    pd.testing.assert_frame_equal(load_corpus(HOUSE / "seeds", n_jobs=2), corpus)


def test_raw_can_be_left_on_disk(tmp_path):
    write(tmp_path, a__txt=PROSE)
    corpus = load_corpus(tmp_path, keep_raw=False)
    assert corpus["raw"].isna().all() and raw_of(corpus, "a") == PROSE
    assert paragraphs(corpus)["text"].str.len().sum() > 100
    os.utime(write(tmp_path, a__txt=PROSE + "x") / "a.txt")
    with pytest.raises(ValueError, match="changed since the corpus was loaded"):
        raw_of(corpus, "a")
