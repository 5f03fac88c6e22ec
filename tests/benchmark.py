"""How fast the main job is and how its cost grows: `python tests/benchmark.py [1000 10000 100000]`.

A Markdown table: each step on the notebooks' road, in one process, in two, and on a Dask cluster
of two workers of which one is killed on the way; seconds, documents a second, the peak memory of
all processes, and the exponent from the size before. A second table sets peers beside the readers,
on the same documents in one run; they come with `pip install -e .[peers]`.
"""

import math
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import contextmanager, nullcontext, suppress
from functools import partial
from pathlib import Path

import pandas as pd
import psutil
from joblib import parallel_config
from joblib.externals.loky import get_reusable_executor
from made import make_corpus
from sklearn.decomposition import NMF
from sklearn.feature_extraction.text import TfidfVectorizer

from helpers.corpus import load_corpus, paragraphs, read
from helpers.duplicates import duplicates
from helpers.people import people
from helpers.reuse import shared_passages
from helpers.timeline import build_timeline
from helpers.topics import fit_topics


def measured(run):
    """What `run()` returns, its seconds, and the peak memory in MB of all processes meanwhile."""
    peak, done, me = [0], threading.Event(), psutil.Process()

    def watch():
        while not done.wait(0.2):
            with suppress(psutil.NoSuchProcess):  # a child may end between being listed and asked
                used = (p.memory_info().rss for p in [me, *me.children(recursive=True)])
                peak[0] = max(peak[0], sum(used) / 1e6)

    watcher, start = threading.Thread(target=watch, daemon=True), time.perf_counter()
    watcher.start()
    result, seconds = run(), time.perf_counter() - start
    done.set()
    watcher.join()
    return result, seconds, peak[0]


def steps(path, n_jobs):
    """A row per step on the road, `(step, seconds, MB)`; what one process does only once."""
    corpus, *cost = measured(lambda: load_corpus(path, n_jobs=n_jobs))
    yield "load", *cost
    if n_jobs == 1:
        for name in ("dates", "names", "voices"):
            yield name, *measured(partial(_all, corpus, name))[1:]
    corpus, *cost = measured(lambda: read(corpus, n_jobs=n_jobs))
    yield ("read the rest" if n_jobs == 1 else "read all"), *cost
    if n_jobs == 1:
        texts = paragraphs(corpus)["text"]
        for call in (duplicates, build_timeline, people):
            yield call.__name__, *measured(partial(call, corpus))[1:]
        yield "20 topics", *measured(partial(_topics, texts))[1:]
    yield "shared_passages", *measured(partial(shared_passages, corpus, n_jobs))[1:]


def _topics(texts):
    return fit_topics(texts, 20)


def _all(corpus, name):
    return [getattr(document, name) for document in corpus["document"]]


@contextmanager
def a_cluster():
    """Two Dask workers for joblib, one of which is killed after five seconds and replaced."""
    from distributed import Client, LocalCluster

    with (
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        Client(cluster) as client,
        parallel_config("dask"),
    ):
        victim = next(iter(client.run(os.getpid).values()))
        killer = threading.Timer(5, os.kill, [victim, signal.SIGKILL])
        killer.start()
        yield
        killer.cancel()


def command(path):
    """The whole command in a folder of its own."""
    with tempfile.TemporaryDirectory() as out:
        program = Path(sys.executable).with_name("reproduce")
        subprocess.run([program, "--corpus", path, "--out", out], check=True, capture_output=True)


def compare(raws):
    """A row per peer, `(reader, peer, our rate as a multiple of its rate)`, on the same texts."""
    import justext
    from dateparser.search import search_dates

    from helpers.readers import cleaning, dates

    texts, stop = [cleaning.clean_text(raw) for raw in raws], justext.get_stoplist("English")
    pages = ["".join(f"<p>{line}</p>" for line in raw.split("\n")) for raw in raws]

    def cost(call, items):
        return measured(lambda: [call(item) for item in items])[1]

    ours = cost(cleaning.clean_text, raws)
    yield "cleaning", "jusText", cost(lambda page: justext.justext(page, stop), pages) / ours
    few = texts[:100]
    peer = cost(lambda text: search_dates(text, languages=["en"]), few)
    yield "dates", "dateparser.search", peer / cost(dates.find_dates, few)
    parts = [part for text in texts for part in text.split("\n\n")]
    peer = cost(
        lambda parts: NMF(20).fit_transform(TfidfVectorizer().fit_transform(parts)), [parts]
    )
    yield "20 topics", "scikit-learn's plain TF-IDF and NMF", peer / cost(_topics, [parts])


RUNS = {"one process": (1, nullcontext), "two processes": (2, nullcontext), "Dask": (-1, a_cluster)}


def main():
    """Print the table of all steps, and that of the peers where they are installed."""
    before = {}
    print("| run | step | documents | s | documents/s | peak MB | exponent |\n" + "|---" * 7 + "|")
    for n in [int(size) for size in sys.argv[1:]] or [1_000, 10_000, 100_000]:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "corpus.jsonl")
            table = pd.DataFrame({"raw": list(make_corpus(n))})
            table.to_json(path, orient="records", lines=True)
            rows = [("command", "reproduce", *measured(lambda: command(path))[1:])]  # noqa: B023
            for run, (n_jobs, setting) in RUNS.items():
                with setting():
                    rows += [(run, *row) for row in steps(path, n_jobs)]
                get_reusable_executor().shutdown()  # or idle processes would count in the next run
        for run, step, s, peak in rows:
            m, t = before.get((run, step), (0, 0))
            grows = f"{math.log(s / t) / math.log(n / m):.2f}" if m else ""
            before[run, step] = n, s
            cells = run, step, f"{n:,}", f"{s:.1f}", f"{n / s:,.0f}", f"{peak:,.0f}", grows
            print("| " + " | ".join(cells) + " |", flush=True)
    print("\n| reader | peer | our rate is … times its rate |\n|---|---|---|")
    for reader, peer, ratio in compare(list(make_corpus(1_000))):
        print(f"| {reader} | {peer} | {ratio:.1f} |", flush=True)


if __name__ == "__main__":
    main()
