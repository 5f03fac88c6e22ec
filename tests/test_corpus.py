"""The corpus: what is loaded is a row with its document; every table rests on the documents."""

import random
from itertools import combinations

import pandas as pd
import pytest
from rapidfuzz.distance import Levenshtein

from conftest import HOUSE, posix
from helpers.corpus import (
    documents,
    duplicates,
    frame,
    label_lines,
    lines,
    load_corpus,
    paragraphs,
    problems,
    provenance,
    read,
    short_ids,
    without_site_furniture,
)
from helpers.metadata import draft_metadata
from helpers.readers.document import Document

PROSE = (
    "The two ministers met in the capital on Monday and discussed the sharing of water in the "
    "basin. They agreed to keep in touch and to meet again before the end of the year.\n\n"
    "The parties also spoke about trade, which has grown since the border was opened to lorries.\n"
)


def write(folder, **files):
    for name, content in files.items():
        path = folder / name.replace("__", ".")
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def test_the_seeds(corpus):
    assert list(corpus.index.str[:3]) == ["000", "001", "002", "003", "004"]
    assert list(corpus["published"].fillna("")) == [
        "2024-08-11",
        "2024-02-21",
        "",
        "2020-12-29",
        "",
    ]
    assert set(corpus["language"]) == {"en"} and set(corpus["source_kind"]) == {"page"}
    for word in (
        "usd/kzt",
        "Weather",
        "Tell a friend",
        "Main Page",
        "Related news",
        "Masdar",
        "Дорогой",
        "Home »",
        "20 04 22",
        "+7 701",
        "Nurmaganbetova",
        "KAZINFORM",
        "///nCa",
    ):
        assert not corpus["text"].str.contains(word, regex=False).any(), word


def test_paragraphs_are_slices_of_the_raw_text(corpus):
    table = paragraphs(corpus)
    assert len(table) == 41
    assert all(corpus.at[r.doc_id, "raw"][r.start : r.end] == r.text for r in table.itertuples())
    assert all("\n\n".join(t["text"]) == corpus.at[d, "text"] for d, t in table.groupby("doc_id"))


@pytest.fixture(scope="module")
def corpus():
    return load_corpus(HOUSE / "seeds")


def test_a_missing_folder(tmp_path):
    with pytest.raises(FileNotFoundError, match="nowhere.*name that of your documents"):
        load_corpus(tmp_path / "nowhere")


def test_an_empty_folder(tmp_path):
    with pytest.raises(ValueError, match="no document found; put"):
        load_corpus(tmp_path)


BAD = {
    "an empty file": (b"", "an empty file"),
    "white space": (b" \n\t\n", "only white space"),
    "cp1251": (
        "Встреча министров".encode("cp1251"),
        "not utf-8, nor in the encoding that was passed: byte 0xc2 at character 0; pass the",
    ),
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
    write(
        tmp_path,
        good__txt=PROSE,
        **{f"bad{i}__txt": c for i, (c, _) in enumerate(BAD.values())},
        paper__docx=b"PK",
        scan__pdf=b"%PDF",
    )
    with pytest.warns(UserWarning, match="1 documents read, 7 skipped"):
        corpus = load_corpus(tmp_path)
    assert list(corpus.index) == ["good"]
    assert "unpack it, or save it as .txt, .html, .csv or .jsonl" in set(problems(corpus)["remedy"])


def test_encodings(tmp_path):
    write(
        tmp_path,
        bom__txt=b"\xef\xbb\xbf" + PROSE.encode(),
        wide__txt=PROSE.encode("utf-16"),
        crlf__txt=PROSE.replace("\n", "\r\n"),
        cr__txt=PROSE.replace("\n", "\r"),
        ends__txt=PROSE.rstrip(),
    )
    corpus = load_corpus(tmp_path)
    assert len(corpus) == 5 and corpus["text"].map(lambda t: t.split()).map(tuple).nunique() == 1
    assert not corpus["raw"].str.startswith("\ufeff").any()
    write(tmp_path / "..", latin__txt="Café".encode("cp1252") + PROSE.encode())
    assert "Café" in load_corpus(tmp_path / ".." / "latin.txt", encoding="cp1252")["raw"].iloc[0]


@posix
def test_links_and_folders(tmp_path):
    write(tmp_path, good__txt=PROSE)
    (tmp_path / "x.txt").mkdir()
    write(tmp_path / "x.txt", inner__txt=PROSE + "More.")
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "broken.txt").symlink_to(tmp_path / "gone.txt")
    with pytest.warns(UserWarning, match="broken.txt: a link, not followed"):
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


def test_html_also_when_saved_as_text(tmp_path):
    body = "".join(f"<p>{part}</p>" for part in PROSE.split("\n") if part)
    page = (
        "<!doctype html><html><head><title>Ministers meet</title></head><body><nav><a href='/'>Home"
        f"</a></nav><article><h1>Ministers meet</h1>{body}</article></body></html>"
    )
    write(tmp_path, one__html=page, two__txt=page)
    corpus = load_corpus(tmp_path)
    assert (
        corpus["text"].str.contains("sharing of water").all()
        and not corpus["text"].str.contains("<p>|Home").any()
    )
    assert all(
        corpus.at[r.doc_id, "raw"][r.start : r.end] == r.text
        for r in paragraphs(corpus).itertuples()
    )


@pytest.mark.parametrize("suffix", [".csv", ".tsv", ".jsonl"])
def test_tables(tmp_path, suffix):
    table = pd.DataFrame(
        {
            "doc_id": ["b", "a"],
            "text": [PROSE, PROSE + "It rained."],
            "published": ["2024-02-20", ""],
        }
    )
    path = tmp_path / f"t{suffix}"
    {
        ".csv": lambda: table.to_csv(path, index=False),
        ".tsv": lambda: table.to_csv(path, index=False, sep="\t"),
        ".jsonl": lambda: table.to_json(path, orient="records", lines=True),
    }[suffix]()
    corpus = load_corpus(path)
    assert list(corpus.index) == ["a", "b"] and corpus.at["b", "published"] == "2024-02-20"
    assert corpus.at["b", "raw"] == PROSE and set(corpus["source_kind"]) == {"table row"}
    table.rename(columns={"text": "words"}).to_csv(tmp_path / "no.csv", index=False)
    with pytest.raises(ValueError, match="no.csv: no column raw or .* or body, only doc_id, words"):
        load_corpus(tmp_path / "no.csv")


def test_metadata_overrules_and_is_checked(tmp_path):
    table = "doc_id,published,title\na,2024-02-20,A talk\nzz,2024-02-21,\n"
    write(tmp_path, a__txt=PROSE, metadata__csv=table)
    corpus = load_corpus(tmp_path)
    assert (corpus.at["a", "published"], corpus.at["a", "title"]) == ("2024-02-20", "A talk")
    assert corpus.at["a", "published_evidence"] == "metadata.csv, line 2"
    [told] = problems(corpus).to_dict("records")
    assert told["file"].endswith("metadata.csv, line 3") and told["problem"] == "no document 'zz'"
    write(tmp_path, metadata__csv="doc_id,published\na,20 Feb\n")
    match = "metadata.csv, line 2: '20 Feb' is no day; write published as YYYY-MM-DD"
    with pytest.warns(UserWarning, match=match):
        assert load_corpus(tmp_path).at["a", "published"] is None


def test_a_day_that_a_person_does_not_believe_is_taken_away(tmp_path):
    page = "20 February 2023\n\n" + PROSE.replace("on Monday", "yesterday")
    write(tmp_path, a__txt=page, b__txt=page + "It rained.")
    assert set(load_corpus(tmp_path)["published"]) == {"2023-02-20"}
    write(tmp_path, metadata__csv="doc_id,published\na,Unknown\n")
    corpus = load_corpus(tmp_path)
    assert corpus["published"].to_list() == [None, "2023-02-20"]
    assert corpus.at["a", "published_evidence"] is None
    found = documents(corpus)["a"]
    assert found.publication.day is None and found is corpus.at["a", "document"]
    [mention] = [m for m in found.dates if m.text == "yesterday"]
    assert not mention.value.startswith("2023")
    assert not [e for e in read(corpus).at["a", "document"].events if e.role == "publication"]


def test_a_corrected_day_is_the_reference_of_the_dates(tmp_path):
    page = "20 February 2023\n\n" + PROSE.replace("on Monday", "yesterday")
    write(tmp_path, a__txt=page, metadata__csv="doc_id,published\na,2024-02-20\n")
    [mention] = [
        m for m in load_corpus(tmp_path).at["a", "document"].dates if m.text == "yesterday"
    ]
    assert mention.value == "2024-02-19"


def test_a_day_that_is_found_and_given_keeps_what_was_found(tmp_path, corpus):
    seed = next((HOUSE / "seeds").glob("003*"))
    table = f"doc_id,published\n{seed.stem},2020-12-29\n"
    (tmp_path / seed.name).write_bytes(seed.read_bytes())
    write(tmp_path, metadata__csv=table)
    found = load_corpus(tmp_path).at[seed.stem, "published_evidence"]
    assert found == corpus.at[seed.stem, "published_evidence"] != "metadata.csv, line 2"


def test_a_draft_of_metadata_is_obeyed_when_corrected(tmp_path):
    write(tmp_path, a__txt=PROSE, b__txt="=cmd is no formula. " + PROSE)
    draft_metadata(load_corpus(tmp_path), tmp_path / "metadata.csv")
    text = (tmp_path / "metadata.csv").read_text()
    assert "doc_id,title,published,published_evidence,source,url,language,notes" in text
    (tmp_path / "metadata.csv").write_text(text.replace("\na,,,", "\na,,2023-05-01,"))
    assert load_corpus(tmp_path).at["a", "published"] == "2023-05-01"


def test_site_furniture_goes_when_asked_and_sentences_stay(tmp_path):
    formula = "The Centre helps the states of the region to settle their disputes in good time."
    for i in range(24):
        own = f"The talk number {i} of the year was held behind closed doors."
        page = [PROSE, own, "Bulletin of the northern desk and its friends", formula]
        write(tmp_path, **{f"p{i:02d}__txt": "\n\n".join(page)})
    loaded = load_corpus(tmp_path)
    assert all(
        document.text == loaded.at[name, "text"] for name, document in documents(loaded).items()
    )
    corpus = without_site_furniture(loaded)
    assert all(
        document.text == corpus.at[name, "text"] for name, document in documents(corpus).items()
    )
    assert not corpus["text"].str.contains("Bulletin of the northern").any()
    assert corpus["text"].str.contains("settle their disputes").all()
    assert lines(corpus).query("text.str.contains('Bulletin')")["label"].eq("boilerplate").all()


def test_duplicates_are_reported_never_dropped(tmp_path):
    write(tmp_path, a__txt=PROSE, b__txt=PROSE, c__txt=PROSE.replace("Monday", "Tuesday"))
    corpus = load_corpus(tmp_path)
    assert len(corpus) == 3
    found = duplicates(corpus)
    assert set(zip(found["doc_id"], found["other"], found["kind"], strict=True)) == {
        ("a", "b", "exact"),
        ("a", "c", "near"),
        ("b", "c", "near"),
    }
    assert problems(corpus)["problem"].str.contains("duplicate").sum() == 3


def test_other_languages_are_named(tmp_path):
    russian = "Министры встретились в столице. Стороны договорились продолжить диалог о торговле.\n"
    write(tmp_path, a__txt=PROSE, b__txt=russian * 2)
    corpus = load_corpus(tmp_path)
    assert list(corpus["language"]) == ["en", "ru"]
    assert problems(corpus)["problem"].str.contains("language ru: not dated").any()


def test_large_and_long(tmp_path):
    write(
        tmp_path,
        long__txt="word and more of it " * 100_000,
        many__txt=PROSE + "a line of the list\n" * 100_000,
    )
    assert len(load_corpus(tmp_path)) == 2


def test_a_bare_table_is_a_corpus_too():
    table = pd.DataFrame({"text": [PROSE], "published": ["2024-02-20"]}, index=["a"])
    found = documents(table)["a"]
    assert isinstance(found, Document) and found.publication.day == "2024-02-20"
    assert len(found.paragraphs) == 2 and list(paragraphs(table)["text"]) == PROSE.strip().split(
        "\n\n"
    )


def test_what_is_changed_in_the_table_is_obeyed(corpus):
    assert all(a is b for a, b in zip(documents(corpus).values(), corpus["document"], strict=True))
    changed = documents(corpus.assign(published="2021-01-01"))
    assert {document.publication.day for document in changed.values()} == {"2021-01-01"}


def test_lines_are_slices_of_the_raw_text(corpus):
    table = lines(corpus)
    assert all(corpus.at[r.doc_id, "raw"][r.start : r.end] == r.text for r in table.itertuples())
    one = label_lines(corpus["raw"].iloc[3])
    assert one.equals(table.query("doc_id == @corpus.index[3]")[one.columns].reset_index(drop=True))


def test_provenance(corpus):
    table = provenance(corpus).set_index(corpus.index.str[:3])
    assert table.at["000", "credit"] == "press service of the Kazakh MFA"
    assert table.at["000", "added"] == "date 2024-08-11" and table.at["001", "outlet"] == "nCa"
    assert table.at["003", "outlet"] == "KAZINFORM" and table.at["002", "author"] is None


def varied(n, draw):
    """Some texts, each of three kinds of change away from an earlier one, or all new."""
    words = [f"word{i}" for i in range(3_000)]
    texts = []
    for _ in range(n):
        some = draw.choices(words, k=draw.randint(1, 120))
        if texts and draw.random() < 0.3:
            some = draw.choice(texts).split()
            for _ in range(draw.randint(0, 1 + len(some) // 8)):
                at = draw.randrange(len(some))
                some[at : at + draw.randint(0, 1)] = draw.choices(words, k=draw.randint(0, 1))
                some = some or ["word"]
        texts.append(" ".join(some))
    return texts


def test_duplicates_of_a_thousand_are_those_of_an_exact_search():
    table = pd.DataFrame({"text": varied(1_000, random.Random(0))}, index=map(str, range(1_000)))
    words = table["text"].str.split().to_dict()
    exact = {
        (min(pair), max(pair))
        for pair in combinations(words, 2)
        if Levenshtein.normalized_similarity(words[pair[0]], words[pair[1]], score_cutoff=0.9)
    }
    found = duplicates(table)
    assert len(exact) > 100 and set(zip(found["doc_id"], found["other"], strict=True)) == exact


def test_a_thousand_copies_are_compared_with_the_first_few():
    table = pd.DataFrame({"text": [PROSE] * 1_000}, index=[f"{n:04d}" for n in range(1_000)])
    assert len(duplicates(table)) == 4 + 3 + 2 + 1 + 5 * 995


def test_an_id_is_short_where_its_beginning_is_unique():
    def ids(*names):
        return [*short_ids(pd.DataFrame(index=pd.Index(names, name="doc_id"))).values()]

    assert ids("000_a", "001_b") == ["000", "001"]
    assert ids("000_a", "000_b") == ["000_a", "000_b"] and ids("_a", "b") == ["_a", "b"]


@pytest.mark.parametrize("n", [0, 1, 3, 6, 7])
def test_a_table_is_made_whole_piece_by_piece(n, monkeypatch):
    monkeypatch.setattr("helpers.corpus.PIECE", 3)
    table = frame(((row, "a") for row in range(n)), ["n", "name"])
    assert table["n"].tolist() == [*range(n)] and list(table) == ["n", "name"]
    assert n == 0 or table["n"].dtype == "int64"
