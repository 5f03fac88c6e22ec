"""Figures and tables as a reader sees them: drawn, captioned, fingerprinted, saved with the numbers they show."""

import base64
import hashlib
import io
import os
from datetime import date
from pathlib import Path
from textwrap import wrap

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from IPython.display import Markdown, display
from matplotlib.dates import date2num, num2date

from helpers.text import plain, spreadsheet_safe

INK, GREY, BLUE, ORANGE = "#1a1a1a", "#5f5f5f", "#1f4e79", "#a04000"  # each at least 4.5 : 1 on white
STYLE = {"figure.dpi": 100, "savefig.dpi": 100, "figure.facecolor": "white", "savefig.facecolor": "white",
         "font.family": "DejaVu Sans", "font.size": 10, "axes.titlesize": 11, "axes.labelsize": 10,
         "xtick.labelsize": 9, "ytick.labelsize": 9, "legend.fontsize": 9, "legend.frameon": False,
         "axes.spines.top": False, "axes.spines.right": False, "text.color": INK, "axes.labelcolor": INK,
         "xtick.color": INK, "ytick.color": INK, "axes.edgecolor": GREY, "hatch.linewidth": 0.6,
         "figure.constrained_layout.use": True, "svg.hashsalt": "", "text.parse_math": False}
MARKS = {"principal": "o", "present": "s", "mentioned": "_", "inferred": "^"}
THEME_MARKS = {"agreed": "o", "discussed": "D", "described": "s", "in a name": "+"}
FILLED = ("principal", "agreed", "discussed")
MOST = 25  # rows of a figure or a table; the caption says how many more there are


def canvas(rows=1, height=None, width=9, columns=1, **options):
    """A figure and its axes in the house style, whatever the user's own matplotlib settings are."""
    matplotlib.rcdefaults()
    plt.rcParams.update(STYLE)
    return plt.subplots(rows, columns, figsize=(width, height or 3), **options)


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
    cell = lambda v: "" if v is None or v is pd.NaT or (isinstance(v, float) and np.isnan(v)) else plain(  # noqa: E731
        f"{v:.4g}" if isinstance(v, float) else v)
    rows = [table.columns, ["---"] * len(table.columns), *table.head(most).itertuples(index=False)]
    lines = ["| " + " | ".join(cell(v) if i != 1 else v for v in row) + " |" for i, row in enumerate(rows)]
    more = f"\n\n{len(table) - most} more rows are not shown." if len(table) > most else ""
    return Markdown("\n".join(lines) + more if len(table) else f"No rows ({', '.join(map(plain, table.columns))}).")


def say(text):
    """A generated sentence, shown as Markdown."""
    return Markdown(text)


# --- pictures --------------------------------------------------------------------------------------------------------

def draw_kept_and_removed(lines, names):
    """A bar a document: characters kept, and removed by the reason that removed most."""
    counts = lines.assign(n=lines["end"] - lines["start"])
    counts["kind"] = counts["label"].where(counts["label"] != "boilerplate", counts["reason"])
    table = counts.pivot_table(index="doc_id", columns="kind", values="n", aggfunc="sum", fill_value=0)
    order = ["body"] + [k for k in table.sum().sort_values(ascending=False, kind="stable").index if k != "body"]
    table = table[order]
    top, rest = order[:7], order[7:]
    drawn = table[top].assign(**({"other": table[rest].sum(axis=1)} if rest else {}))
    shown = drawn.head(MOST)
    figure, axes = canvas(height=1.7 + 0.38 * len(shown))
    left = np.zeros(len(shown))
    looks = [("#1f4e79", ""), ("white", "///"), ("#d9d9d9", ""), ("white", "..."), ("#8c8c8c", ""), ("white", "xxx"),
             ("#bfbfbf", "\\\\\\"), ("white", "")]
    for kind, (colour, hatch) in zip(shown, looks, strict=False):
        axes.barh(range(len(shown)), shown[kind], left=left, label=kind, color=colour, hatch=hatch, edgecolor=INK,
                  linewidth=0.5, height=0.65)
        left += shown[kind].to_numpy()
    axes.set_yticks(range(len(shown)), [names.get(d, d) for d in shown.index])
    axes.invert_yaxis()
    axes.set_xlabel("characters of the raw document")
    axes.legend(loc="lower center", bbox_to_anchor=(0.4, 1), ncols=3)
    return figure, table.reset_index().melt("doc_id", var_name="kind", value_name="characters").query("characters > 0")


def draw_timeline(timeline, names):
    """A row a document: dot a stated day, open bar one day within, triangle publication, dash a plan, ticks before."""
    reported = timeline[timeline["role"] == "reported"]
    docs = list(dict.fromkeys(reported.sort_values(["latest", "earliest"], na_position="last")["doc_id"]))
    figure, axes = canvas(height=1.6 + 0.55 * max(1, min(len(docs), MOST)))
    known = timeline[timeline["doc_id"].isin(docs[:MOST])]
    main = known[known["role"].isin(["reported", "publication"])]
    days = sorted(pd.concat([main["earliest"], main["latest"]]).dropna())
    if not days:
        axes.text(0.5, 0.5, "no dated event", ha="center", va="center", transform=axes.transAxes)
        axes.set_axis_off()
        return figure, timeline
    low, high = date2num(date(int(days[0][:4]), 1, 1)), date2num(date(int(days[-1][:4]) + 1, 12, 31))
    for y, doc_id in enumerate(docs[:MOST]):
        for row in known[known["doc_id"] == doc_id].to_dict("records"):
            _draw_event(axes, row, y, low, high)
    axes.set_yticks(range(len(docs[:MOST])), [names.get(d, d) for d in docs[:MOST]])
    axes.set_ylim(len(docs[:MOST]) - 0.4, -0.6)
    axes.set_xlim(low, high)
    axes.xaxis_date()
    axes.grid(axis="x", color="#dddddd", linewidth=0.6)
    axes.set_axisbelow(True)
    _key(axes, [("o", INK, "a stated day"), ("s", "white", "one day within (open bar)"), ("v", "white", "publication"),
                ("_", INK, "planned (dashes)"), ("|", GREY, "looked back on (← earlier)")])
    return figure, timeline


def _draw_event(axes, row, y, low, high):
    a = date2num(date.fromisoformat(row["earliest"])) if row["earliest"] else None
    b = date2num(date.fromisoformat(row["latest"])) if row["latest"] else None
    if row["role"] == "publication":
        axes.plot(a, y - 0.27, "v", color="white", markeredgecolor=INK, markersize=7, clip_on=False)
    elif row["role"] == "planned" and row["date"].startswith("XXXX"):  # each year in which the day is possible
        for year in range(date.fromisoformat(row["earliest"]).year if a else 2100, num2date(high).year + 1):
            axes.plot(date2num(date.fromisoformat(f"{year}{row['date'][4:]}")), y + 0.27, "_", color=ORANGE, markersize=8)
    elif row["role"] == "planned":
        axes.plot([a or low, b or a or high], [y + 0.27] * 2, color=ORANGE, linewidth=2, linestyle=(0, (2, 1)),
                  marker="_", markersize=9)
    elif row["role"] == "background" and b and b >= low:
        axes.plot([max(a or low, low), b], [y + 0.27] * 2, color=GREY, linewidth=1.5, marker="|", markersize=7)
    elif row["role"] == "background":
        axes.annotate(f"← {row['date']}", (low, y + 0.27), xytext=(4, 0), textcoords="offset points", va="center", fontsize=8)
    elif row["role"] == "reported" and a is not None and a == b:
        axes.plot(a, y, "o", color=INK, markersize=8)
    elif row["role"] == "reported":
        start, stop = max(a or low, low), min(b or high, high)
        axes.barh(y, stop - start, left=start, height=0.3, facecolor="white", edgecolor=BLUE, linewidth=1.6,
                  linestyle="-" if a and b else "--")
        side, wide = "open below" if not a else "open above" if not b else "one day within", stop - start > 0.2 * (high - low)
        axes.annotate(side, ((start + stop) / 2 if wide else stop, y), ha="center" if wide else "left",
                      xytext=(0 if wide else 6, 0), textcoords="offset points", va="center", fontsize=8)


def _key(axes, marks):
    for marker, face, label in marks:
        axes.plot([], [], marker, color=INK, markerfacecolor=face, markersize=8, label=label, linestyle="none")
    axes.legend(loc="lower center", bbox_to_anchor=(0.35, 1), ncols=3, columnspacing=1.2, handletextpad=0.4)


def draw_ladder(rungs, candidates):
    """Rungs downwards, a mark for each candidate day: a dot while possible, a cross once a rung has struck it."""
    figure, axes = canvas(height=1.0 + 0.8 * max(1, len(rungs)))
    rows = []
    for y, rung in enumerate(rungs.to_dict("records")):
        for x, day in enumerate(candidates):
            possible = _possible(day, rung, candidates)
            axes.plot(x, y, "o" if possible else "x", color=INK if possible else GREY, markersize=9)
            rows.append((rung["rung"], day, possible))
        label = "\n".join(wrap(_short(rung["words"], 110), 56))
        axes.text(-0.7, y, f"{rung['rung']}:\n{label}", ha="right", va="center", fontsize=9)
        axes.text(len(candidates) - 0.45, y, "" if rung["latest"] else "… open", va="center", fontsize=9)
    axes.set_xticks(range(len(candidates)), [c.replace("-", "\n", 1) for c in candidates])
    axes.xaxis.tick_top()
    axes.set_yticks([])
    axes.set_ylim(len(rungs) - 0.4, -0.6)
    axes.set_xlim(-0.6, len(candidates) + 0.3)
    axes.spines[:].set_visible(False)
    axes.tick_params(length=0)
    return figure, pd.DataFrame(rows, columns=["rung", "day", "possible"])


def _possible(day, rung, candidates):
    """Whether a planned day can still be: after the document's first day, the next one after its last."""
    if rung["earliest"] and day < rung["earliest"]:
        return False
    return not rung["latest"] or day == next((c for c in candidates if c > rung["latest"]), None)


def _folded(text, width):
    """Text in lines of a width, also broken behind an en dash."""
    return "\n".join(wrap(text.replace("–", "– "), width, break_long_words=False)).replace("– ", "–")


def _short(text, most):
    text = " ".join(str(text).split())
    return text if len(text) <= most else text[:most - 1].rstrip() + "…"


def draw_matrix(table, marks, names, height=None):
    """A matrix of marks that differ in shape: rows down, documents across; an empty cell is 'not named'."""
    shown = table.head(MOST)
    figure, axes = canvas(height=height or 1.9 + 0.3 * len(shown))
    for y, (_, row) in enumerate(shown.iterrows()):
        for x, value in enumerate(row):
            _mark(axes, x, y, value, marks)
    axes.set_yticks(range(len(shown)), shown.index)
    axes.set_xticks(range(len(shown.columns)), [_folded(names.get(d, d), 16) for d in shown.columns])
    axes.xaxis.tick_top()
    axes.set_xlim(-0.5, len(shown.columns) - 0.5)
    axes.set_ylim(len(shown) - 0.5, -0.5)
    axes.set_xticks(np.arange(len(shown.columns) + 1) - 0.5, minor=True)
    axes.set_yticks(np.arange(len(shown) + 1) - 0.5, minor=True)
    axes.grid(which="minor", color="#cccccc", linewidth=0.6)
    axes.tick_params(which="both", length=0)
    axes.spines[:].set_visible(False)
    _mark_key(axes, marks, bbox_to_anchor=(0.5, 0))
    return figure, table.rename_axis("row").reset_index().melt("row", var_name="doc_id", value_name="mark")


def draw_offices(offices, handovers):
    """A row an office: dots on known days, a hatched gap where it changed at least once, dots where nothing is known."""
    rows = list(dict.fromkeys(handovers["office"])) or list(dict.fromkeys(offices["office"]))[:MOST]
    figure, axes = canvas(height=1.4 + 0.9 * max(1, len(rows)))
    for y, office in enumerate(rows):
        known = offices[offices["office"] == office].dropna(subset=["latest"]).sort_values("latest")
        days = [date2num(date.fromisoformat(d)) for d in known["latest"]]
        axes.plot(days, [y] * len(days), linestyle=":", color=GREY, linewidth=1.2)
        for _, gap in handovers[handovers["office"] == office].iterrows():
            a, b = (date2num(date.fromisoformat(gap[c])) for c in ("earliest", "latest"))
            axes.barh(y, b - a, left=a, height=0.22, facecolor="white", edgecolor=GREY, hatch="////")
            axes.text((a + b) / 2, y + 0.3, "changed at least once", ha="center", va="center", fontsize=8)
        axes.plot(days, [y] * len(days), "o", color=INK, markersize=7, clip_on=False)
        last = None
        for x, name in zip(days, known["name"], strict=True):
            if name != last:
                axes.text(x, y - 0.25, name, ha="center", va="center", fontsize=9)
            last = name
    axes.set_yticks(range(len(rows)), ["\n".join(wrap(r, 26)) for r in rows])
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.xaxis_date()
    left, right = axes.get_xlim()
    axes.set_xlim(left - 0.12 * (right - left), right + 0.08 * (right - left))
    return figure, offices


def draw_agreement(choice):
    """Agreement by number of topics with its spread, against both nulls as bands."""
    figure, axes = canvas(height=3.4)
    x = choice["n_topics"]
    for name, hatch, label in (("null_corpus", "...", "null: words shuffled over the corpus"),
                               ("null_document", "///", "null: words shuffled within each document")):
        mean, spread = choice[name], choice[f"{name}_spread"]
        axes.fill_between(x, mean - spread, mean + spread, facecolor="white", hatch=hatch, edgecolor=GREY, label=label)
    axes.errorbar(x, choice["agreement"], choice["spread"], fmt="o", color=INK, capsize=4, label="the texts")
    axes.set_xticks(list(x))
    axes.set_xlabel("number of topics")
    axes.set_ylabel("agreement of top terms")
    axes.set_ylim(0, 1)
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, 1.2), ncols=3)
    return figure, choice


def draw_terms(model, n=8):
    """Top terms as bars, one panel a topic, all panels on one scale."""
    tops = model.top_terms(n)[:6]
    columns = min(3, max(1, len(tops)))
    rows = -(-len(tops) // columns) or 1
    figure, panels = canvas(rows, height=0.5 + 2.3 * rows, columns=columns, squeeze=False, sharex=True)
    data = []
    terms = {t: i for i, t in enumerate(model.terms)}
    for k, panel in enumerate(panels.flat):
        if k >= len(tops):
            panel.set_axis_off()
            continue
        weights = [float(model.term_weights[k][terms[t]]) for t in tops[k]]
        panel.barh(range(len(tops[k])), weights, color=BLUE, height=0.6)
        panel.set_yticks(range(len(tops[k])), [_short(t, 24) for t in tops[k]])
        panel.invert_yaxis()
        panel.set_title(_short(" · ".join(tops[k][:2]), 32), loc="left")
        data += [(" · ".join(tops[k][:3]), t, f"{w:.4g}") for t, w in zip(tops[k], weights, strict=True)]
    return figure, pd.DataFrame(data, columns=["topic", "term", "weight"])


def draw_shares(shares, names):
    """Documents × topics: a circle whose area is the topic's share of the document."""
    shown = shares.head(MOST)
    figure, axes = canvas(height=1.8 + 0.35 * len(shown))
    for y, row in enumerate(shown.to_numpy(float)):
        axes.scatter(range(len(row)), [y] * len(row), s=row * 420, color=BLUE)
        for x, value in enumerate(row):
            if value >= 0.005:
                axes.text(x + 0.18, y, f"{value:.2f}", va="center", fontsize=8)
    axes.set_yticks(range(len(shown)), [names.get(d, d) for d in shown.index])
    axes.set_xticks(range(shown.shape[1]), [_folded(c, 16) for c in shown.columns])
    axes.xaxis.tick_top()
    axes.set_xlim(-0.5, shown.shape[1] - 0.3)
    axes.set_ylim(len(shown) - 0.5, -0.5)
    axes.spines[:].set_visible(False)
    axes.tick_params(length=0)
    return figure, shares.rename_axis("doc_id").reset_index().melt("doc_id", var_name="topic", value_name="share").round(4)


def draw_over_time(shares, timeline, names):
    """Share of each topic by day: a dot a document, an open bar where the day is only bounded; no lines."""
    reported = timeline[timeline["role"] == "reported"].drop_duplicates("doc_id").set_index("doc_id")
    docs = [d for d in shares.index if d in reported.index and (reported.at[d, "earliest"] or reported.at[d, "latest"])]
    figure, panels = canvas(shares.shape[1], height=0.9 + 1.05 * shares.shape[1], squeeze=False, sharex=True, sharey=True)
    rows = []
    for panel, topic in zip(panels.flat, shares.columns, strict=True):
        for doc_id in docs:
            low, high = (reported.at[doc_id, c] for c in ("earliest", "latest"))
            a, b = (date2num(date.fromisoformat(d)) if d else None for d in (low, high))
            share = shares.at[doc_id, topic]
            panel.plot([a or b, b or a], [share] * 2, color=BLUE, linewidth=1.5, marker="o" if a == b else "|",
                       markersize=7, markerfacecolor=BLUE)
            if a is None or b is None:
                panel.plot(a or b, share, ">" if b is None else "<", color=BLUE, markerfacecolor="white", markersize=8)
            rows.append((topic, doc_id, low, high, round(float(share), 4)))
        panel.set_title(_short(topic, 70), loc="left", fontsize=9)
        panel.set_ylim(-0.1, 1.1)
        panel.xaxis_date()
    figure.supylabel("share of the document", fontsize=9)
    return figure, pd.DataFrame(rows, columns=["topic", "doc_id", "earliest", "latest", "share"])


def draw_frames(passages, names, most=7):
    """Two columns of text: the passages of the pair of documents that share most; bold common, underlined changed."""
    pair = passages.groupby(["doc_a", "doc_b"]).size().sort_values(ascending=False, kind="stable").index[0]
    shown = passages[(passages["doc_a"] == pair[0]) & (passages["doc_b"] == pair[1])].sort_values("start_a").head(most)
    lines = [max(len(r.words_a), len(r.words_b)) // 52 + 2.8 for r in shown.itertuples()]
    figure, axes = canvas(height=0.3 + 0.19 * sum(lines))
    figure.set_layout_engine("none")
    axes.set_position([0.01, 0, 0.98, 1])
    axes.set_axis_off()
    axes.set_xlim(0, 1)
    axes.set_ylim(sum(lines) + 1, 0)
    for x, doc_id in zip((0, 0.52), pair, strict=True):
        axes.text(x, 0.4, names.get(doc_id, doc_id), fontsize=11, weight="bold", va="center")
    y = 2
    for row, height in zip(shown.itertuples(), lines, strict=True):
        common = {w.lower().strip(_EDGES) for w in row.words_a.split()} & {w.lower().strip(_EDGES)
                                                                           for w in row.words_b.split()}
        for x, words, voice in ((0, row.words_a, row.voice_a), (0.52, row.words_b, row.voice_b)):
            axes.text(x, y - 0.2, {"quotation": "“ quoted ”", "reported speech": "indirect"}.get(voice, "page"), fontsize=8,
                      color=BLUE, bbox={"boxstyle": "round,pad=0.2", "facecolor": "white", "edgecolor": BLUE})
            _set_words(axes, words.split(), common, x, y + 0.8)
        y += height
    return figure, shown


_EDGES = "“”\"',.;:()"


def _set_words(axes, words, common, x, y, width=0.46):
    """Set words into a column, word by word; common ones bold, others underlined."""
    right = x + width
    start = x
    for word in words:
        shared = word.lower().strip(_EDGES) in common
        text = axes.text(x, y, word, fontsize=9, weight="bold" if shared else "normal", va="center")
        box = text.get_window_extent(axes.figure.canvas.get_renderer()).transformed(axes.transData.inverted())
        if box.x1 > right and x > start:
            x, y = start, y + 1
            text.set_position((x, y))
            box = box.translated(start - box.x0, 1)
        if not shared:
            axes.plot([x, x + box.width], [y + 0.42] * 2, color=INK, linewidth=0.8)
        x += box.width + 0.007


def draw_headline(timeline, people_of, themes, names):
    """The archive in one picture: when (with its certainty), who, and which themes, a row a document."""
    reported = timeline[timeline["role"] == "reported"].drop_duplicates("doc_id").set_index("doc_id")
    reported = reported.assign(_last=reported["latest"].fillna("9999")).sort_values("_last")
    docs = list(reported.index)[:MOST]
    figure, (when, who, what) = canvas(columns=3, height=2.6 + 0.6 * len(docs), width=11, sharey=True)
    figure.set_layout_engine("none")
    for panel, (left, width) in zip((when, who, what), ((0.16, 0.3), (0.475, 0.13), (0.615, 0.375)), strict=True):
        panel.set_position([left, 0.16, width, 0.54])
    _draw_when(when, timeline, reported, docs)
    for y, doc_id in enumerate(docs):
        who.text(0, y, "\n".join(people_of.get(doc_id, [])[:4]), va="center", fontsize=9)
        for x, theme in enumerate(themes.index):
            _mark(what, x, y, themes.at[theme, doc_id], THEME_MARKS)
    when.set_yticks(range(len(docs)), [_folded(names[d], 20) for d in docs])
    what.set_xticks(range(len(themes.index)), themes.index, rotation=90)
    what.xaxis.tick_top()
    what.set_xlim(-0.5, len(themes.index) - 0.5)
    when.set_title("when it happened", loc="left")
    who.set_title("principals", loc="left")
    who.set_xticks([])
    for panel in (who, what):
        panel.tick_params(length=0, labelleft=False)
        panel.spines[:].set_visible(False)
    what.hlines(np.arange(len(docs) + 1) - 0.5, -0.5, len(themes.index) - 0.5, color="#cccccc", linewidth=0.6)
    _mark_key(what, THEME_MARKS, bbox_to_anchor=(0.5, -0.02))
    data = [(d, names[d], reported.at[d, "date"], "; ".join(people_of.get(d, [])), *themes[d]) for d in docs]
    return figure, pd.DataFrame(data, columns=["doc_id", "name", "date", "principals", *themes.index])


def _draw_when(axes, timeline, reported, docs):
    bounds = sorted(reported["earliest"].dropna()) + sorted(reported["latest"].dropna()) or ["2000-01-01"]
    low, high = date2num(date(int(min(bounds)[:4]), 1, 1)), date2num(date(int(max(bounds)[:4]) + 1, 12, 31))
    for y, doc_id in enumerate(docs):
        for row in timeline[timeline["doc_id"] == doc_id].to_dict("records"):
            if row["role"] in ("reported", "publication"):
                _draw_event(axes, row, y, low, high)
    axes.set_ylim(len(docs) - 0.4, -0.6)
    axes.set_xlim(low, high)
    axes.xaxis_date()
    axes.grid(axis="x", color="#dddddd", linewidth=0.6)
    for marker, face, label in (("o", INK, "a stated day"), ("s", "white", "one day within"), ("v", "white", "publication")):
        axes.plot([], [], marker, color=INK, markerfacecolor=face, markersize=8, label=label)
    axes.legend(loc="upper center", bbox_to_anchor=(0.4, -0.1), ncols=3, columnspacing=0.8, handletextpad=0.2)


def _mark(axes, x, y, value, marks):
    if value in marks:
        axes.plot(x, y, marks[value], color=INK, markersize=9, markeredgewidth=1.6,
                  markerfacecolor=INK if value in FILLED else "white")


def _mark_key(axes, marks, **place):
    for value, marker in marks.items():
        axes.plot([], [], marker, color=INK, markerfacecolor=INK if value in FILLED else "white", markersize=9, label=value,
                  linestyle="none")
    axes.legend(loc="upper center", ncols=4, columnspacing=1, handletextpad=0.3, **place)
