"""Figures and tables as a reader sees them: drawn, captioned, fingerprinted, saved with the numbers they show."""

import base64
import hashlib
import io
import os
from datetime import date
from difflib import SequenceMatcher
from pathlib import Path
from textwrap import wrap

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from IPython.display import Markdown, display
from matplotlib.dates import date2num

from helpers.text import plain, spreadsheet_safe

INK, GREY, BLUE, ORANGE = "#1a1a1a", "#5f5f5f", "#1f4e79", "#a04000"  # each at least 4.5 : 1 on white
RULE = {"color": "#cccccc", "linewidth": 0.6}
STYLE = {"figure.dpi": 100, "savefig.dpi": 100, "figure.facecolor": "white", "savefig.facecolor": "white",
         "font.family": "DejaVu Sans", "font.size": 10, "axes.titlesize": 11, "axes.labelsize": 10,
         "xtick.labelsize": 9, "ytick.labelsize": 9, "legend.fontsize": 9, "legend.frameon": False,
         "legend.columnspacing": 1.2, "legend.handletextpad": 0.4,
         "axes.spines.top": False, "axes.spines.right": False, "text.color": INK, "axes.labelcolor": INK,
         "xtick.color": INK, "ytick.color": INK, "axes.edgecolor": GREY, "hatch.linewidth": 0.6,
         "figure.constrained_layout.use": True, "text.parse_math": False}
MARKS = {"principal": "o", "present": "s", "mentioned": "_", "inferred": "^"}
THEME_MARKS = {"agreed": "o", "discussed": "D", "described": "s", "in a name": "+"}
FILLED = ("principal", "agreed", "discussed", "a stated day")
BADGES = {"quotation": "“ quoted ”", "reported speech": "indirect"}
LOOKS = [(BLUE, ""), ("white", "///"), ("#d9d9d9", ""), ("white", "..."), ("#8c8c8c", ""), ("white", "xxx"),
         ("#bfbfbf", "\\\\\\"), ("white", "")]  # fill and hatch: told apart without colour
MOST = 25  # rows and columns of a figure, rows of a table
_EDGES = "“”\"',.;:()"


def canvas(rows=1, height=3, width=9, columns=1, **options):
    """A figure and its axes in the house style, whatever the user's own matplotlib settings are."""
    matplotlib.rcdefaults()
    plt.rcParams.update(STYLE)
    return plt.subplots(rows, columns, figsize=(width, height), **options)


def folder():
    """Where figures and tables are written: the environment's FIGURES, else `figures/` beside the notebooks."""
    path = Path(os.environ.get("FIGURES") or "../figures")
    path.mkdir(parents=True, exist_ok=True)
    return path


def show(figure, caption, data, name):
    """Save NAME.png and NAME.csv, show the picture with alt text, a visible caption and the data's fingerprint."""
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", metadata={"Software": None})
    plt.close(figure)
    (folder() / f"{name}.png").write_bytes(buffer.getvalue())
    mark = hashlib.sha256(save(data, f"{name}.csv")).hexdigest()[:12]
    picture = base64.b64encode(buffer.getvalue()).decode()
    text = f"{caption} [{name}.csv, {len(data)} rows, sha256 {mark}]"
    display({"image/png": picture, "text/plain": text}, raw=True, metadata={"image/png": {"alt": caption}})
    display(Markdown(f"*{plain(caption)}* Numbers: `figures/{name}.csv`, {len(data)} rows, fingerprint `{mark}`."))


def save(table, name):
    """Write a table as CSV without its index and give its bytes; no cell can be taken for a spreadsheet formula."""
    content = spreadsheet_safe(table).to_csv(index=False, lineterminator="\n").encode("utf-8")
    (folder() / name).write_bytes(content)
    return content


def show_table(table, most=MOST):
    """A table as Markdown, every cell harmless text; where rows are left out, a line says how many."""
    if not len(table):
        return Markdown(f"None here (no row of {', '.join(map(plain, table.columns))}).")
    rows = [table.columns, *table.head(most).itertuples(index=False)]
    lines = ["| " + " | ".join(map(_cell, row)) + " |" for row in rows]
    lines.insert(1, "| --- " * len(table.columns) + "|")
    more = f"\n\nRows not shown: {len(table) - most}." if len(table) > most else ""
    return Markdown("\n".join(lines) + more)


def _cell(value):
    if value is None or value is pd.NaT or (isinstance(value, float) and np.isnan(value)):
        return ""
    return plain(f"{value:.4g}" if isinstance(value, float) else value)


def say(text):
    """A generated sentence, shown as Markdown."""
    return Markdown(text)


# --- what is drawn ---------------------------------------------------------------------------------------------------

def draw_kept_and_removed(lines, names):
    """A bar a document: characters kept, and removed by the reason that removed most."""
    kind = lines["label"].where(lines["label"] != "boilerplate", lines["reason"])
    table = (lines["end"] - lines["start"]).groupby([lines["doc_id"], kind.rename("kind")]).sum().unstack(fill_value=0)
    order = sorted(table.columns, key=lambda k: (k != "body", -table[k].sum(), k))
    drawn = table[order[:7]].assign(other=table[order[7:]].sum(axis=1)).head(MOST)
    figure, axes = canvas(height=1.7 + 0.38 * len(drawn))
    left = np.zeros(len(drawn))
    for kind, (colour, hatch) in zip(drawn, LOOKS, strict=False):
        axes.barh(range(len(drawn)), drawn[kind], left=left, label=kind, color=colour, hatch=hatch, edgecolor=INK,
                  linewidth=0.5, height=0.65)
        left += drawn[kind].to_numpy()
    _rows(axes, [names.get(d, d) for d in drawn.index])
    axes.set_xlabel("characters of the raw document")
    axes.legend(loc="lower center", bbox_to_anchor=(0.4, 1), ncols=3)
    return figure, table[order].reset_index().melt("doc_id", value_name="characters").query("characters > 0")


def draw_timeline(timeline, names):
    """A row a document: dot a stated day, open bar one day within, triangle publication, dash a plan, ticks before.

    Where there are more documents than rows, a strip below counts the reported events of all of them by year.
    """
    docs, low, high = _range(timeline)
    many = len(docs) > MOST
    figure, panels = canvas(1 + many, height=1.6 + 0.55 * max(1, min(len(docs), MOST)) + many, squeeze=False, sharex=True,
                            height_ratios=[MOST, 3] if many else None)
    axes = panels[0, 0]
    if low is None:
        axes.text(0.5, 0.5, "no dated event", ha="center", va="center", transform=axes.transAxes)
        axes.set_axis_off()
        return figure, timeline
    _draw_when(axes, timeline, docs[:MOST], low, high)
    _rows(axes, [names.get(d, d) for d in docs[:MOST]])
    _key(axes, {"a stated day": "o", "one day within": "s", "publication": "v", "planned": "_", "looked back on (← before)": "|"},
         loc="lower center", bbox_to_anchor=(0.3, 1), ncols=5)
    if many:
        days = timeline.loc[timeline["role"] == "reported", ["latest", "earliest"]].bfill(axis=1)["latest"].dropna()
        panels[1, 0].hist([date2num(date.fromisoformat(d)) for d in days], bins=60, color=BLUE)
        panels[1, 0].set_ylabel(f"all {len(docs)}")
    return figure, timeline


def draw_headline(timeline, people_of, themes, names):
    """The archive in one picture: when (with its certainty), who, and which themes, a row a document."""
    docs, low, high = _range(timeline)
    docs = docs[:MOST]
    figure, (when, who, what) = canvas(columns=3, height=2.7 + 0.6 * len(docs), width=11, sharey=True)
    figure.set_layout_engine("none")
    for panel, (left, width) in zip((when, who, what), ((0.15, 0.32), (0.485, 0.13), (0.62, 0.375)), strict=True):
        panel.set_position([left, 0.15, width, 0.52])
    _draw_when(when, timeline[timeline["role"].isin(["reported", "publication"])], docs, low, high)
    _key(when, {"a stated day": "o", "one day within": "s", "publication": "v"}, loc="upper center",
         bbox_to_anchor=(0.4, -0.1), ncols=3)
    for y, doc_id in enumerate(docs):
        who.text(0, y, "\n".join(people_of.get(doc_id, [])[:4]), va="center", fontsize=9)
    _draw_marks(what, themes[docs].T, THEME_MARKS)
    _rows(when, ["\n".join(_folded(part, 20) for part in names[d].split(", ", 1)) for d in docs])
    what.set_xticks(range(len(themes.index)), themes.index, rotation=90)
    when.set_title("when it happened", loc="left")
    who.set_title("principals", loc="left")
    who.set_xticks([])
    for panel in (who, what):
        panel.tick_params(length=0, labelleft=False)
        panel.spines[:].set_visible(False)
    dates = timeline[timeline["role"] == "reported"].drop_duplicates("doc_id").set_index("doc_id")["date"]
    data = [(d, names[d], dates[d], "; ".join(people_of.get(d, [])), *themes[d]) for d in docs]
    return figure, pd.DataFrame(data, columns=["doc_id", "name", "date", "principals", *themes.index])


def draw_ladder(rungs, candidates):
    """Rungs downwards, a mark for each candidate day: a dot while possible, a cross once a rung has struck it."""
    figure, axes = canvas(height=1.0 + 0.8 * max(1, len(rungs)))
    rows = []
    for y, rung in enumerate(rungs.to_dict("records")):
        for x, day in enumerate(candidates):
            possible = _possible(day, rung, candidates)
            axes.plot(x, y, "o" if possible else "x", color=INK if possible else GREY, markersize=9)
            rows.append((rung["rung"], day, possible))
        axes.text(-0.7, y, f"{rung['rung']}:\n{_folded(_short(rung['words'], 130), 56)}", ha="right", va="center", fontsize=9)
        axes.text(len(candidates) - 0.45, y, "" if rung["latest"] else "… open", va="center", fontsize=9)
    axes.set_xticks(range(len(candidates)), [c.replace("-", "\n", 1) for c in candidates])
    axes.set_xlim(-0.6, len(candidates) + 0.3)
    _rows(axes, [""] * len(rungs))
    _bare(axes)
    return figure, pd.DataFrame(rows, columns=["rung", "day", "possible"])


def _possible(day, rung, candidates):
    """Whether a planned day can still be: after the document's first day, the next one after its last."""
    if rung["earliest"] and day < rung["earliest"]:
        return False
    return not rung["latest"] or day == next((c for c in candidates if c > rung["latest"]), None)


def draw_matrix(table, marks, names):
    """A matrix of marks that differ in shape: rows down, documents across; an empty cell is 'not named'."""
    shown = table.iloc[:MOST, :MOST]
    figure, axes = canvas(height=1.9 + 0.3 * len(shown))
    _draw_marks(axes, shown, marks)
    _rows(axes, shown.index)
    axes.set_xticks(range(len(shown.columns)), [_folded(names.get(d, d), 16) for d in shown.columns],
                    rotation=90 if len(shown.columns) > 8 else 0)
    axes.vlines(np.arange(len(shown.columns) + 1) - 0.5, -0.5, len(shown) - 0.5, **RULE)
    _bare(axes)
    return figure, table.rename_axis("row").reset_index().melt("row", var_name="doc_id", value_name="mark")


def draw_offices(offices, handovers):
    """A row an office: dots on known days, a hatched gap where it changed at least once, dots where nothing is known."""
    rows = list(dict.fromkeys(handovers["office"]) or dict.fromkeys(offices["office"]))[:MOST]
    figure, axes = canvas(height=1.4 + 0.9 * max(1, len(rows)))
    for y, office in enumerate(rows):
        known = offices[offices["office"] == office].dropna(subset=["latest"]).sort_values("latest")
        days = [_number(d) for d in known["latest"]]
        axes.plot(days, [y] * len(days), linestyle=":", color=GREY, linewidth=1.2)
        for gap in handovers[handovers["office"] == office].itertuples():
            a, b = _number(gap.earliest), _number(gap.latest)
            axes.barh(y, b - a, left=a, height=0.22, facecolor="white", edgecolor=GREY, hatch="////")
            axes.text((a + b) / 2, y + 0.3, "changed at least once", ha="center", va="center", fontsize=8)
        axes.plot(days, [y] * len(days), "o", color=INK, markersize=7)
        first = known.assign(day=days).groupby((known["name"] != known["name"].shift()).cumsum()).first()
        for name, day in zip(first["name"], first["day"], strict=True):
            axes.text(day, y - 0.25, name, ha="center", va="center", fontsize=9)
    _rows(axes, [_folded(r, 26) for r in rows])
    axes.xaxis_date()
    axes.use_sticky_edges = False
    axes.margins(x=0.12)
    return figure, offices


def draw_agreement(choice):
    """Agreement by number of topics with its spread, against both nulls as bands."""
    figure, axes = canvas(height=3.4)
    x = choice["n_topics"]
    for name, hatch, label in (("null_corpus", "...", "null: words shuffled over the corpus"),
                               ("null_document", "///", "null: words shuffled within each document")):
        mean, spread = choice[name].astype(float), choice[f"{name}_spread"].astype(float)
        axes.fill_between(x, mean - spread, mean + spread, facecolor="white", hatch=hatch, edgecolor=GREY, label=label)
    axes.errorbar(x, choice["agreement"], choice["spread"], fmt="o", color=INK, capsize=4, label="the texts")
    axes.set(xlabel="number of topics", ylabel="agreement of top terms", ylim=(0, 1), xticks=list(x))
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, 1.2), ncols=3)
    return figure, choice


def draw_terms(model, n=8):
    """Top terms as bars, one panel a topic, all panels on one scale."""
    tops = model.top_terms(n)[:9]
    rows = -(-len(tops) // 3) or 1
    figure, panels = canvas(rows, height=0.5 + 2.3 * rows, columns=3, squeeze=False, sharex=True)
    place, data = {t: i for i, t in enumerate(model.terms)}, []
    for k, panel in enumerate(panels.flat):
        if k >= len(tops):
            panel.set_axis_off()
            continue
        weights = [float(model.term_weights[k][place[t]]) for t in tops[k]]
        panel.barh(range(len(tops[k])), weights, color=BLUE, height=0.6)
        _rows(panel, [_short(t, 24) for t in tops[k]])
        panel.set_title(_folded(model.names[k], 30), loc="left", fontsize=9)
        data += [(model.names[k], t, f"{w:.4g}") for t, w in zip(tops[k], weights, strict=True)]
    figure.supxlabel("weight of the term in the topic", fontsize=9)
    return figure, pd.DataFrame(data, columns=["topic", "term", "weight"])


def draw_shares(shares, names):
    """Documents × topics: a circle whose area is the topic's share of the document."""
    shown = shares.iloc[:MOST, :9]
    figure, axes = canvas(height=1.8 + 0.35 * len(shown))
    for y, row in enumerate(shown.to_numpy(float)):
        axes.scatter(range(len(row)), [y] * len(row), s=row * 420, color=BLUE)
        for x, value in enumerate(row):
            axes.text(x + 0.18, y, f"{value:.2f}" if value >= 0.005 else "", va="center", fontsize=8)
    _rows(axes, [names.get(d, d) for d in shown.index])
    axes.set_xticks(range(shown.shape[1]), [_folded(c, 12) for c in shown.columns])
    axes.set_xlim(-0.5, shown.shape[1] - 0.3)
    _bare(axes)
    return figure, shares.rename_axis("doc_id").reset_index().melt("doc_id", var_name="topic", value_name="share").round(4)


def draw_over_time(shares, timeline, names):
    """Share of each topic by day: a dot a document, a bar where the day is bounded, an arrow where it is open; no lines."""
    reported = timeline[timeline["role"] == "reported"].drop_duplicates("doc_id").set_index("doc_id")
    known = reported.loc[[d for d in shares.index if d in reported.index], ["earliest", "latest"]].dropna(how="all")
    topics = list(shares.columns)[:9]
    figure, panels = canvas(len(topics), height=0.9 + 1.05 * len(topics), squeeze=False, sharex=True, sharey=True)
    rows = []
    for panel, topic in zip(panels.flat, topics, strict=True):
        for doc_id, low, high in known.itertuples():
            a, b, share = _number(low or high), _number(high or low), float(shares.at[doc_id, topic])
            marker = ">" if not high else "<" if not low else "o" if a == b else "|"
            if panel is panels[0, 0]:
                panel.text((a + b) / 2, share + 0.15, names.get(doc_id, str(doc_id)).split(",")[0].split()[0], fontsize=8,
                           ha="center", va="bottom")
            panel.plot([a, b], [share] * 2, color=BLUE, linewidth=1.5, marker=marker, markersize=7,
                       markerfacecolor=BLUE if marker == "o" else "white")
            rows.append((topic, doc_id, low, high, round(share, 4)))
        panel.set_title(_short(topic, 70), loc="left", fontsize=9)
        panel.set_ylim(-0.1, 1.2)
        panel.xaxis_date()
    figure.supylabel("share of the document", fontsize=9)
    return figure, pd.DataFrame(rows, columns=["topic", "doc_id", "earliest", "latest", "share"])


def draw_frames(passages, names, most=7):
    """Two columns of text: the passages of the pair of documents that share most; bold common, underlined changed."""
    pair = passages.groupby(["doc_a", "doc_b"]).size().sort_values(ascending=False, kind="stable").index[0]
    shown = passages[(passages["doc_a"] == pair[0]) & (passages["doc_b"] == pair[1])].sort_values("start_a").head(most)
    heights = [max(map(len, (_short(r.words_a, 400), _short(r.words_b, 400)))) // 52 + 2.8 for r in shown.itertuples()]
    figure, axes = canvas(height=0.3 + 0.19 * sum(heights))
    figure.set_layout_engine("none")
    axes.set_position([0.01, 0, 0.98, 1])
    axes.set_axis_off()
    axes.set(xlim=(0, 1), ylim=(sum(heights) + 1.3, 0))
    for x, doc_id in zip((0, 0.52), pair, strict=True):
        axes.text(x, 0.7, names.get(doc_id, doc_id), fontsize=11, weight="bold", va="center")
    y = 2.3
    for row, height in zip(shown.itertuples(), heights, strict=True):
        sides = [_short(w, 400).split() for w in (row.words_a, row.words_b)]
        plainly = ([w.lower().strip(_EDGES) for w in words] for words in sides)
        blocks = SequenceMatcher(None, *plainly, autojunk=False).get_matching_blocks()
        for k, (x, words, voice) in enumerate(zip((0, 0.52), sides, (row.voice_a, row.voice_b), strict=True)):
            axes.text(x, y - 0.2, BADGES.get(voice, "page"), fontsize=8, color=BLUE,
                      bbox={"boxstyle": "round,pad=0.2", "facecolor": "white", "edgecolor": BLUE})
            _set_words(axes, words, {n for m in blocks for n in range(m[k], m[k] + m.size)}, x, y + 0.8)
        y += height
    return figure, shown


def _set_words(axes, words, common, x, y, width=0.46):
    """Set words into a column, word by word; those whose number is common bold, the others underlined."""
    start = x
    for number, word in enumerate(words):
        shared = number in common
        text = axes.text(x, y, word, fontsize=9, weight="bold" if shared else "normal", va="center")
        box = text.get_window_extent(axes.figure.canvas.get_renderer()).transformed(axes.transData.inverted())
        if box.x1 > start + width and x > start:
            x, y = start, y + 1
            text.set_position((x, y))
        if not shared:
            axes.plot([x, x + box.width], [y + 0.42] * 2, color=INK, linewidth=0.8)
        x += box.width + 0.007


# --- what the drawings share -----------------------------------------------------------------------------------------

def _number(day):
    return date2num(date.fromisoformat(day))


def _folded(text, width):
    """Text in lines of a width, also broken behind an en dash."""
    return "\n".join(wrap(str(text).replace("–", "– "), width, break_long_words=False)).replace("– ", "–")


def _short(text, most):
    text = " ".join(str(text).split())
    return text if len(text) <= most else text[:most - 1].rstrip() + "…"


def _rows(axes, labels):
    """Rows from the top down, named at the left."""
    axes.set_yticks(range(len(labels)), labels)
    axes.set_ylim(max(len(labels), 1) - 0.4, -0.6)


def _bare(axes):
    """Columns named above, without an axis."""
    axes.xaxis.tick_top()
    axes.tick_params(which="both", length=0)
    axes.spines[:].set_visible(False)


def _key(axes, marks, **place):
    for label, marker in marks.items():
        axes.plot([], [], marker, color=INK, markerfacecolor=INK if label in FILLED else "white", markersize=8, label=label,
                  linestyle="none")
    axes.legend(**place)


def _draw_marks(axes, table, marks):
    """The marks of a table of words, with their key below."""
    for y, row in enumerate(table.itertuples(index=False)):
        for x, value in ((x, v) for x, v in enumerate(row) if v in marks):
            axes.plot(x, y, marks[value], color=INK, markersize=9, markeredgewidth=1.6,
                      markerfacecolor=INK if value in FILLED else "white")
    axes.hlines(np.arange(len(table) + 1) - 0.5, -0.5, table.shape[1] - 0.5, **RULE)
    axes.set_xlim(-0.5, table.shape[1] - 0.5)
    axes.xaxis.tick_top()
    _key(axes, marks, loc="upper center", bbox_to_anchor=(0.5, 0), ncols=4)


def _range(timeline):
    """The documents in the order of what they report, and the first and last day of an axis (None: nothing is dated)."""
    main = timeline[timeline["role"].isin(["reported", "publication"])]
    docs = list(dict.fromkeys(main.loc[main["role"] == "reported", "doc_id"]))
    years = sorted(int(d[:4]) for d in pd.concat([main["earliest"], main["latest"]]).dropna())
    return (docs, date2num(date(years[0], 1, 1)), date2num(date(years[-1] + 1, 12, 31))) if years else (docs, None, None)


def _draw_when(axes, timeline, docs, low, high):
    for row in timeline[timeline["doc_id"].isin(docs)].to_dict("records"):
        a, b = (_number(row[c]) if row[c] else None for c in ("earliest", "latest"))
        _EVENTS[row["role"]](axes, row, docs.index(row["doc_id"]), a, b, low, high)
    axes.set_xlim(low, high)
    axes.xaxis_date()
    axes.grid(axis="x", **RULE)
    axes.set_axisbelow(True)


def _draw_publication(axes, row, y, a, b, low, high):
    axes.plot(a, y - 0.27, "v", color="white", markeredgecolor=INK, markersize=7)


def _draw_planned(axes, row, y, a, b, low, high):
    if row["date"].startswith("XXXX"):  # each year in which the day is possible
        days = [_number(f"{year}{row['date'][4:]}") for year in range(int((row["earliest"] or "9999")[:4]), 2200)
                if not row["date"].endswith("02-29")]
        days = [d for d in days if d < high]
        axes.plot(days, [y + 0.27] * len(days), "_", color=ORANGE, markersize=8)
    else:
        gap = (high - low) / 150  # so that two years in a row stay two
        axes.plot([(a or low) + gap, (b or a or high) - gap], [y + 0.27] * 2, color=ORANGE, linewidth=2, marker="|", markersize=7)


def _draw_background(axes, row, y, a, b, low, high):
    if b and b >= low:
        axes.plot([max(a or low, low), b], [y + 0.27] * 2, color=GREY, linewidth=1.5, marker="|", markersize=7)
    else:
        axes.annotate(f"← {row['date']}", (low, y + 0.27), xytext=(4, 0), textcoords="offset points", va="center", fontsize=8)


def _draw_reported(axes, row, y, a, b, low, high):
    if a is None and b is None:
        return
    if a == b:
        axes.plot(a, y, "o", color=INK, markersize=8)
        return
    start, stop = max(a or low, low), min(b or high, high)
    axes.hlines([y - 0.15, y + 0.15], start, stop, color=BLUE, linewidth=1.6)
    for edge, known, arrow in ((start, a, "<"), (stop, b, ">")):  # an end that is open has an arrow, not an edge
        axes.plot([edge, edge], [y - 0.15, y + 0.15] if known else [y, y], color=BLUE, linewidth=1.6,
                  marker="" if known else arrow, markersize=9, clip_on=False)
    side, wide = "open below" if not a else "open above" if not b else "one day within", stop - start > 0.2 * (high - low)
    axes.annotate(side, ((start + stop) / 2 if wide else stop, y), ha="center" if wide else "left",
                  xytext=(0 if wide else 6, 0), textcoords="offset points", va="center", fontsize=8)


_EVENTS = {"publication": _draw_publication, "planned": _draw_planned, "background": _draw_background,
           "reported": _draw_reported}
