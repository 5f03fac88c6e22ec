"""People, offices and organisations, against gold made by reading."""

import re
from collections import defaultdict
from string import ascii_uppercase

import pandas as pd
import pytest

from conftest import HOUSE, assert_growth, gold
from helpers.corpus import documents, provenance
from helpers.people import (
    handovers,
    merged_names,
    offices,
    people,
    roles,
)
from helpers.readers import tags
from helpers.readers.names import PersonMention, find_people, merge_names
from helpers.readers.offices import find_organisations, held_alone, normal_offices, was_held
from helpers.readers.rules import rule_rows, word_lists
from helpers.readers.tags import tag, tagged

TABLES = HOUSE / "helpers" / "tables"
PATTERNS = rule_rows("name_patterns", "kind", "name", "pattern", "example", "counter")


def small_corpus(**texts):
    rows = [{"text": text, "published": None} for text in texts.values()]
    return pd.DataFrame(rows, index=pd.Index(texts, name="doc_id"), dtype=object)


def nth(text, words, n):
    return [m.start() for m in re.finditer(re.escape(words), text)][int(n or 1) - 1]


def named(text):
    return [mention.name for mention in find_people(text)]


# names


@pytest.mark.parametrize("row", gold("names"), ids=lambda row: row["sentence"][:50])
def test_names_in_sentences_on_other_subjects(row):
    wanted, found = set(), defaultdict(set)
    for person in row["people"].split(" | ") if row["people"] != "none" else ():
        name, _, office = person.partition(";")
        wanted.add((name.strip(), office.strip()))
    for m in find_people(row["sentence"]):
        found[m.name].add(m.office or "")
        assert row["sentence"][m.start : m.end].split()[-1] in m.name
    pairs = {(name, o) for name, held in found.items() for o in (held - {""} or {""})}
    assert pairs == wanted


@pytest.mark.parametrize("row", [r for r in PATTERNS if r.example], ids=lambda row: row.name)
def test_every_pattern_matches_its_example_and_not_its_counter_example(row):
    pattern = tags.PATTERNS[row.name]
    assert re.search(pattern, tagged(row.example).tags)
    assert not re.search(pattern, tagged(row.counter).tags)


@pytest.mark.parametrize("row", rule_rows("tags", "kind"), ids=lambda row: row.kind)
def test_every_kind_of_words_has_its_letter(row):
    found = tagged(f"x {row.example} " + ("Doe" if row.kind == "initial" else "")).tags[1]
    assert found in (row.capital, row.small)


def test_a_letter_does_not_depend_on_what_was_read_before():
    assert [tag(word) for word in ("Jane", "jane", "JANE", "Jane-Anne")] == ["Y", "x", "A", "Y"]


@pytest.mark.parametrize(
    "text, names",
    [
        ("They met Jane Doe there.", ["Jane Doe"]),
        (
            "The prize went to Ahmed al-Rawi, Maria de Souza and Li Roe.",
            ["Ahmed al-Rawi", "Maria de Souza", "Li Roe"],
        ),
        ("They met Jane Doe. Later Doe left, and Jane sang.", ["Jane Doe"] * 3),
        ("Quorlo Bresk came late. Bresk sang, and then he left.", ["Quorlo Bresk"] * 2),
        ("Quorlo Bresk came late. Bresk is a town, and it rains.", []),
        ("Quorlo Bresk came late. The bresk came too. Bresk sang, and then he left.", []),
        ("We offer Jane Support by day and support by night.", []),
        ("They landed at John Doe airport.", []),
        ("She walked in Virginia Woods and in Jane Doe Park.", []),
        ("Jane Doe Reads Long Books In The Park", []),
        ("The Rose Garden and the Grace Period Bank are shut.", []),
        ("In Georgia Jordan and Chad May Play Israel.", []),
        ("In Guinea, Sierra Leone and Liberia she was Miss Idaho.", []),
        ("They read the Foreign Ministers’ Retreat and saw the Jane Doe Mausoleum.", []),
        ("She sang in Las Vegas and Sri Lanka, near Jane Doe.", ["Jane Doe"]),
        ("They met Jane Doe uulu and Kim kyzy Roe.", ["Jane Doe uulu", "Kim kyzy Roe"]),
        ("They ran to Wadi Jane Doe.", []),
        ("Sally Field and Kim Roe left.", ["Sally Field", "Kim Roe"]),
        ("They dug in Wadi Jane, and the MP Madhya Pradesh knew it.", []),
        ("The Minister d'État and the Minister D'état left Jane Foods.", []),
    ],
)
def test_a_name_needs_no_office(text, names):
    assert named(text) == names


@pytest.mark.parametrize(
    "text, office",
    [
        ("It was signed for President Jane Doe.", "President"),
        ("It was signed under President Jane Doe.", None),  # on another day than the page's
        ("Under President Jane Doe it was signed.", None),
        ("They met Health and Trade Minister Jane Doe.", None),  # half of the office is none
        ("In 1995 President Jane Doe signed it.", None),
        ("In 2021 President Jane Doe signed it.", "President"),
        ("Under Secretary Jane Doe left.", "Under Secretary"),
        ("He was an attorney in New Jersey and President Jane Doe named him.", "President"),
        ("Chairman and President Jane Doe left.", "Chairman and President"),
    ],
)
def test_an_office_is_of_the_name_beside_it(text, office):
    assert [person.office for person in find_people(text)] == [office]


def test_a_given_name_alone_is_no_person_where_it_is_a_word():
    assert named("Grace Doe came, and grace filled the hall. Grace is rare.") == ["Grace Doe"]


def test_given_names_are_single_words_in_one_row_with_a_capital():
    names = [name for row in word_lists("given_names").values() for name in row]
    assert len(names) > 4000 and len(names) == len(set(names))
    assert all(
        name[0].isupper() and re.fullmatch(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*", name) for name in names
    )


def test_no_table_knows_a_name_of_the_seeds():
    rows = gold("people")
    names = {word.lower() for row in rows for word in row["name"].replace("-", " ").split()}
    for table in ("name_words", "given_names", "name_patterns", "tags", "verbs"):
        words = (TABLES / f"{table}.csv").read_text(encoding="utf-8").lower()
        assert {name for name in names if re.search(rf"\b{re.escape(name)}\b", words)} == set()


def test_forms_of_one_name_are_merged():
    text = (
        "Head of the Fund Natalia Gherman left. The head of the Fund N. German smiled. "
        "Mr. Roe and Gherman sat."
    )
    assert named(text) == ["Natalia Gherman"] * 2 + ["Roe", "Natalia Gherman"]


def merge_forms(*forms):
    return merge_names(PersonMention(0, 0, form, None) for form in forms)


def test_an_initial_finds_its_person_in_a_large_family():
    merged = merge_forms("J. Berg", *(f"{letter}ada Berg" for letter in ascii_uppercase))
    assert merged.pop("J. Berg") == "Jada Berg"
    assert all(name == form for form, name in merged.items())


@pytest.mark.parametrize(
    "text, names",
    [
        (
            "Head of the Fund Anna Gherman left. The head of the Fund Anita Cherman smiled.",
            ["Anna Gherman", "Anita Cherman"],
        ),
        (
            "Head of the Fund Jane Gherman left. The head of the Bank J. German smiled.",
            ["Jane Gherman", "J. German"],
        ),
        (
            "Head of the Fund Jane Gherman left. The head of the Fund K. German smiled.",
            ["Jane Gherman", "K. German"],
        ),
        (
            "President Kairat Umarov met Ambassador Kairat Sarsenov. Mr. Kairat left.",
            ["Kairat Umarov", "Kairat Sarsenov", "Kairat"],
        ),
        (
            "President Aman Doe met Ambassador Olga Doe. Doe left.",
            ["Aman Doe", "Olga Doe", "Doe"],
        ),
        ("President Aman Doe left. A. Doe said so.", ["Aman Doe", "Aman Doe"]),
        (
            "Head of the Fund Kaha Doe left. Head of the Bank Kakha Doe came.",
            ["Kaha Doe", "Kakha Doe"],
        ),
        (
            "Head of the Fund Kaha Doe left. Head of the Fund Kakha Doe came.",
            ["Kaha Doe", "Kakha Doe"],  # perhaps one: only an initial makes it sure
        ),
        ("President José Doe left. President Jose Doe came.", ["José Doe", "José Doe"]),
        ("President J. Doe left. President J.Doe came.", ["J. Doe", "J. Doe"]),
    ],
)
def test_only_the_same_person_is_merged(text, names):
    assert named(text) == names


def test_many_of_one_family_stay_apart():
    merged = merge_forms("Doe", *(f"{first}a Doe" for first in "BCDFGHJKLMNPQRSTVW"))
    assert len(merged) == 19 and all(name == form for form, name in merged.items())


# offices


@pytest.mark.parametrize(
    "row", rule_rows("office_forms", "pattern", "replacement"), ids=lambda row: row.example
)
def test_every_rule_of_the_normal_form(row):
    assert re.sub(row.pattern, row.replacement, row.example) == row.result
    assert re.sub(row.pattern, row.replacement, row.counter) == row.counter


@pytest.mark.parametrize("row", rule_rows("sole_offices", "name"), ids=lambda row: row.name)
def test_every_rule_of_offices_with_one_holder(row):
    assert held_alone(row.example) and not held_alone(row.counter)


@pytest.mark.parametrize(
    "office",
    [
        "President",
        "CEO",
        "King",
        "Minister",
        "Prime Minister",
        "Foreign Minister",
        "Minister of Kazakhstan",
        "Minister of Culture and Sports",
        "President of the University",
        "President of Korea",
        "Governor of the National Bank",
        "Head of AI",
        "Head of Product",
        "Director for Asia",
        "Minister for Europe",
        "Deputy Minister of Health of Chile",
        "Ambassador to Kazakhstan",
        "Ambassador of Chile to Peru",
        "Special Representative of the UN Secretary-General",
        "Representative of UNESCO",
        "Regional Director of UNICEF",
        "Head of Department of UNDP",
    ],
)
def test_offices_that_are_never_compared(office):
    assert not held_alone(office)


@pytest.mark.parametrize(
    "words, normal",
    [
        (
            "Deputy Prime Minister – Minister of Foreign Affairs of Kazakhstan",
            ("Deputy Prime Minister of Kazakhstan", "Minister of Foreign Affairs of Kazakhstan"),
        ),
        ("Kyrgyz Foreign Minister", ("Minister of Foreign Affairs of Kyrgyzstan",)),
        (
            "head of the un Regional Center for Preventive Diplomacy in Central Asia",
            ("Head of UNRCCA",),
        ),
        ("Minister of Culture and Sports", ("Minister of Culture and Sports",)),
        ("UN Secretary-General", ("UN Secretary-General",)),
        ("King of the Hashemite Kingdom of Jordan", ("King of Jordan",)),
        (
            "First Secretary and Consul at the Embassy of Chile",
            ("First Secretary", "Consul at the Embassy of Chile"),
        ),
        (
            "Head of the United Nations Regional Center for Preventive Diplomacy in Central Asia",
            ("Head of UNRCCA",),
        ),
        (
            "Minister of Health of the Kyrgyz Republic",
            ("Minister of Health of Kyrgyzstan",),
        ),
        ("Lao Minister of Health", ("Minister of Health of Laos",)),
        (
            "Ambassador of the Federal Democratic Republic of Nepal",
            ("Ambassador of Nepal",),
        ),
    ],
)
def test_normal_form_of_offices(words, normal):
    assert normal_offices(words) == normal


def test_what_is_no_longer_or_not_yet_held():
    held = (
        "President",
        "Foreign Minister",
        "former President",
        "President-elect",
        "the then Mayor",
    )
    assert [was_held(words) for words in held] == [False, False, True, True, True]


# organisations


def test_what_is_not_in_the_table_is_listed():
    text = "The Osh Bridge Club (OBC) met the PDF, and the UN sent a letter to the OBC."
    found = find_organisations(text)
    names = {mention.words: mention.name for mention in found}
    # letters in brackets may stand for anything (a VPN, an airport), so that they name no body
    assert names == {"Osh Bridge Club": None, "UN": "UN"}


def test_a_body_is_read_to_its_end_and_a_heading_is_none():
    text = "Our Best Bridge Club\n\nThe Museum of Doe County Boats and the Russian Federation met."
    assert [m.words for m in find_organisations(text)] == ["Museum of Doe County Boats"]


def test_white_space_in_a_known_name_makes_no_difference():
    found = find_organisations("They met the Asian  Development Bank and the World\xa0Bank.")
    assert [mention.name for mention in found] == ["ADB", "World Bank"]


def test_a_word_refers_back_to_the_last_that_it_fits():
    text = "The World Bank spoke. The Bank and the Fund left. The IMF came, and the Fund sang."
    names = [mention.name for mention in find_organisations(text)]
    assert names == ["World Bank", "World Bank", "IMF", "IMF"]


def test_a_longer_name_does_not_refer_back_and_full_stops_make_no_difference():
    text = "The World Bank and the U.N. spoke. The Bank of Chile left, and the un-named came."
    found = [(mention.words, mention.name) for mention in find_organisations(text)]
    assert found == [("World Bank", "World Bank"), ("U.N.", "UN"), ("Bank of Chile", None)]


# the seeds


@pytest.mark.parametrize("doc_id", sorted({row["doc_id"] for row in gold("people")}))
def test_people_of_the_seeds(corpus, doc_id):
    raw = corpus["raw"][doc_id]
    wanted = [
        (nth(raw, r["words"], r["nth"]), r["words"], r["name"], r["office"], r["role"])
        for r in gold("people")
        if r["doc_id"] == doc_id
    ]
    table = people(corpus)
    table = table[table["doc_id"] == doc_id].sort_values("start")
    rows = table.itertuples(index=False)
    assert [(r.start, r.words, r.name, r.office or "", r.role) for r in rows] == sorted(wanted)


def test_thirteen_people_one_byline_and_003_shares_nobody(corpus):
    table = roles(corpus)
    assert table[table["role"] == "byline"]["name"].nunique() == 1 and table["name"].nunique() == 14
    shared = table.groupby("name")["doc_id"].agg(lambda ids: {doc[:3] for doc in ids})
    assert shared["Murat Nurtleu"] == shared["Kaha Imnadze"] == {"000", "001"}
    assert shared["Michaela Friberg-Storey"] == {"002", "004"}
    assert shared["Kassym-Jomart Tokayev"] == {"001", "004"}
    assert all(docs == {"003"} for docs in shared if "003" in docs)
    assert set(table.loc[table["name"] == "Kassym-Jomart Tokayev", "role"]) == {"mentioned"}


def test_everybody_has_one_row_a_document():
    letters = "abcdefghijk"
    names = [f"Bor{a}{b}o" for a in letters for b in letters]
    line = "The mayor came by train to see the old bridge over the river in the city. "
    everybody = line + "".join(f"Mr. {name} came too. " for name in names * 2)
    table = roles(small_corpus(a=everybody, b=line + f"Mr. {names[-1]} came too."))
    assert len(table) == len(names) + 1 and set(table["role"]) == {"mentioned"}
    assert table.loc[table["name"] == names[-1], "doc_id"].tolist() == ["a", "b"]


def test_provenance_of_the_seeds(corpus):
    table = provenance(corpus).set_index(corpus.index.str[:3])
    assert table["outlet"].to_dict() == {
        "000": None,
        "001": "nCa",
        "002": None,
        "003": "KAZINFORM",
        "004": None,
    }
    assert table["credit"].to_dict() == {
        "000": "press service of the Kazakh MFA",
        "001": "foreign ministry of Kazakhstan",
        "002": None,
        "003": "the Kazakh MFA’s press service",
        "004": "press service of the Kazakh MFA",
    }
    assert table["author"].dropna().to_dict() == {"003": "Nurmaganbetova Zhanna"}
    assert table["added"].dropna().to_dict() == {"000": "date 2024-08-11", "003": "date 2020-12-29"}
    assert set(table["language"]) == {"en"}


def test_three_regional_centres_are_told_apart(corpus):
    found = {doc_id: document.organisations for doc_id, document in documents(corpus).items()}
    table = pd.DataFrame([(doc_id, *o) for doc_id, named in found.items() for o in named])
    table.columns = ["doc_id", "start", "end", "words", "name"]
    for row in table.itertuples():
        assert corpus["raw"][row.doc_id][row.start : row.end].split() == row.words.split()
    centres = table[table["words"].str.contains("Cent(?:re|er)") & table["name"].notna()]
    assert set(centres["name"]) == {
        "UNRCCA",
        "UN Regional Centre for Sustainable Development for Central Asia and Afghanistan",
        "UNESCO Central Asian Regional Glaciological Centre",
    }
    back = table[table["words"].isin(["Centre", "Center"])]
    assert set(back["name"]) == {"UNRCCA"} and set(back["doc_id"].str[:3]) == {"000", "002"}
    organization = table[table["words"] == "Organization"]
    assert set(organization["name"]) == {"UN"}
    assert set(organization["doc_id"].str[:3]) == {"000", "001", "004"}
    assert "SCO" in set(table.loc[table["words"] == "Shanghai Cooperation Organization", "name"])


def known_days():
    return pd.Series({row["doc_id"]: (row["day"] or None,) * 2 for row in gold("offices")})


def test_offices_of_the_seeds(corpus):
    table = offices(corpus, known_days())
    found = {(r.office, r.name, r.doc_id, r.earliest or "") for r in table.itertuples()}
    wanted = {(r["office"], r["holder"], r["doc_id"], r["day"]) for r in gold("offices")}
    # that the ministry is Kazakhstan's stands in another sentence ("the Kazakh side"): left open
    first = "First Deputy Minister of Foreign Affairs of Kazakhstan"
    open_ = {row for row in wanted if row[0] == first}
    assert (
        found - {(first.removesuffix(" of Kazakhstan"), *row[1:]) for row in open_}
        == wanted - open_
    )


def test_handovers_of_the_seeds(corpus):
    found = handovers(offices(corpus, known_days())).to_dict("records")
    assert sorted(found, key=str) == sorted(gold("handovers"), key=str)


# names and offices over documents


def test_names_merge_across_documents_but_a_single_word_needs_the_office():
    corpus = small_corpus(
        a="The President of Chile Jane Doe met the guests of the city yesterday afternoon.",
        b="The guests of the city were received by President of Chile J. Doe in the morning.",
        c="The guests of the city were received by Mr. Doe in the morning, and all were glad.",
    )
    assert people(corpus)["name"].tolist() == ["Jane Doe", "Jane Doe", "Doe"]
    assert merged_names(corpus) == {"Jane Doe": "Jane Doe", "J. Doe": "Jane Doe", "Doe": "Doe"}


def test_a_middle_name_finds_its_person_on_one_page_alone():
    one = "The guests of the city met Ms. Jane Ann Doe in the morning, and all of them were glad."
    other = "The guests of the town met Ms. Ann Doe in the evening, and all of them were tired."
    corpus = small_corpus(a=one, b=other)
    assert people(corpus)["name"].tolist() == ["Jane Ann Doe", "Ann Doe"]
    assert [person.name for person in find_people(f"{one} {other}")] == ["Jane Ann Doe"] * 2


def test_an_office_takes_the_only_country_that_its_holder_has_elsewhere():
    corpus = small_corpus(
        a="President of Chile Jane Doe met the guests of the city in the early afternoon.",
        b="President Jane Doe met the guests of the city, and President Kim Roe came late.",
        c="President of Peru Kim Roe met the guests of the city in the early afternoon.",
        d="President of Cuba Kim Roe met the guests of the city in the early afternoon.",
    )
    assert offices(corpus)[["office", "name"]].drop_duplicates().values.tolist() == [
        ["President of Chile", "Jane Doe"],
        ["President", "Kim Roe"],
        ["President of Peru", "Kim Roe"],
        ["President of Cuba", "Kim Roe"],
    ]


def test_former_offices_are_not_held():
    corpus = small_corpus(
        a="Former President of Chile Jane Doe met the Mayor of Osh Kim Roe, and both were glad."
    )
    assert offices(corpus)["name"].tolist() == ["Kim Roe"]


def held(office, *names, role="principal"):
    columns = ["office", "name", "doc_id", "words", "role", "earliest", "latest"]
    rows = [
        (office, name, "d", office, role, f"20{20 + i}-01-01", f"20{20 + i}-01-02")
        for i, name in enumerate(names)
    ]
    return pd.DataFrame(rows, columns=columns)


def test_an_office_changes_hands_between_two_known_days():
    found = handovers(held("Mayor of Osh", "Ann", "Bob", "Bob", "Ann"))
    assert found[["before", "after", "earliest", "latest"]].values.tolist() == [
        ["Ann", "Bob", "2020-01-01", "2021-01-02"],
        ["Bob", "Ann", "2022-01-01", "2023-01-02"],
    ]
    unordered = held("Mayor of Osh", "Ann", "Bob").assign(latest="2022-01-01")
    assert handovers(unordered).empty and handovers(unordered.assign(earliest=None)).empty


def test_of_two_holders_on_one_day_none_is_the_later():
    one_day = held("Mayor of Osh", "Ann", "Bob").assign(earliest="2020-01-02", latest="2020-01-02")
    assert handovers(one_day).empty
    assert len(handovers(one_day.assign(latest=["2020-01-01", "2020-01-02"]))) == 1


@pytest.mark.parametrize(
    "office, names",
    [
        ("Mayor of Osh", ["Ann", "Ann"]),
        ("Deputy Minister of Health", ["Ann", "Bob"]),
        ("Special Representative of the UN Secretary-General", ["Ann", "Bob"]),
        ("President", ["Ann", "Bob"]),
        ("CEO", ["Ann", "Bob"]),
        ("Mayor of Osh", ["Jane Doe", "Doe"]),
        ("Mayor of Osh", ["Jane Petrov", "J. Petroff"]),
        ("Mayor of Osh", ["Tokaev", "Jane Tokayev"]),
    ],
)
def test_what_is_no_change_of_office(office, names):
    assert handovers(held(office, *names)).empty


@pytest.mark.parametrize("after", ["Kim Doe", "Jane Roberts", "Roe", "Kim Roberts"])
def test_who_shares_a_part_of_the_name_may_be_the_same(after):
    assert len(handovers(held("Mayor of Osh", "Jane Doe", after))) == (after == "Kim Roberts")


def test_who_is_only_mentioned_holds_no_office_on_the_day_of_the_page():
    ann, bob = (
        held("Mayor of Osh", "Ann", "Bob"),
        held("Mayor of Osh", "Ann", "Bob", role="mentioned"),
    )
    assert handovers(pd.concat([ann[:1], bob[1:]])).empty


# at any scale


def many(n):
    """A text with many people of one family and one initial."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    names = ("A" + letters[i % 26] + letters[i // 26 % 26] + letters[i // 676] for i in range(n))
    return "".join(f"Mr. {name} Doe came. " for name in names)


PIECES = """Minister of |Doe |Deputy |of the |“|A. |Doe, head of |and |said |President Doe, |
Presidents |Head of the Bank and |(UN) | |the meeting |Jane Petrova said and |“No,” he said, |Mr |
Jane Doe. |Doe left, he |a-|A-|The UN. The Organization |F. F. """


@pytest.mark.slow  # shorter ones are read by every reader in test_linear_time
@pytest.mark.parametrize("piece", [*PIECES.replace("|\n", "|").split("|"), "\n"])
@pytest.mark.parametrize("read", [find_people, find_organisations])
def test_time_grows_with_the_length_of_hostile_text(read, piece):
    def reading(size):
        text = piece * (size // len(piece))
        tagged.cache_clear()
        return lambda: read(text)

    assert_growth(reading, 10_000, 40_000, below=8)


def test_time_grows_with_the_number_of_one_family():
    def reading(size):
        text = many(size)
        tagged.cache_clear()
        return lambda: find_people(text)

    assert_growth(reading, 1_000, 4_000, below=8)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("For vice-president, Kim Roe.", [("Kim Roe", None)]),
        ("Cllr Kim Roe left.", [("Kim Roe", None)]),
        ("Mr Jeff Roe left. Jeff T will stay. Jeff left.", [("Jeff Roe", None)] * 2),
        ("Mr Jeff Roe left. They told Roe X was late.", [("Jeff Roe", None)] * 2),
        (
            "Married to Kim Roe, the former adviser Jane Doe left.",
            [("Kim Roe", None), ("Jane Doe", "former adviser")],
        ),
        (
            "They met the Chilean President, Kim Roe, Peru PM, Jane Doe, and others.",
            [("Kim Roe", "Chilean President"), ("Jane Doe", None)],
        ),
        (
            "President of Chile Mr. Kim Roe, the Premier of Peru, Mr. Jan Doe, and others met.",
            [("Kim Roe", "President of Chile"), ("Jan Doe", "Premier of Peru")],
        ),
        (
            "Kim Roe, the Premier of Peru, Mr. Jan Doe, and others met.",
            [("Kim Roe", "Premier of Peru"), ("Jan Doe", None)],
        ),
        (
            "The Chairman of the Halk Maslahaty Kim Roe left.",
            [("Kim Roe", "Chairman of the Halk Maslahaty")],
        ),
        ("Equatorial Guinea Mayor Jane Doe left.", [("Jane Doe", "Mayor")]),
        ("President H. E. Jane Doe Roe left.", [("Jane Doe Roe", "President")]),
        ("The guest speaker, Mayor Jane Doe, left.", [("Jane Doe", "Mayor")]),
        ("The President of Peru, Honorable Kim Roe, met us.", [("Kim Roe", "President of Peru")]),
        ("They saw William A. King there.", [("William A. King", None)]),
        ("They flew from William A. King Airport.", []),
        ("Kim McGuinness, who died, left.", [("Kim McGuinness", None)]),
        ("Councillor Roe met Datuk Seri Kim Doe.", [("Roe", "Councillor"), ("Kim Doe", None)]),
        (
            "They met Kim Doe uulu, Speaker of the House, Jane Roe, Head of the Bank.",
            [("Kim Doe uulu", "Speaker of the House"), ("Jane Roe", "Head of the Bank")],
        ),
        ("The mayor of Osh, Jane Doe, left.", [("Jane Doe", "mayor of Osh")]),
        ("Speaking to the mayor of Osh, Jane Doe left.", [("Jane Doe", None)]),
        ("They met governor Jane R Roe.", []),  # not Jane alone
        ("The Head of the Bank, [Jane] Petrova, left.", []),
    ],
)
def test_whose_office_it_is_and_names_that_are_words(text, wanted):
    assert [m[2:] for m in find_people(text)] == wanted


def test_a_long_list_of_people_is_no_heading():
    found = find_people("Mayor of Osh Kim Roe, " * 14 + "and others met.")
    assert {mention.office for mention in found} == {"Mayor of Osh"}


def test_a_body_is_no_part_of_a_longer_name():
    text = "The Mutual Exchange Agreement and the Council of Foreign Ministers were old."
    assert [o.words for o in find_organisations(text)] == ["Council of Foreign Ministers"]


@pytest.mark.parametrize(
    ("text", "bodies"),
    [
        ("They left the Board at the Annual General Meeting.", []),
        ("They spoke of the Monetary and Finance Committee.", []),
        ("They saw the Kim and Jane Doe Museum there.", []),
        ("The King Bresk Foundation met Roe University Research Professor Jane Doe.", []),
        ("They saw the Jane B. Doe Museum there.", ["Jane B. Doe Museum"]),
        ("The Peru College of Sports Medicine and the Cloud Service Provider met.", []),
        (
            "The Senate of Osh heard the Lake Council Enver Bresk of it.",
            ["Senate of Osh"],  # whether the council ends there, nothing tells
        ),
        ("The Faculty of Science and Glass Works met.", []),
        (
            "The Ministry of Employment and Land Relations met.",
            ["Ministry of Employment and Land Relations"],
        ),
        ("They asked the College of Glass, Dance, and Health there.", []),
        ("The Committee on Glass, Peru Trade and State Roads met.", []),
        ("They asked the Ministry of Land, Glass, Transport and Health there.", []),
        (
            "The Association of African Central Bakers met.",
            ["Association of African Central Bakers"],
        ),
        ("It met the Committee of Peru Bank Governors.", ["Committee of Peru Bank Governors"]),
        ("They joined the Osh Movement Chess Club.", ["Osh Movement Chess Club"]),
        (
            "The Ministry of Glass of Peru on Jan. 3 told the Ministry of Peru.",
            ["Ministry of Peru"],
        ),
        ("The Council of the Fund for Saving the Lake and the Glass Club met.", ["Glass Club"]),
        (
            "The Council of the International Fund for Saving the Aral Sea met.",
            ["IFAS"],
        ),
        ("The Centre for Glass in South Peru Enver Bresk and the Glass Club met.", ["Glass Club"]),
        ("They joined the Osh Movement Chess Network.", []),  # may be a network of chess shops
        (
            "The Peru General Assembly met the Security Council of Chile.",
            ["Peru General Assembly", "Security Council of Chile"],
        ),
        ("They saw the UN Information Service.", []),
        ("The 2nd UN Glass Council met.", ["UN Glass Council"]),
        ("They gave it to the World Glass Fund (WGF) for Peru.", []),
        ("They left Osh Tools Bank (UK) and the UK.", ["Osh Tools Bank"]),
        ("They read of Osh Airport (OSH) and OSH.", []),
        ("The Peru Chess Commission and Glass Council of Chile met.", []),
        ("The Ministry of Glass and Regional Trade and the Office of the Peru Envoy met.", []),
        ("The Council for the Study of Glass in Peru met.", []),
        ("They used the Osh Chess Service, a Merchant Center and a Private Network.", []),
        ("The Club for Stopping GLASS-19 met the Dance, Glass, and Chess Club.", []),
        ("The President of the United Nations Security Council came.", ["UN Security Council"]),
    ],
)
def test_of_a_body_all_is_named_or_nothing(text, bodies):
    assert [o.name or o.words for o in find_organisations(text)] == bodies
