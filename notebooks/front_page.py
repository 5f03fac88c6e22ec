"""The findings of the front page, which notebook 4 writes and `reproduce` puts into README.md."""

from helpers.evidence import CERTAINTIES
from helpers.show import plain, show_table
from helpers.timeline import when_in_words

FORM = """\
{ranked}

Who met or acted, where and when, by page:

{table}

*Who* acts or leads a side by the sentence of the report; the others of a delegation, and whom a \
visitor met on the way, stand in [notebook 3](notebooks/03_timeline.ipynb) with everybody who is \
named. An empty place: the report does not say where, in its own words. What a date *with an \
outside fact* rests on stands in [outside_facts.csv](notebooks/outside_facts.csv), which says \
where it is an assumption or an inference; a last day may also be that of the page, by a line \
above it.

Each statement carries one of five words that say how it is known. {words}.

[Notebook 4](notebooks/04_findings.ipynb) holds {claims} claims on {quotations} quotations; what \
would overturn each of them stands in [claims.csv](figures/claims.csv).
"""


def findings(claims, timeline):
    """The block as Markdown: the ranked claims, how they are known, and what each document
    reports, by a timeline with outside facts.
    """
    ranked = claims.dropna(subset=["rank"]).sort_values("rank")
    lines = [f"- {plain(row.sentence)} *({row.certainty})*" for row in ranked.itertuples()]
    reported = timeline[timeline["role"] == "reported"].sort_values("doc_id")
    reported = reported.astype(object).fillna("")
    days = [row["likely"] or when_in_words(row) for row in reported.to_dict("records")]
    told = reported.assign(page=reported["doc_id"].str[:3], when=days, known=reported["certainty"])
    words = "; ".join(f"*{word}*: {meaning}" for word, meaning in CERTAINTIES.items())
    table = show_table(told[["page", "who", "where", "when", "known"]]).data
    counts = {"claims": len(claims), "quotations": claims["quotations"].sum()}
    return FORM.format(ranked="\n".join(lines), table=table, words=words, **counts)
