"""No text makes a pattern or a reader hang: time grows with the text, and no faster.

Patterns: what the package compiles while its modules are imported, its tables loaded and pages read
is written down by a watch on the compiler (in a fresh interpreter), and how it is used; patterns in
the code and cells of the tables that were not met so are added. So a new pattern or a new row is
tried without anybody thinking of it. The attacks are made from the parse tree of the pattern: a way
to each repeat, what it repeats, many times over, and a character at which it fails.
Readers: each public one reads hostile texts of three sizes. All times are of the processor.
"""

import ast
import csv
import importlib
import inspect
import json
import pkgutil
import random
import re
import signal
import subprocess
import sys
import time
from collections import namedtuple
from operator import attrgetter
from pathlib import Path

import pytest

from conftest import posix

pytestmark = posix  # attacks are stopped by a signal
HOUSE = Path(__file__).resolve().parents[1]
PACKAGE = HOUSE / "helpers"
FEW = 28  # repeats that show an exponential pattern
LONG = 16_000  # characters that show a quadratic one
LIMIT, FLOOR = 0.5, 0.016  # seconds: beyond these an attack is stopped; below these it is harmless
STEEPEST = 8  # four times the text takes a linear pattern 4 times as long, a quadratic one 16

parser, compiler = re._parser, re._compiler
Used = namedtuple("Used", "pattern flags place way")


# what the package compiles


class Spy:
    """A compiled pattern that writes down how it is used."""

    def __init__(self, pattern, ways):
        self.pattern_, self.ways = pattern, ways

    def __getattr__(self, name):
        method = getattr(self.pattern_, name)
        if not callable(method):
            return method

        def spied(*arguments, **named):
            anchored = name in ("match", "fullmatch") and len(arguments) == 1 and not named
            self.ways.add(name if anchored else "search")  # from many places on, it is a search
            return method(*arguments, **named)

        return spied


def watch():
    """Write down each (pattern, flags) that the package compiles, who asks for it, and its use."""
    seen, compile_ = {}, compiler.compile

    def watched(pattern, flags=0):
        frame = sys._getframe(1)
        while frame and Path(frame.f_code.co_filename).parent.name == "re":
            frame = frame.f_back
        place = Path(frame.f_code.co_filename)
        if PACKAGE not in place.parents or not isinstance(pattern, str):
            return compile_(pattern, flags)
        _, ways = seen.setdefault((pattern, int(flags)), (str(place.relative_to(PACKAGE)), set()))
        return Spy(compile_(pattern, flags), ways)

    compiler.compile = watched
    return seen


def whole_tables():
    """The names of the tables of which every row is compiled, as the package asks for them."""
    rules, names = importlib.import_module("helpers.readers.rules"), set()
    compiled = rules.compiled

    def noted(name, *arguments):
        names.add(name)
        return compiled(name, *arguments)

    rules.compiled = noted
    return names


def exercise():
    """Import every module, load every table, read pages: whatever compiles a pattern does so."""
    broken = []
    for found in pkgutil.walk_packages([str(PACKAGE)], "helpers."):
        try:
            module = importlib.import_module(found.name)
        except Exception as error:  # any: it is told by a test below
            broken.append(f"{found.name}: {error}")
            continue
        for function in vars(module).values():
            needed = hasattr(function, "cache_info") and inspect.signature(function).parameters
            if needed is not False and not needed:
                function()
    pages = [path.read_text(encoding="utf-8") for path in (HOUSE / "seeds").glob("*.txt")]
    pages += [
        path.read_text(encoding="utf-8")
        for path in (HOUSE / "tests/corpus_b").glob("*.txt")
        if "old" not in path.name
    ]
    for read in readers():
        for page in pages:
            read(page)
    return broken


def in_the_code():
    """Patterns written as a literal in a call of `re`: also those that no page came to."""
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            call = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args
            if (
                call
                and getattr(node.func.value, "id", "") == "re"
                and isinstance(node.args[0], ast.Constant)
            ):
                value = node.args[0].value
                text = value.decode("latin-1") if isinstance(value, bytes) else value
                yield text, 0, str(path.relative_to(PACKAGE))


def filled(pattern, parts):
    """A pattern with its parts, which may have parts themselves."""
    for _ in range(5):
        pattern = re.sub("<<(.+?)>>", lambda found: parts.get(found[1], "x"), pattern)
    return pattern


def in_the_tables(whole=()):
    """The cells of a column `pattern`, filled with the rows that stand in others; but for the
    tables that the package compiles whole.
    """
    for path in (PACKAGE / "tables").glob("*.csv"):
        if path.stem in whole:
            continue
        lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line[:1] != "#"]
        rows = [row for row in csv.DictReader(lines) if row.get("pattern")]
        parts = {row.get("name") or row.get("rule"): row["pattern"] for row in rows}
        for row in rows:
            yield filled(row["pattern"], parts), int(re.IGNORECASE), f"tables/{path.name}"


def collect():
    """Print what the package compiles as JSON; run in a fresh interpreter."""
    seen, whole = watch(), whole_tables()
    broken = exercise()
    known = "\n".join(pattern for pattern, _ in seen)
    for pattern, flags, place in [*in_the_code(), *in_the_tables(whole)]:
        if pattern not in known and compiles(pattern):
            seen.setdefault((pattern, flags), (place, set()))
    rows = [[*key, place, way_of(ways)] for key, (place, ways) in seen.items()]
    print(json.dumps([broken, rows, sorted(whole)]))


def way_of(ways):
    """The hardest way in which a pattern is used; where nobody saw it used, a search."""
    return (
        next(iter(ways))
        if len(ways) == 1
        else "search"
        if "search" in ways or not ways
        else "match"
    )


def compiles(pattern):
    try:
        return re.compile(pattern)
    except re.error:
        return None


@pytest.fixture(scope="session")
def compiled():
    """The modules that cannot be imported, the patterns of the package, and its whole tables."""
    code = "import sys; sys.path.insert(0, 'tests'); import test_linear_time as t; t.collect()"
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=HOUSE, capture_output=True, text=True, check=True
    )
    broken, seen, whole = json.loads(run.stdout)
    return broken, [Used(*row) for row in seen], whole


# attacks made from a pattern

ALPHABET = "aA1 .,-'\"\n/:;()_[|*#xzТé“…ж中"
FAILS = ("\x00", " x 1", "!", " x")  # the second contents a look-ahead for words and digits
USUAL = FAILS[:2]
REPEATS = ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT")
ONE = ("IN", "LITERAL", "NOT_LITERAL", "ANY", "CATEGORY")


class Attacker:
    """Builds the attacks on one pattern."""

    def __init__(self, pattern, flags):
        self.tree = parser.parse(pattern, flags)
        self.flags = self.tree.state.flags
        self.random, self.pools, self.found = random.Random(0), {}, []
        self.walk(self.tree, "")
        self.overlap = [pool for pool in self.pools.values() if len(pool) > 1]

    def pool(self, item):
        """The characters of the alphabet that a one-character item matches."""
        key = repr(item)
        if key not in self.pools:
            letters = ALPHABET + (chr(item[1]) if str(item[0]) == "LITERAL" else "")
            if str(item[0]) == "IN":
                letters += "".join(chr(v) for op, v in item[1] if str(op) == "LITERAL")
                letters += "".join(chr(v[0]) for op, v in item[1] if str(op) == "RANGE")
            one = compiler.compile(parser.SubPattern(self.tree.state, [item]), self.flags)
            self.pools[key] = [letter for letter in letters if one.fullmatch(letter)]
        return self.pools[key]

    def sample(self, tree):
        """A text that (mostly) matches a part of the pattern."""
        return "".join(self.sample_one(op, value) for op, value in tree)

    def sample_one(self, op, value):
        name = str(op)
        if name == "LITERAL":
            return chr(value)
        if name in ONE:
            return self.random.choice(self.pool((op, value)) or [""])
        if name == "BRANCH":
            return self.sample(self.random.choice(value[1]))
        if name == "SUBPATTERN":
            return self.sample(value[3])
        if name == "ATOMIC_GROUP":
            return self.sample(value)
        if name in REPEATS:
            return self.sample(value[2]) * max(value[0], self.random.randint(0, 1))
        return ""

    def walk(self, tree, way):
        """Find each repeat, with a text that leads to it."""
        for op, value in tree:
            name = str(op)
            if name in REPEATS:
                if value[1] >= 8:
                    self.found.append((way, value[2]))
                self.walk(value[2], way)
            elif name == "BRANCH":
                for branch in value[1]:
                    self.walk(branch, way)
            elif name == "SUBPATTERN":
                self.walk(value[3], way)
            elif name == "ATOMIC_GROUP":
                self.walk(value, way)
            elif name in ("ASSERT", "ASSERT_NOT"):
                self.walk(value[1], way)
            way += self.sample_one(op, value)

    def bodies(self, body, many):
        """Texts for one round of a repeat: those that most other repeats match too come first."""
        if len(body) == 1 and str(body[0][0]) in ONE:
            pool = self.pool(body[0])
            shared = sorted(pool, key=self.chances, reverse=True)
            yield from shared[:many]
            if many > 1:
                yield "".join(shared[:2])
        else:
            samples = [self.sample(body) for _ in range(2 * many)]
            yield from dict.fromkeys([sample for sample in samples if sample][:many])
            yield "".join(samples[:2])

    def chances(self, letter):
        """How many parts of the pattern match a letter; those that name it count more."""
        named = 2 * self.tree.state.str.count(letter) if not letter.isalnum() else 0
        return named + sum(letter in pool for pool in self.overlap)

    def attacks(self, many=2, fails=USUAL):
        """The attacks as (way to the repeat, what is repeated, what fails)."""
        built = [
            (way, body, fail)
            for way, repeated in self.found
            for body in self.bodies(repeated, many)
            for fail in fails
        ]
        again = [("", way + body, fail) for way, body, fail in built if way]
        words = re.findall(r"[^\W\d_]{3,}", self.tree.state.str)[: 3 * many]
        return dict.fromkeys([*built, *again, *(("", word + " ", fails[0]) for word in words)])


# times


class TooSlow(Exception):
    """An attack was stopped."""


def stop(*_):
    raise TooSlow


def seconds(work, limit=LIMIT):
    """The processor time of some work, infinite where it was stopped."""
    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, limit)
    started = time.process_time()
    try:
        work()
        return time.process_time() - started
    except TooSlow:
        return float("inf")
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def harm(work, size=LONG, floor=FLOOR, limit=LIMIT):
    """What an attack costs where that grows too fast, else None; `work(size)` is the attack.

    Before it is called harmful it is tried in three rounds, and then with twice the text, which
    tells a quadratic pattern from a bounded one: other programs make noise.
    """
    once = seconds(lambda: work(size), limit)
    if once < floor:
        return None
    if once == float("inf"):
        return f"more than {limit} s at {size}"
    if once < STEEPEST * max(seconds(lambda: work(size // 4), limit), floor / STEEPEST):
        return None
    times = [
        min(seconds(lambda n=length: work(n), limit) for _ in range(3))
        for length in (size // 4, size // 2, size)
    ]
    if times[2] < STEEPEST * max(times[0], floor / STEEPEST):
        return None
    most = STEEPEST * max(times[1], floor / STEEPEST)
    if any(seconds(lambda: work(2 * size), most) < most for _ in range(2)):
        return None
    return " ".join(f"{took:.4f}" for took in times) + f" s at n, 2n, 4n = {size}"


def harmful(used, many=2, fails=USUAL):
    """The first attack on a pattern that takes too long, with its times, or None."""
    use = getattr(re.compile(used.pattern, used.flags), used.way)
    for way, body, fail in Attacker(used.pattern, used.flags).attacks(many, fails):

        def text(size, way=way, body=body, fail=fail):
            return way + body * (size // len(body)) + fail

        def work(size, text=text):
            use(text(size))

        few = FEW * len(body)
        if seconds(lambda work=work, few=few: work(few), 0.3) > 0.1:
            return f"{way!r} + {body!r} * {FEW} + {fail!r}: exponential"
        if times := harm(work):
            return f"{way!r} + {body!r} * n + {fail!r}: {times}"
    return None


def report(patterns, **how):
    return [
        f"{used.place}  {used.way} {used.pattern[:90]!r}  {attack}"
        for used in patterns
        if (attack := harmful(used, **how))
    ]


HANGS = [
    r"(a+)+$",
    r"(?:[A-Z]\w* ?)+$",
    r"(?:\d\d?:\d\d|[-–, |]+|\w+ ?)+ views",
    r"(?=.*\d)(?:\d\d?:\d\d|[-–, |]+|\w+ ?)+ views",
    r"(?:a|ab?)*c",
    r"(?:\s*\S+)*\s*;",
]
QUADRATIC = [
    r"\s*\s*x",
    r"\s+x",
    r"\w+@",
    r"^.*;.*,.*\.x",
    r"[ \d:-]*\d+[ \d]*x",
    r"the [^.]*?\bconsists of",
    r"<[^>]*>",
    r"(?=.*x)a",
]
HARMLESS = [
    r"\d{1,3}(?:,\d{3}){0,4}",
    r"(?:\w{1,20} ?+){1,5}+;",
    r"\([^()]*\)",
    r"(?<!\w)\w{1,40}@",
    r"\([^()]{0,40}\)",
    r"(?:[A-Z]\w* ?)+",
    r"[a-z]{3,12} \d\d?",
]


WEEKLY = [pytest.param(p, marks=pytest.mark.slow) for p in (*HANGS[1:], *QUADRATIC[1:])]


@pytest.mark.parametrize("pattern", [HANGS[0], QUADRATIC[0], *WEEKLY])
def test_a_pattern_that_hangs_is_found(pattern):
    assert harmful(Used(pattern, 0, "here", "search"))


@pytest.mark.parametrize("pattern", HARMLESS)
def test_a_pattern_that_is_linear_is_left_alone(pattern):
    assert harmful(Used(pattern, 0, "here", "search"), many=5, fails=FAILS) is None


def test_a_pattern_that_is_only_matched_from_the_start_is_tried_so():
    assert harmful(Used(r"\w+@", 0, "here", "match")) is None


def test_a_new_row_and_a_new_pattern_are_met(tmp_path, monkeypatch):
    (tmp_path / "tables").mkdir()
    table = "# words\nkind,name,pattern\npart,gap,[ -]*\nrule,two,x<<gap>>\\s*y\n"
    (tmp_path / "tables" / "new.csv").write_text(table, encoding="utf-8")
    (tmp_path / "new.py").write_text("import re\n\nre.sub(r'a+b', '', 'c')\n", encoding="utf-8")
    monkeypatch.setattr(sys.modules[__name__], "PACKAGE", tmp_path)
    rows = [*in_the_tables(), *in_the_code()]
    assert [pattern for pattern, *_ in rows] == ["[ -]*", r"x[ -]*\s*y", "a+b"]
    assert harmful(Used(*rows[1], "search")) and harmful(Used(*rows[2], "search"))


def test_every_module_was_met(compiled):
    broken, seen, whole = compiled
    assert not broken
    assert len(seen) > 100
    tables = ["event_patterns", "name_patterns", "sole_offices", "speech_frames", "text_shapes"]
    assert whole == tables


def test_every_pattern_of_the_package_is_linear(compiled):
    assert report(compiled[1]) == []


@pytest.mark.slow
def test_every_pattern_of_the_package_is_linear_under_every_attack(compiled):
    assert report(compiled[1], many=8, fails=FAILS) == []


# the readers

MANY = 8_000  # characters of the longest of three hostile texts
SLOW = 0.025  # seconds for these: what is read faster is not measured again


def numbered(unit):
    """Texts of a size in which each piece is another one, years among them from the start."""
    numbers = [number * 6007 % 10_000 for number in range(10_000)]
    return lambda size: "".join(
        unit.format(number + 10_000 * times)
        for times in range(size // len(unit) // 10_000 + 1)
        for number in numbers
    )[:size]


def nested(opening, closing):
    return lambda size: opening * (size // 3) + closing * (size // 3)


MONTHS = "January February March April May June July August September October November December "
UNITS = {
    "family names": "Doe ",
    "days of a month": "20 May 2020 ",
    "whole sentences": "A sentence of words that ends. ",
    "Mr": "Mr ",
    "Dr.": "Dr. ",
    "a family name": "Novak ",
    "a name": "Ann Berg ",
    "a name and a verb": "Ann Berg said. ",
    "a family name alone behind a name": "Ann Berg met Berg. ",
    "initials": "A. ",
    "glued initials": "A.B.",
    "an office": "Minister of Foreign Affairs ",
    "deputies": "Deputy ",
    "heads of heads": "Head of the ",
    "chains of and": "Ann and ",
    "commas": "Ann, ",
    "possessives": "Ann's ",
    "capitals": "ABC ",
    "one capital word": "A",
    "one long word": "a",
    "mixed cases": "aB",
    "quotation marks": '"',
    "quoted letters": '"a" ',
    "opening quotation marks": "“",
    "closing quotation marks": "”",
    "guillemets": "« ",
    "apostrophes": "'",
    "spoken": "“We met,” she said. ",
    "said": "said ",
    "according to": "according to ",
    "opening brackets": "(",
    "closing brackets": ")",
    "square brackets": "[",
    "links": "[a](b) ",
    "open links": "[a](",
    "pictures": "![](",
    "angles": "<",
    "tags": "<b>",
    "stars": "*",
    "underscores": "_",
    "rules": "- ",
    "hyphens": "-",
    "hyphens and a clock": "12:30 - - - ",
    "dashes": "—",
    "slashes": "/",
    "dots": ".",
    "dots and blanks": ". ",
    "exclamations": "!",
    "colons": "a: ",
    "blanks": " ",
    "tabs": "\t",
    "no-break spaces": "\xa0",
    "line ends": "\n",
    "old line ends": "\r",
    "both line ends": "\r\n",
    "form feeds": "\x0c",
    "line separators": "\u2028",
    "letters on lines": "a\n",
    "letters and empty lines": "a\n\n",
    "capitals on lines": "A b.\n",
    "sentences": "The rivers rose. ",
    "sentences on lines": "The rivers of the region rose in May and fell again in June.\n",
    "bullets": "• a\n",
    "headings": "# A\n",
    "digits": "1",
    "digits and blanks": "1 ",
    "digits and dots": "1.",
    "digits and slashes": "1/2/",
    "years": "2020 ",
    "years joined": "2020-",
    "days": "3 May 2021 ",
    "days on lines": "3 May 2021\n",
    "published": "Published: 3 May 2021\n",
    "days in numbers": "03/05/2021 ",
    "months": MONTHS,
    "one month": "May ",
    "weekdays": "Monday ",
    "ordinals": "first second ",
    "numbers in words": "one hundred and ",
    "durations": "two years and ",
    "ago": "three days ago ",
    "of the": "of the ",
    "the year": "the year ",
    "clocks": "12:30 ",
    "views": "12 views ",
    "combining marks": "a\u0301",
    "only combining marks": "\u0301",
    "surrogates": "\ud800",
    "surrogates in words": "The \udfff rivers. ",
    "zero-width spaces": "\u200b",
    "zero-width joiners": "a\u200d",
    "right-to-left marks": "\u202e",
    "isolates": "\u2066a",
    "null characters": "\x00",
    "emoji": "\U0001f600",
    "han": "水",
    "han sentences": "他们在周四见面。",
    "thai": "กขค",
    "arabic": "التقى ",
    "cyrillic": "Встреча прошла. ",
    "dotted capital": "\u0130",
    "wide digits": "１",
    "superscripts": "²",
    "entities": "&nbsp;",
    "addresses": "http://a.b/c?d=e&",
    "mail": "a@b.c ",
    "at signs": "@",
    "escapes": "\x1b[31m",
    "a long number": "1234567890",
    "a day without a year": "May 3 ",
    "a month or a name": "April Jones ",
    "a feast": "Christmas ",
    "today": "today ",
    "a year": "a year ",
    "plans": "had been due to ",
    "and a": "and a ",
    "the": "the ",
    "now": "now ",
    "ready": "is ready to ",
    "opened letters": "“a",
    "quoted answers": "“No.” ",
    "a quoted answer and he": "“No,” he said, ",
    "a quoted answer and its speaker": "“No,” said Jane Petrova. ",
    "quoted paragraphs": "“Yes, it is so late,” he said.\n\n",
    "he said": "He said. ",
    "the mayor said": "the mayor said. ",
    "said and": "Jane Petrova said and ",
    "an office and a name": "President Doe, ",
    "several offices": "Presidents ",
    "an open office": "Minister of ",
    "offices joined": "Head of the Bank and ",
    "a name and an open office": "Doe, head of ",
    "a name and he": "Doe left, he ",
    "twin initials": "F. F. ",
    "joined capitals": "A-",
    "joined letters": "a-",
    "a body": "UN ",
    "a body in brackets": "(UN) ",
    "a body taken up": "The UN. The Organization ",
    "a country": "Kazakhstan and ",
    "the meeting": "the meeting ",
    "a list that is agreed to": "– agreed to:\n\n",
    "short sentences on lines": "a b c d e f g.\n",
    "quoted lines": "> ",
    "guillemets on lines": "«\n",
    "clocks on lines": "12:30\n",
    "places": "ASTANA ",
    "words": "word ",
    "capital words": "Ab ",
    "and": "and ",
    "full names": "Jane Doe. ",
    "open addresses": "https://a/",
    "scripts": "<script>\n",
}
TEXTS = {
    **{
        name: lambda size, unit=unit: (unit * (size // len(unit) + 1))[:size]
        for name, unit in UNITS.items()
    },
    "numbers": numbered("{} "),
    "numbers on lines": numbered("{}\n"),
    "many of one family": numbered("Ann{} Berg said. "),
    "many families": numbered("Ann Berg{} said. "),
    "many words": numbered("a{} "),
    "many days": numbered("3 May {:04}\n"),
    "many sentences": numbered("The river {} rose. "),
    "nested brackets": nested("(", ")"),
    "nested quotations": nested("“", "”"),
    "nested links": nested("[", "]("),
    "an open quotation": lambda size: "“" + "The rivers rose. " * (size // 17),
    "a last quotation": lambda size: "The rivers rose. " * (size // 17) + "” he said.",
    "no line end but one": lambda size: "a " * (size // 4) + "\n" + "a " * (size // 4),
}


# module → its public readers; a document is read whole, each property once
READERS = {
    "cleaning": ["label_spans", "clean_text"],
    "publication": ["publication_date"],
    "language": ["language_of"],
    "dates": ["find_dates", "check_dates"],
    "names": ["find_people", "tagged"],
    "offices": ["find_organisations", "normal_offices"],
    "voices": ["quotations"],
    "terms": ["tokenise"],
    "text": ["sentences"],
    "document": ["Document"],
}
# weekly: they do little more than others here, or are the first step of these
ALIKE = ["dates.check_dates", "cleaning.clean_text", "names.tagged"]
PROPERTIES = ["dates", "names", "organisations", "voices", "undertakings", "roles", "events"]
NAMES = [f"{module}.{name}" for module, names in READERS.items() for name in names]
ARGUMENTS = {name: ("2024-02-20",) for name in ("find_dates", "check_dates")}


def reader(name):
    """A reader by its name, as a function of a text."""
    module, name = name.split(".")
    module = importlib.import_module(f"helpers.readers.{module}")
    if name == "Document":
        read_all = fresh(attrgetter(*PROPERTIES))
        return lambda text: read_all(module.Document("d", text))
    function = fresh(getattr(module, name))
    return lambda text: function(text, *ARGUMENTS.get(name, ()))


KEPT = {"tags": "tagged", "offices": "normal_offices", "furniture": "rule_of"}


def fresh(function):
    """A function before which what the readers keep of earlier texts is forgotten."""

    def forgetful(*arguments):
        for module, kept in KEPT.items():
            getattr(importlib.import_module(f"helpers.readers.{module}"), kept).cache_clear()
        return function(*arguments)

    return forgetful


def readers():
    """The readers that can be imported."""
    for name in NAMES:
        try:
            yield reader(name)
        except Exception:  # any: it is told by a test below
            continue


def slow_texts(name, size, floor, limit):
    """The hostile texts on which a reader fails, or takes too long."""
    try:
        read = reader(name)
    except (ImportError, AttributeError) as error:  # while the readers are being built
        pytest.skip(str(error))
    read("The rivers of the region rose in May.")  # its rules are loaded
    failed = []
    for kind, text in TEXTS.items():
        try:
            times = harm(lambda length, text=text: read(text(length)), size, floor, limit)
        except Exception as error:  # whatever it is: a reader reads every text
            times = repr(error)[:200]
        failed += [f"{kind}: {times}"] if times else []
    return failed


def test_a_reader_that_is_quadratic_is_found():
    assert harm(lambda size: re.findall(r"\w+@", "a" * size), MANY, SLOW, 5)
    assert harm(lambda size: re.findall(r"\w+", "a " * 40 * size), MANY, SLOW, 5) is None


def test_there_are_enough_hostile_texts():
    assert len(TEXTS) >= 150
    assert all(len(text(400)) <= 500 for text in TEXTS.values())


@pytest.mark.parametrize("name", [name for name in NAMES if name not in ALIKE])
def test_a_reader_takes_a_time_that_grows_as_the_text(name):
    assert slow_texts(name, MANY, SLOW, 5) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_a_reader_reads_a_megabyte_of_anything(name):
    assert slow_texts(name, 1_000_000, 8, 120) == []
