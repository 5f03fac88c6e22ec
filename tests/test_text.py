"""Text: how sentences, lines, words and marks look, each shape by its example."""

import pytest

from helpers.readers.rules import rule_rows
from helpers.readers.text import sentences, shapes

SHAPES = rule_rows("text_shapes", "name", "pattern", "example", "counter")


@pytest.mark.parametrize("row", SHAPES, ids=lambda row: row.name)
def test_each_shape_is_found_in_its_example_and_not_in_its_counter_example(row):
    shape = getattr(shapes, row.name)
    example, counter = (s.replace("_", " ").replace("¶", "\n") for s in (row.example, row.counter))
    assert shape.search(example) and not shape.search(counter)
    assert len(row.pattern) < 300


@pytest.mark.parametrize(
    "second", ["„We go“ is a song.", "»We go« is a song.", "«We go» is a song."]
)
def test_each_mark_that_opens_a_quotation_opens_a_sentence(second):
    text = f"They left. {second}"
    assert [text[a:b] for a, b in sentences(text)] == ["They left.", second]


def test_a_sentence_ends_where_a_blank_was_lost_but_an_abbreviation_ends_none():
    text = "They met at the Palace.The guest left the town.He came back"
    assert [text[a:b] for a, b in sentences(text)] == [
        "They met at the Palace.",
        "The guest left the town.",
        "He came back",
    ]
    assert len(sentences("The talk by Prof.He Lin on 3 Sept.The hall was full")) == 1


def test_the_number_of_an_item_ends_no_sentence():
    assert len(sentences("1. The sides met.")) == len(sentences("Prof.A. Berg spoke.")) == 1
    assert len(sentences("They met in room 1. The sides left.")) == 2


def test_a_mark_that_closes_a_quotation_opens_no_sentence():
    assert len(sentences("« They left. » Nobody spoke.")) == 1
