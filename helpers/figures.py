"""The figures: one house style, one meaning for each mark over all of them, each with the numbers
it draws.

Every `draw_…` gives `(figure, table)`: the figure and the DataFrame of exactly what is drawn. What
is too much for a figure is ranked, and the figure itself says how many of how many it shows.
"""

from datetime import date
from pathlib import Path
from textwrap import shorten, wrap

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.dates import DateFormatter, YearLocator, date2num

from helpers.timeline import WITHIN, when_in_words

INK, GREY, BLUE, ORANGE = "#1a1a1a", "#5f5f5f", "#1f4e79", "#a04000"  # each 4.5 : 1 on white
PARTS = ["body", "title, date, author, caption", "boilerplate"]  # of a page
SERIES = {
    "agreement": "the texts",
    "null_corpus": "words shuffled over the corpus",
    "null_document": "words shuffled within each document",
}
# how a row of the timeline is drawn: where and how high, filled and edged with which colour
BARS = {
    "reported": (0, 0.3, "white", BLUE, "one day within"),
    "narrowed": (0, 0.44, BLUE, BLUE, "with outside facts"),
    "planned": (0.36, 0.08, ORANGE, INK, "planned"),
    "background": (0.36, 0.08, "white", GREY, "looked back on"),
}
SHADES = ["#1f4e79", "#7fa3c7", "#d6e2ee", "#f2f2f2"]  # of the words of a grid, the strongest first
DRAWN = 20  # rows of a figure
COLUMNS = 5  # of a grid: a word has to fit into a cell


def canvas(height):
    """A figure so many inches high and its axes, in the house style whatever the user's is."""
    plt.rcdefaults()
    plt.style.use(Path(__file__).parent / "templates" / "figures.mplstyle")
    return plt.subplots(figsize=(6.5, height))


def draw_kept_and_removed(lines, names):
    """A bar a document: the characters of the PARTS of the page; the pages that lose most first."""
    label = lines["label"].where(lines["label"].isin(PARTS), PARTS[1])
    sizes = (lines["end"] - lines["start"]).groupby([lines["doc_id"], label]).sum()
    sizes = sizes.unstack(fill_value=0).reindex(columns=PARTS, fill_value=0)
    drawn = sizes.loc[_most(sizes.drop(columns="body").sum(axis=1))]
    figure, axes = canvas(1.1 + 0.4 * len(drawn))
    look = {"color": [BLUE, "white", "#b8b8b8"], "edgecolor": INK, "linewidth": 0.5, "width": 0.65}
    drawn.plot.barh(stacked=True, ax=axes, **look)
    _rows(axes, [names[doc_id] for doc_id in drawn.index])
    axes.set(xlabel="characters of the page", ylabel="")
    _tell_share(axes, "characters of the pages that lose most", len(drawn), len(sizes))
    axes.legend(loc="lower right", bbox_to_anchor=(1, 1), ncols=3)
    return figure, sizes.reset_index().melt("doc_id", var_name="kind", value_name="characters")


def draw_grid(cells, strength, names):
    """A grid of words from a table of three columns, the row, `doc_id` and the word; the stronger
    the word, the darker its cell; empty: not named.
    """
    row = cells.columns[0]
    shared = cells[row].duplicated(keep=False)  # named by other documents, too
    counts = shared.groupby(cells["doc_id"]).sum()
    columns = _most(counts.reindex([name for name in names if name in counts]), COLUMNS)
    drawn = cells[cells["doc_id"].isin(columns)]
    rows = _most(drawn[row].value_counts(sort=False))
    drawn = drawn[drawn[row].isin(rows)]
    figure, axes = canvas(0.9 + 0.34 * len(rows))
    for label, doc_id, text in drawn.itertuples(index=False):
        y, x, rank = rows.index(label), columns.index(doc_id), strength.index(text)
        colour, ink = SHADES[min(rank, len(SHADES) - 1)], INK if rank else "white"
        axes.barh(y, 0.94, left=x - 0.47, height=0.86, color=colour, edgecolor=GREY)
        axes.text(x, y, text, ha="center", va="center", fontsize=9, color=ink)
    _rows(axes, [shorten(str(label), 40, placeholder="…") for label in rows], "nothing is named")
    axes.set_xticks(range(len(columns)), [_folded(names[c], 11) for c in columns], fontsize=8)
    axes.set_xlim(-0.5, max(len(columns), 1) - 0.5)
    axes.xaxis.tick_top()
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    _tell_share(axes, "cells, of documents with most in common", len(drawn), len(cells))
    return figure, cells.set_axis(["row", "doc_id", "word"], axis=1)


def draw_timeline(timeline, narrowed, names):
    """A row a reported event: a dot is a known day, a hollow bar one day within bounds, whose text
    says which end is not known; a filled bar is what outside facts leave of it (`narrowed`, the
    timeline with them).
    """
    events = timeline[timeline["role"] == "reported"]
    facts = narrowed.query("role == 'reported' and certainty == 'with an outside fact'")
    shown = events.loc[_telling(events)]
    low, high = _axis(pd.concat([shown, timeline[timeline["role"] == "publication"]]))
    figure, axes = canvas(1.2 + 0.62 * max(1, len(shown)))
    rows = pd.concat([timeline, facts.assign(role="narrowed")])
    rows[["first", "last"]] = date2num(rows[["earliest", "latest"]].astype("datetime64[s]"))
    for y, doc_id in enumerate(shown["doc_id"]):
        for row in rows[rows["doc_id"] == doc_id].to_dict("records"):
            _draw_row(axes, row, y, low, high)
    _rows(axes, [_folded(names[doc_id], 26) for doc_id in shown["doc_id"]], "no event is reported")
    axes.set_xlim(low, high)
    # no more labels than there is room for
    axes.xaxis.set_major_locator(YearLocator(base=max(1, round((high - low) / 365 / 7))))
    axes.xaxis.set_major_formatter(DateFormatter("%Y"))
    axes.grid(axis="x")
    _tell_share(axes, "reported events, those best known", len(shown), len(events))
    marks, labels = axes.get_legend_handles_labels()
    key = dict(zip(labels, marks, strict=True))  # each mark once
    axes.legend(key.values(), key, loc="lower right", bbox_to_anchor=(1, 1), ncols=3)
    return figure, timeline


def draw_agreement(choice):
    """Agreement of the topics under resampling by their number, beside that of shuffled words."""
    figure, axes = canvas(3.0)
    table = choice.rename(columns={"spread": "agreement_spread"})
    for place, (name, label) in enumerate(SERIES.items()):
        if table[name].notna().any():
            x = table["n_topics"] + 0.12 * (place - 1)  # beside each other
            look = {"fmt": "Ds^"[place], "color": GREY if place else INK, "capsize": 4}
            axes.errorbar(x, table[name], table[f"{name}_spread"], label=label, **look)
    axes.set(xlabel="number of topics", ylabel="agreement of top terms", ylim=(0, 1))
    axes.set_xticks(choice["n_topics"])
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2)
    return figure, choice


# --- what the drawings share ------------------------------------------------


def _most(counts, most=DRAWN):
    """The labels with the largest counts, as many as a figure holds, in their own order."""
    return list(counts.index[counts.rank(method="first", ascending=False) <= most])


def _telling(events):
    """The events to draw, in order of time: those whose day is best known where there are many."""
    known = events[["earliest", "latest"]].notna().sum(axis=1)
    known += events["earliest"] == events["latest"]
    return _most(known[known > 0])


def _axis(rows):
    """First and last day of an axis: whole years that hold nine tenths of the days by which
    something was known, so that no odd year stretches it.
    """
    days = rows["latest"].fillna(rows["earliest"]).dropna()
    years = sorted(int(day[:4]) for day in days) or [2000]
    cut = len(years) // 20
    first, last = max(years[cut], 2), min(years[-1 - cut], 9997)
    return date2num(date(first - 1, 1, 1)), date2num(date(last + 1, 12, 31))


def _draw_row(axes, row, y, low, high):
    """One row of a timeline, drawn as its role has it."""
    role, first, last = row["role"], row["first"], row["last"]
    event = role in ("reported", "narrowed")
    if role == "publication":
        axes.plot(first, y - 0.32, "v", color="w", markeredgecolor=INK, markersize=7, label=role)
    elif event and first == last:
        axes.plot(first, y, "o", color=INK, markersize=8, label="known day")
    elif event or last >= low:  # not so where it is not known
        place, height, fill, edge, label = BARS[role]
        start, stop = max(low, first), min(high, last)
        look = {"facecolor": fill, "edgecolor": edge, "linewidth": 1.4, "label": label}
        # an end that is not there is not drawn: the bar goes on beyond the axis
        left = start if first >= low else low - 99
        right = stop if last <= high else high + 99
        axes.barh(y + place, max(0, right - left), height, left, **look)
        if event:
            gap = (high - low) / 35 if role == "narrowed" else 0  # to the mark of a publication
            at, side = (stop - gap, "right") if gap or pd.isna(last) else (start, "left")
            axes.text(at, y - 0.32, _untold(row, low), va="center", ha=side, fontsize=9)


def _untold(row, low):
    """What a bar cannot tell: an end that is not known or not on the axis, and what is likely."""
    first, last = row["first"], row["last"]
    if row["role"] == "narrowed":
        likely = row["likely"]
        return f"likely: {likely}" if likely else when_in_words(row).removeprefix(WITHIN)
    if last < low:
        return f"← by {row['latest'][:4]}"
    if pd.isna(first) or pd.isna(last):
        return f"{'start' if pd.isna(first) else 'end'} not known"
    return f"← not before {row['earliest'][:4]}" if first < low else ""


def _folded(text, width):
    """Text in lines of a width, also broken behind the first comma and an en dash."""
    parts = str(text).replace("–", "– ").replace(", ", ",\n", 1).splitlines()
    lines = [line for part in parts for line in wrap(part, width, max_lines=4, placeholder=" …")]
    return "\n".join(lines).replace("– ", "–")


def _tell_share(axes, what, shown, total):
    """Say below a figure how many of how many things are drawn, where some are not."""
    if shown < total:
        axes.set_xlabel(f"{what}: {shown} of {total} are drawn")


def _rows(axes, labels, none=""):
    """Rows from the top down, named at the left; words in their place where there are none."""
    if not labels:
        axes.text(0.5, 0.5, none, ha="center", transform=axes.transAxes)
    axes.set_yticks(range(len(labels)), labels)
    axes.set_ylim(max(len(labels), 1) - 0.4, -0.6)
