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

INK, GREY, BLUE, ORANGE = "#1a1a1a", "#5f5f5f", "#1f4e79", "#a04000"  # each 4.5 : 1 on white
# fill and hatch of the parts of a bar: told apart without colour
LOOKS = [(BLUE, ""), ("white", "///"), ("#d9d9d9", ""), ("white", "..."), ("#8c8c8c", "")]
SHADES = ["#1f4e79", "#7fa3c7", "#d6e2ee", "#f2f2f2"]  # of the words of a grid, the strongest first
DRAWN = 20  # rows of a figure
COLUMNS = 7  # of a grid: a word has to fit into a cell


def canvas(height):
    """A figure so many inches high and its axes, in the house style whatever the user's is."""
    plt.rcdefaults()
    plt.style.use(Path(__file__).parent / "templates" / "figures.mplstyle")
    return plt.subplots(figsize=(6.5, height))


def draw_kept_and_removed(lines, names):
    """A bar a document: characters kept as body, and removed by reason; the pages that lose most
    first.
    """
    kind = lines["label"].where(lines["label"] != "boilerplate", lines["reason"])
    sized = lines.assign(kind=kind, size=lines["end"] - lines["start"])
    sizes = sized.pivot_table("size", "doc_id", "kind", "sum", fill_value=0)
    order = sorted(sizes, key=lambda k: (k != "body", -sizes[k].sum(), k))
    shown = sizes.loc[_most(sizes.drop(columns="body", errors="ignore").sum(axis=1))]
    drawn = shown[order[:4]].assign(other=shown[order[4:]].sum(axis=1))
    figure, axes = canvas(1.3 + 0.4 * len(drawn))
    look = {"edgecolor": INK, "linewidth": 0.5, "width": 0.65, "legend": False}
    drawn.plot.barh(stacked=True, ax=axes, color=[colour for colour, _ in LOOKS], **look)
    for bars, (_, hatch) in zip(axes.containers, LOOKS, strict=False):
        plt.setp(bars, hatch=hatch)
    _rows(axes, [names[doc_id] for doc_id in drawn.index])
    axes.set(xlabel=_of("characters of the page", len(drawn), len(sizes)), ylabel="")
    axes.legend(loc="lower right", bbox_to_anchor=(1, 1), ncols=3)
    table = sizes[order].reset_index().melt("doc_id", value_name="characters")
    return figure, table.query("characters > 0")


def draw_grid(cells, strength, names):
    """A grid of words from a table of three columns, the row, `doc_id` and the word; the stronger
    the word, the darker its cell; empty: not named.
    """
    row = cells.columns[0]
    rows, columns = _telling_part(cells[row], cells["doc_id"], names)
    figure, axes = canvas(0.9 + 0.34 * len(rows))
    drawn = cells[cells[row].isin(rows) & cells["doc_id"].isin(columns)]
    for label, doc_id, text in drawn.itertuples(index=False):
        y, x, rank = rows.index(label), columns.index(doc_id), strength.index(text)
        colour, ink = SHADES[min(rank, len(SHADES) - 1)], INK if rank else "white"
        axes.barh(y, 0.94, left=x - 0.47, height=0.86, color=colour, edgecolor=GREY)
        axes.text(x, y, text, ha="center", va="center", fontsize=9, color=ink)
    _rows(axes, [shorten(str(label), 40, placeholder="…") for label in rows], "nothing is named")
    width = min(11, 66 // max(1, len(columns)))
    axes.set_xticks(range(len(columns)), [_folded(names[column], width) for column in columns])
    axes.set_xlim(-0.5, max(len(columns), 1) - 0.5)
    axes.xaxis.tick_top()
    axes.tick_params(axis="x", labelsize=8)
    axes.tick_params(which="both", length=0)
    axes.spines[:].set_visible(False)
    if len(drawn) < len(cells):
        all_rows, all_columns = cells[row].nunique(), cells["doc_id"].nunique()
        sizes = f"{len(rows)} of {all_rows} rows, {len(columns)} of {all_columns} documents"
        axes.set_xlabel(f"drawn, those most often named:\n{sizes}")
    return figure, cells.set_axis(["row", "doc_id", "word"], axis=1)


def draw_timeline(timeline, narrowed, names):
    """A row a reported event: a dot is a known day, a hollow bar one day within bounds, a broken
    end a bound that is not known; a filled bar is what outside facts leave of it (`narrowed`,
    the timeline with them).
    """
    events, facts = _reported(timeline), _reported(narrowed)
    facts = facts[facts["certainty"] == "with an outside fact"]
    others = timeline[timeline["role"] != "reported"]
    shown = events.loc[_telling(events)]
    low, high = _axis(pd.concat([shown, timeline[timeline["role"] == "publication"]]))
    figure, axes = canvas(1.2 + 0.62 * max(1, len(shown)))
    for y, (doc_id, event) in enumerate(shown.iterrows()):
        _draw_when(axes, event, y, low, high, filled=False)
        if doc_id in facts.index:
            _draw_when(axes, facts.loc[doc_id], y, low, high, filled=True)
        for other in others[others["doc_id"] == doc_id].to_dict("records"):
            _draw_other(axes, other, y, low, high)
    _rows(axes, [_folded(names[doc_id], 26) for doc_id in shown.index], "no event is reported")
    axes.set_xlim(low, high)
    # no more labels than there is room for
    axes.xaxis.set_major_locator(YearLocator(base=max(1, round((high - low) / 365 / 7))))
    axes.xaxis.set_major_formatter(DateFormatter("%Y"))
    axes.grid(axis="x")
    if len(shown) < len(events):
        axes.set_xlabel(_of("reported events, those best known", len(shown), len(events)))
    _key(axes)
    return figure, timeline


def draw_agreement(choice):
    """Agreement of the topics under resampling by their number, against that of shuffled words."""
    figure, axes = canvas(3.0)
    x, y, look = choice["n_topics"], choice["agreement"], {"facecolor": "white", "edgecolor": GREY}
    labels = {"corpus": "over the corpus", "document": "within each document"}
    for (null, label), hatch in zip(labels.items(), ("...", "///"), strict=True):
        mean, spread = choice[f"null_{null}"], choice[f"null_{null}_spread"]
        band = {"hatch": hatch, "label": f"words shuffled {label}"} | look
        if mean.notna().any():
            axes.fill_between(x, mean - spread, mean + spread, **band)
    axes.errorbar(x, y, choice["spread"], fmt="D", color=INK, capsize=4, label="the texts")
    axes.set(xlabel="number of topics", ylabel="agreement of top terms", ylim=(0, 1))
    axes.set_xticks(list(x))
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2)
    return figure, choice


# --- what the drawings share ------------------------------------------------


def _telling_part(rows, columns, names):
    """The labels of a grid with most words in them, as many as can be read, in their order."""
    often = rows.isin(_most(rows.value_counts(sort=False), 5 * DRAWN))
    counts = columns[often].value_counts()
    documents = _most(counts.reindex([name for name in names if name in counts]), COLUMNS)
    drawn = rows[often & columns.isin(documents)].value_counts(sort=False)
    return _most(drawn), documents


def _most(counts, most=DRAWN):
    """The labels with the largest counts, as many as a figure holds, in their own order."""
    best = counts.sort_values(ascending=False, kind="stable").index[:most]
    return [label for label in counts.index if label in set(best)]


def _reported(timeline):
    return timeline[timeline["role"] == "reported"].drop_duplicates("doc_id").set_index("doc_id")


def _telling(events):
    """The events to draw, in order of time: those whose day is best known where there are many."""
    days = events[["earliest", "latest"]]
    known = days.notna().sum(axis=1) + (days["earliest"] == days["latest"])
    return _most(known[days.notna().any(axis=1)])


def _axis(rows):
    """First and last day of an axis: whole years that hold nine tenths of the days by which
    something was known, so that no odd year stretches it.
    """
    days = rows["latest"].fillna(rows["earliest"]).dropna()
    years = sorted(int(day[:4]) for day in days) or [2000]
    cut = len(years) // 20
    first, last = max(years[cut], 2), min(years[-1 - cut], 9997)
    return date2num(date(first - 1, 1, 1)), date2num(date(last + 1, 12, 31))


def _draw_when(axes, event, y, low, high, filled):
    first, last = (_number(event[bound]) for bound in ("earliest", "latest"))
    if first is not None and first == last:
        axes.plot(first, y, "o", color=INK, markersize=8, linestyle="none", label="known day")
        return
    start, stop = max(low, first or low), min(high, last or high)
    look = {"height": 0.3, "facecolor": "white", "label": "one day within"}
    if filled:
        look = {"height": 0.16, "facecolor": BLUE, "label": "with outside facts"}
    axes.barh(y, stop - start, left=start, edgecolor=BLUE, linewidth=1.4, **look)
    if not filled:
        _tell_ends(axes, event, y, start, low)


def _tell_ends(axes, event, y, start, low):
    """Say of an open bar which end is not known, or when it began if the axis does not show it."""
    ends = {"start": event["earliest"], "end": event["latest"]}
    text = " and ".join(end for end, day in ends.items() if pd.isna(day))
    if text:
        text += " not known"
    elif _number(event["earliest"]) < low:
        text = f"← not before {event['earliest'][:4]}"
    axes.text(start, y - 0.32, text, va="center", fontsize=9)


def _draw_other(axes, row, y, low, high):
    first, last = (_number(row[bound]) for bound in ("earliest", "latest"))
    if row["role"] == "publication":
        look = {"color": "white", "markeredgecolor": INK, "markersize": 7}
        axes.plot(first, y - 0.32, "v", linestyle="none", label="publication", **look)
    elif row["role"] == "background" and last is not None and last < low:
        words = row["rule"] if row["certainty"] == "inferred" else row["headline"]
        words = shorten(words, 60, placeholder="…")
        axes.text(low, y + 0.34, f"← {row['date']}: {words}", fontsize=9, va="center")
    elif last is not None:
        looks = {"planned": (ORANGE, "planned"), "background": (GREY, "looked back on")}
        colour, label = looks[row["role"]]
        ends = [max(first, low), min(last, high)]
        axes.plot(ends, [y + 0.34] * 2, color=colour, linewidth=3, label=label)


def _key(axes):
    """The key: each mark that is drawn, once."""
    marks, labels = axes.get_legend_handles_labels()
    known = dict(zip(labels, marks, strict=True))
    if known:
        axes.legend(known.values(), known, loc="lower right", bbox_to_anchor=(1, 1), ncols=3)


def _number(day):
    return None if pd.isna(day) else date2num(date.fromisoformat(day))


def _folded(text, width):
    """Text in lines of a width, also broken behind an en dash."""
    parts = str(text).replace("–", "– ").split(", ", 1)  # what a document is called, and when
    lines = [line for part in parts for line in wrap(part, width, max_lines=4, placeholder=" …")]
    return "\n".join(lines).replace("– ", "–")


def _of(what, shown, total):
    return what if shown == total else f"{what}: {shown} of {total} are drawn"


def _rows(axes, labels, none=""):
    """Rows from the top down, named at the left; words in their place where there are none."""
    if not labels:
        axes.text(0.5, 0.5, none, ha="center", transform=axes.transAxes)
    axes.set_yticks(range(len(labels)), labels)
    axes.set_ylim(max(len(labels), 1) - 0.4, -0.6)
