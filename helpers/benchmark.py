"""How fast it is and how the cost grows: `python -m helpers.benchmark [1000 10000 100000]`, a Markdown table.

Corpora are made from the seeds by recombining their sentences and dates with a fixed random state. The second table
sets peers beside the project, each in one run on the same documents; they come with `pip install -e .[peers]`.
"""

import math
import random
import re
import sys
import tempfile
import threading
import time
from contextlib import nullcontext, suppress
from pathlib import Path

import pandas as pd
import psutil
from joblib import parallel_config
from joblib.externals.loky import get_reusable_executor

from helpers import clean_text, find_dates, fit_topics, load_corpus, rank_dates
from helpers.text import sentences

MONTH = "(?:January|February|March|April|May|June|July|August|September|October|November|December)"
FORMS = {"%Y-%m-%d": r"\d{4}-\d\d-\d\d", "%d %B %Y": rf"\d\d? {MONTH},? \d{{4}}", "%B %d, %Y": rf"{MONTH} \d\d?, \d{{4}}"}


def make_corpus(n, seeds="seeds"):
    """`n` raw documents like the seeds: their furniture, and in place of each paragraph other sentences and dates."""
    corpus, draw = load_corpus(seeds), random.Random(0)
    pool = [text[a:b] for text in corpus["text"] for a, b in sentences(text)]
    days = pd.date_range("2019-01-01", "2024-12-31")
    for row in draw.choices(list(corpus.itertuples()), k=n):
        raw = row.raw
        for start, end, label in reversed(row.spans):
            if label == "body":
                raw = raw[:start] + " ".join(draw.choices(pool, k=max(1, (end - start) // 140))) + raw[end:]
        for form, pattern in FORMS.items():
            raw = re.sub(pattern, lambda _, form=form: draw.choice(days).strftime(form), raw)
        yield raw


def measured(run):
    """What `run()` returns, its seconds, and the peak memory in MB of this process and its children meanwhile."""
    peak, done, me = [0], threading.Event(), psutil.Process()

    def watch():
        while not done.wait(0.2):
            with suppress(psutil.NoSuchProcess):  # a child may end between being listed and being asked
                peak[0] = max(peak[0], sum(p.memory_info().rss for p in [me, *me.children(recursive=True)]) / 1e6)

    watcher, start = threading.Thread(target=watch, daemon=True), time.perf_counter()
    watcher.start()
    result, seconds = run(), time.perf_counter() - start
    done.set()
    watcher.join()
    return result, seconds, peak[0]


def stages(path, n_jobs):
    """A row per stage, `(stage, documents, characters, seconds, MB)`: cleaning, dating with ranking, 20 topics."""
    corpus, *clean = measured(lambda: load_corpus(path, n_jobs=n_jobs, keep_raw=False))
    size = len(corpus), int(corpus["n_chars"].sum())
    yield "clean", *size, *clean
    yield "date and rank", *size, *measured(lambda: rank_dates(corpus, 50, n_jobs=n_jobs))[1:]
    if n_jobs == 1:  # topics are one matrix: one process
        yield "20 topics", *size, *measured(lambda: fit_topics(corpus["text"], 20))[1:]


def compare(raws):
    """A row per peer, `(stage, peer, our rate as a multiple of its rate)`, on the same documents in one run."""
    import datefinder
    import justext
    from dateparser.search import search_dates
    from sklearn.decomposition import NMF
    from sklearn.feature_extraction.text import TfidfVectorizer

    texts, stop = [clean_text(raw) for raw in raws], justext.get_stoplist("English")
    pages = ["".join(f"<p>{line}</p>" for line in raw.split("\n")) for raw in raws]
    each = lambda call, items: measured(lambda: [call(item) for item in items])[1]  # noqa: E731
    plain = lambda: NMF(20, random_state=0).fit(TfidfVectorizer(stop_words="english").fit_transform(texts))  # noqa: E731
    dates, few = each(find_dates, texts[:200]), texts[:200]
    yield "clean", "jusText", each(lambda page: justext.justext(page, stop), pages) / each(clean_text, raws)
    yield "dates", "dateparser.search", each(lambda t: search_dates(t, languages=["en"]), few) / dates
    yield "dates", "datefinder", each(lambda t: list(datefinder.find_dates(t)), few) / dates
    yield "20 topics", "TF-IDF + NMF", measured(plain)[1] / measured(lambda: fit_topics(texts, 20))[1]


def main():
    """Print the table of all stages, and that of the peers where they are installed."""
    from distributed import Client, LocalCluster

    sizes, before = [int(size) for size in sys.argv[1:]] or [1000, 10_000, 100_000], {}
    print("| run | stage | documents | s | documents/s | characters/s | peak MB | exponent |\n" + "|---" * 8 + "|")
    for n in sizes:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "corpus.parquet")
            pd.DataFrame({"raw": list(make_corpus(n))}).to_parquet(path)
            for run, n_jobs in (("one process", 1), ("two processes", 2), ("Dask", -1)):
                dask = LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) if n_jobs < 0 else None
                with dask or nullcontext(), Client(dask) if dask else nullcontext(), \
                        parallel_config("dask" if dask else "loky"):
                    for stage, size, chars, s, peak in stages(path, n_jobs):
                        m, t = before.get((run, stage), (0, 0))
                        grows = f"{math.log(s / t) / math.log(size / m):.2f}" if m else ""
                        before[run, stage] = size, s
                        print(f"| {run} | {stage} | {size:,} | {s:.1f} | {size / s:,.0f} | {chars / s:,.0f} | {peak:,.0f} "
                              f"| {grows} |", flush=True)
                get_reusable_executor().shutdown()  # or its idle processes would count in the next run
    print("\n| stage | peer | our rate is … times its rate |\n|---|---|---|")
    for stage, peer, ratio in compare(list(make_corpus(1000))):
        print(f"| {stage} | {peer} | {ratio:.1f} |", flush=True)


if __name__ == "__main__":
    main()
