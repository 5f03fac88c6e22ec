"""What the texts are about: terms, topics, how many topics the texts can carry, and how far they hold."""

import re
import warnings
from collections import defaultdict
from dataclasses import dataclass, replace
from itertools import chain

import numpy as np
import pandas as pd
import scipy.sparse as sp
from scipy.optimize import linear_sum_assignment
from sklearn.decomposition import NMF, LatentDirichletAllocation, MiniBatchNMF, non_negative_factorization
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS
from sklearn.metrics import adjusted_rand_score
from sklearn.preprocessing import normalize
from threadpoolctl import threadpool_limits

from helpers.text import TABLES, read_table

_WORD = re.compile(r"\w+(?:[-‑'’]\w+|\.[A-Z](?=\.))*")  # also U.S.
_CLITIC = re.compile(r"(?:n['’]t|['’](?:s|ll|re|ve|d|m)?)\Z")  # isn't, Kazakhstan's, states'
_VERB = re.compile(r"(?<=\w{3})([iy])z(?=(?:e|ed|es|er|ers|ing|able|ations?|ational)\Z)")  # organize, analyze
_SIZE = re.compile(r"(?:cap|down|over|out|re|under|up)siz")
_PLURALS = (("ies", "y"), ("sses", "ss"), ("xes", "x"), ("ches", "ch"), ("shes", "sh"),
            ("ss", "ss"), ("us", "us"), ("is", "is"), ("s", ""))
_EACH = 4  # different texts that a topic has on average at least, where the number is chosen
_LARGEST = 2000  # texts among which the number of topics is chosen
_COLUMNS = ["n_topics", "agreement", "spread", "null_corpus", "null_corpus_spread", "null_document",
            "null_document_spread", "npmi"]
_TOP = 10  # terms that stand for a topic where topics are compared
_BRITISH = read_table(TABLES / "spellings.csv", ["american", "british"]).set_index("american")["british"].to_dict()
STOP_GROUPS = read_table(TABLES / "stop_words.csv", ["word", "group", "reason"]).groupby("group")["word"].agg(frozenset)
STOP_GROUPS = STOP_GROUPS.to_dict() | {"English": frozenset(ENGLISH_STOP_WORDS)}


def spelled(token):
    """A token in British spelling without possessive; nothing for numbers and single letters."""
    word = _CLITIC.sub("", token.replace(".", "").replace("‑", "-"))
    if len(word) < 2 or not word[0].isalpha():
        return ""
    lower = word.lower()
    british = _BRITISH.get(lower) or (lower if _SIZE.match(lower) else _VERB.sub(r"\1s", lower))
    return word if british == lower else british.capitalize() if word[0].isupper() else british


def _phrases():
    """Fixed phrases by each form of their first word: `(words in lower case, term)`, the longest first."""
    heads = defaultdict(list)
    for row in read_table(TABLES / "phrases.csv", ["phrase", "term"]).itertuples():
        words = [spelled(token) for token in _WORD.findall(row.phrase)]
        abbreviation = len(words) == 1 and words[0].isupper()
        first = words[0] if abbreviation else words[0].lower()
        for form in {first} if abbreviation else {first, first.capitalize(), first.upper()}:
            heads[form].append(([word.lower() for word in words], row.term))
    return {head: sorted(found, key=lambda item: -len(item[0])) for head, found in heads.items()}


_PHRASES = _phrases()
_STOP = frozenset().union(*(words for group, words in STOP_GROUPS.items() if group != "kept")) - STOP_GROUPS["kept"]
_STOP = {form for word in _STOP for form in (word, word.capitalize(), word.title(), word.upper())} | {""}
_STOP -= {term for found in _PHRASES.values() for _, term in found if term}  # US and WHO are no pronouns


def _stream(texts):
    """All terms of the texts in order: `(code of each term, number of its text, the terms by code)`."""
    codes = defaultdict(None, {"": 0})
    codes.default_factory = codes.__len__
    rows = [[*map(codes.__getitem__, _WORD.findall(text)), 0] for text in texts]  # no phrase reaches across a 0
    words, stream, added = [spelled(token) for token in codes], np.array([*chain(*rows)], dtype=np.int64), {}
    for spot in np.flatnonzero(np.array([word in _PHRASES for word in words])[stream]):
        for phrase, term in _PHRASES.get(words[stream[spot]], ()):
            if [words[code].lower() for code in stream[spot:spot + len(phrase)]] == phrase:
                if term not in added:
                    added[term] = len(words)
                    words.append(term)
                stream[spot:spot + len(phrase)] = [added[term]] + [0] * (len(phrase) - 1)
                break
    keep = np.array([word not in _STOP for word in words])[stream]
    return stream[keep], np.repeat(np.arange(len(rows)), [len(row) for row in rows])[keep], words


def tokenise(text):
    """The terms of a text in order: words and fixed phrases as they are written, in British spelling.

    >>> tokenise("The UN's confidence-building center for Central Asian states: it organized 18 talks with the US")
    ['UN', 'confidence-building', 'centre', 'Central Asia', 'states', 'organised', 'US']
    """
    stream, _, words = _stream([text])
    return [words[code] for code in stream]


def _singular(word):
    end, base = next(((end, base) for end, base in _PLURALS if word.endswith(end)), ("", ""))
    return word if word in _BRITISH or len(word) - len(end) < 3 else word[:len(word) - len(end)] + base


def _merged(terms):
    """For each term the number of the word it is a form of: capitals apart, a plural beside its singular."""
    lower, numbers = [term.lower() for term in terms], {}
    known = set(lower)
    keys = (base if (base := _singular(word)) in known else word for word in lower)
    return np.array([numbers.setdefault(key, len(numbers)) for key in keys], dtype=int)


def _counts(texts, drop=()):
    """Counts of terms (sparse, texts × terms) and the terms, each in its most frequent written form."""
    stream, where, terms = _stream(texts)
    counts = sp.csr_array((np.ones(len(stream)), (where, stream)), shape=(len(texts), len(terms)))
    unwanted = {token.lower() for name in drop for token in _WORD.findall(name)}
    group, total = _merged(terms), counts.sum(axis=0)
    names = {g: terms[i] for i, g in sorted(enumerate(group), key=lambda item: (total[item[0]], terms[item[0]]))}
    counts = sp.csr_array(counts @ sp.csr_array((np.ones(len(terms)), (np.arange(len(terms)), group))))
    enough = np.bincount(counts.indices, minlength=len(names)) >= max(min(2, len(texts)), len(texts) // 2000)
    order = sorted((g for g in names if enough[g] and names[g].lower() not in unwanted), key=names.get)
    return sp.csr_array(counts[:, np.array(order, dtype=int)]), np.array([names[g] for g in order], dtype=object)


def _weigh(counts):
    """TF-IDF with sublinear frequency, rows of length 1; a word that stands in every text weighs nothing."""
    counts = counts.copy()
    counts.sum_duplicates()
    n, df = counts.shape[0], np.bincount(counts.indices, minlength=counts.shape[1])
    counts.data = (1 + np.log(counts.data)) * np.log((1 + n) / (1 + df))[counts.indices]
    return normalize(counts)


def _nmf(x, k):
    """Weights of texts and of terms; a text that resembles many others counts for less, or else the largest subject
    takes several topics: the normalised-cut weighting of Xu, Liu and Gong (2003), with the mean degree added to each
    degree (Qin and Rohe 2013) for the sake of short texts."""
    degree = x @ x.sum(axis=0)
    kind = MiniBatchNMF if x.shape[0] >= 50_000 else NMF
    model = kind(k, init="nndsvda", random_state=0, tol=1e-2, max_iter=100)
    balance = sp.diags_array(1 / (1 + degree / (degree.mean() or 1)))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the bound on iterations is deliberate, an exact fit is no fault
        return model.fit_transform((balance @ x).tocsr()), model.components_


def _solve(x, h):
    return non_negative_factorization(x, H=np.ascontiguousarray(h), n_components=len(h), update_H=False, tol=1e-3)[0]


def _concepts(x, w, h):
    """The topics redrawn, three times, as the mean of the texts they lead (Dhillon and Modha 2001)."""
    for _ in range(3):
        lead = (w * np.linalg.norm(h, axis=1)).argmax(axis=1)
        means = normalize(sp.csr_array((np.ones(len(lead)), (lead, np.arange(len(lead)))), (len(h), len(lead))) @ x)
        h = np.where(means.sum(axis=1)[:, None] > 0, means.toarray(), h)
        w = _solve(x, h)
    return w, _solve(x.T.tocsr(), w.T).T


def _fit(texts, counts, terms, k):
    """Weights of texts (rows add up to 1, or to 0 without any term) and of terms, the largest topic first."""
    order = sorted(range(len(texts)), key=texts.__getitem__)  # so that the order of the documents does not matter
    if k > 1:
        w, x = np.zeros((len(texts), k)), _weigh(counts[order])
        w[order], h = _concepts(x, *_nmf(x, k))
        w = normalize(w, norm="l1")
    else:  # one topic is all words of all texts; no topic has neither
        w, h = (counts.sum(axis=1) > 0).astype(float)[:, None][:, :k], counts.sum(axis=0)[None][:k]
    words = [" ".join(terms[np.argsort(-row, kind="stable")[:3]]) for row in h]
    rank = sorted(range(k), key=lambda topic: (-w[:, topic].sum().round(6), words[topic]))
    return w[:, rank], h[rank]


@dataclass(frozen=True)
class Topics:
    """Topics of some texts: `counts` (sparse, texts × terms), `doc_weights` (texts × topics, rows add up to 1),
    `term_weights` (topics × terms), a `note` on what a reader must know, and `choice`, the table of `choose_n_topics`.
    """

    texts: list
    terms: np.ndarray
    counts: sp.csr_array
    doc_weights: np.ndarray
    term_weights: np.ndarray
    note: str = ""
    choice: pd.DataFrame | None = None

    @property
    def n_topics(self):
        """The number of topics."""
        return len(self.term_weights)

    @property
    def names(self):
        """A name for each topic: its three strongest terms."""
        return [", ".join(top) for top in self.top_terms(3)]

    def top_terms(self, n=10):
        """The n strongest terms of each topic, best first."""
        return [[self.terms[i] for i in row.argsort(kind="stable")[:n] if row[i] < 0] for row in -self.term_weights]

    def passages(self, topic, n=3):
        """Table of the n texts nearest to a topic: `number`, `weight`, `text`, `hits`, the spans of its top terms."""
        nearest = _weigh(self.counts) @ self.term_weights[topic]
        best = sorted(np.flatnonzero(nearest > 0), key=lambda i: (-nearest[i].round(9), self.texts[i]))[:n]
        wanted = {_singular(word.lower()) for term in self.top_terms()[topic] for word in term.split()}
        rows = [(i, self.doc_weights[i, topic], self.texts[i], _hits(self.texts[i], wanted)) for i in best]
        return pd.DataFrame(rows, columns=["number", "weight", "text", "hits"])


def _hits(text, wanted):
    return [m.span() for m in _WORD.finditer(text) if _singular(spelled(m.group()).lower()) in wanted]


@threadpool_limits.wrap(limits=1)  # the matrices are small: more threads only wait for each other
def fit_topics(texts, n_topics=None, *, drop=(), groups=None):
    """The topics of some texts: TF-IDF and non-negative matrix factorisation.

    `n_topics`: how many; `None` lets `choose_n_topics` decide, which is given `groups` (the document of each text).
    `drop`: names whose words are no terms. Texts that are too few or all alike give fewer topics and a `note`.

    >>> model = fit_topics(["water of the rivers", "river and water", "trade routes", "route of trade"], 2)
    >>> model.top_terms(2)
    [['rivers', 'water'], ['routes', 'trade']]
    """
    texts = list(texts)
    counts, terms = _counts(texts, drop)
    most, note, choice = max(_different(counts), int(counts.nnz > 0)), "", None
    if not most:
        note = "No term stands in two of the texts: no topic."
    elif most == 1:
        note = "The texts are all alike, or there is only one: one topic, which is the text."
    elif n_topics is None:
        choice = choose_n_topics(texts, counts, groups)
        n_topics, note = _verdict(choice)
    elif n_topics > most:
        note = f"The texts carry no more than {most} topics, not {n_topics}."
    weights = _fit(texts, counts, terms, min(n_topics or 1, most))
    return Topics(texts, terms, counts, *weights, note, choice)


def _different(counts):
    """How many topics can be told apart at most: different texts, but no more than there are terms."""
    if not counts.nnz:
        return 0
    marks = _weigh(counts) @ np.random.default_rng(0).random(counts.shape[1])
    return min(np.count_nonzero(np.unique(marks.round(9))), *counts.shape)


def _average_jaccard(a, b):
    """Agreement of each ranking of `a` with each of `b`: the Jaccard index, averaged over depths 1 to t."""
    same = (a[:, None, :, None] == b[None, :, None, :]).cumsum(axis=2).cumsum(axis=3)
    depth = np.arange(a.shape[1])
    return (same[:, :, depth, depth] / (2 * (depth + 1) - same[:, :, depth, depth])).mean(axis=2)


def _tops(counts, k):
    return np.argsort(-_nmf(_weigh(counts), k)[1], axis=1, kind="stable")[:, :_TOP]


def _resampled(counts, k, samples, rng):
    """Agreement of the topics of all texts with those of 80 % of them, for each of so many samples."""
    n, whole, found = counts.shape[0], _tops(counts, k), []
    for _ in range(samples):
        rows = np.sort(rng.choice(n, round(.8 * n), replace=False))
        table = _average_jaccard(whole, _tops(counts[rows], k))
        found.append(table[linear_sum_assignment(-table)].mean())
    return found


def _shuffled(counts, groups, rng):
    """Counts after the words of each group of texts were shuffled over the texts of the group."""
    row = np.repeat(np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr)), counts.data.astype(int))
    column = np.repeat(counts.indices, counts.data.astype(int))
    place = np.argsort(groups[row], kind="stable")
    column[place] = column[np.lexsort((rng.random(len(row)), groups[row]))]
    return sp.csr_array((np.ones(len(row)), (row, column)), shape=counts.shape)


def _npmi(counts, tops):
    """Mean NPMI of the ten top terms of each topic, texts as windows (-1 never together, 1 always)."""
    found = []
    for top in tops:
        here = (counts[:, top] > 0).toarray().astype(float)
        both = (here.T @ here / len(here)).clip(1e-12, 1 - 1e-12)
        pairs = np.triu_indices(len(top), 1)
        each = both.diagonal()
        found.append((np.log(both / np.outer(each, each)) / -np.log(both))[pairs].mean())
    return np.mean(found)


def choose_n_topics(texts, counts, groups):
    """Table of numbers of topics: how far the topics agree under resampling, and how far those of two nulls do.

    A row per `n_topics`: `agreement` and its `spread` (mean and standard deviation of the term agreement of Greene,
    O'Callaghan and Cunningham 2014 over samples of 80 % of the texts), the same for words shuffled over the whole
    corpus (`null_corpus`) and within each document (`null_document`; `groups` names the document of each text), `npmi`.
    A number *separates* from chance where agreement less spread lies above the second null plus its spread (above
    the first where each text is a document of its own). *Chosen* are, among those that separate (else among all), the
    number farthest above its null and the larger neighbours within one standard deviation of it (agreement and null
    together, median over all numbers): they tie, and the largest is taken, because it tells more apart.
    """
    groups, rng = np.arange(len(texts)) if groups is None else np.asarray(groups), np.random.default_rng(0)
    order = sorted(range(len(texts)), key=lambda i: (texts[i], str(groups[i])))
    if len(order) > _LARGEST:
        order = [order[i] for i in np.sort(rng.choice(len(order), _LARGEST, replace=False))]
    counts, groups = counts[order], pd.factorize(groups[order])[0]
    counts = counts[:, np.bincount(counts.indices, minlength=counts.shape[1]) > 1]
    samples, shuffles, again = (20, 5, 4) if len(order) <= 500 else (8, 2, 2)
    nulls = {"null_corpus": np.zeros_like(groups), "null_document": groups}
    if len(set(groups)) == len(groups):
        del nulls["null_document"]  # a document of one text has nothing to shuffle
    rows = []
    for k in range(2, min(10, _different(counts) // _EACH) + 1):
        found = {("agreement", "spread"): _resampled(counts, k, samples, rng)}
        for name, group in nulls.items():
            null = [_resampled(_shuffled(counts, group, rng), k, again, rng) for _ in range(shuffles)]
            found[name, f"{name}_spread"] = sum(null, [])
        rows.append({"n_topics": k, "npmi": _npmi(counts, _tops(counts, k))})
        for (mean, spread), values in found.items():
            rows[-1] |= {mean: np.mean(values), spread: np.std(values)}
    return _judged(pd.DataFrame(rows).reindex(columns=_COLUMNS))


def _judged(table):
    if table.empty:
        return table.assign(separates=False, chosen=False)
    null = table["null_document"].fillna(table["null_corpus"])
    null_spread = table["null_document_spread"].fillna(table["null_corpus_spread"])
    above, deviation = table["agreement"] - null, np.hypot(table["spread"], null_spread).median()
    separates = table["agreement"] - table["spread"] > null + null_spread
    eligible = separates | ~separates.any()
    best = above.where(eligible).idxmax()
    tied = (above >= above[best] - deviation) & eligible
    chosen = tied.loc[best:].cummin().reindex(table.index, fill_value=False)  # up to the first that does not tie
    return table.assign(separates=separates, chosen=chosen)


def _verdict(choice):
    """The number of topics to show, and a sentence that says what the table supports."""
    if choice.empty:
        return 1, f"Fewer than {2 * _EACH} different texts: too few to choose a number of topics; all are one topic."
    numbers = choice["n_topics"]
    held, tied = (", ".join(map(str, numbers[choice[column]])) for column in ("separates", "chosen"))
    number = int(numbers[choice["chosen"]].max())
    if not held:
        return number, (f"No number of topics from {numbers.min()} to {numbers.max()} separates from chance; "
                        f"{number} topics are shown as a description of these texts, no more.")
    return number, (f"Numbers of topics that separate from chance: {held}; tied for the best: {tied}; "
                    f"the largest of these, {number}, is taken.")


def match_topics(a, b):
    """Table of the topics of two models that belong together: `topic`, `name`, `other`, `other_name`, `agreement`."""
    tops = [np.array([(top + [fill] * _TOP)[:_TOP] for top in model.top_terms(_TOP)], dtype=object).reshape(-1, _TOP)
            for model, fill in ((a, None), (b, ""))]  # what is missing never agrees
    table = _average_jaccard(*tops)
    rows = [(i, a.names[i], j, b.names[j], table[i, j]) for i, j in zip(*linear_sum_assignment(-table), strict=True)]
    return pd.DataFrame(rows, columns=["topic", "name", "other", "other_name", "agreement"])


@threadpool_limits.wrap(limits=1)
def leave_one_out(model, groups):
    """Table of how far each topic comes back without one document: topics × documents, matched term agreement."""
    groups, columns = np.asarray(groups), {}
    for group in sorted(set(groups)):
        rows = np.flatnonzero(groups != group)
        texts, counts = [model.texts[i] for i in rows], model.counts[rows]
        w, h = _fit(texts, counts, model.terms, min(model.n_topics, _different(counts)))
        other = replace(model, doc_weights=w, term_weights=h)
        columns[group] = match_topics(model, other).set_index("topic")["agreement"]
    table = pd.DataFrame(columns, index=range(model.n_topics), dtype=float).fillna(0.0)
    return table.set_axis(pd.Index(model.names, name="name", dtype=object))


def topic_documents(model, groups):
    """Table of the documents that carry each topic: `name, documents, carried_by, largest_share`, a row per topic.

    A document carries a topic that leads one of its texts; `largest_share`: of the topic's weight in a single document.
    """
    groups, leads = np.asarray(groups), _leads(model)
    weights = pd.DataFrame(model.doc_weights).groupby(groups).sum()
    carried = [sorted(set(groups[leads == topic])) for topic in range(model.n_topics)]
    return pd.DataFrame({"name": model.names, "documents": [len(found) for found in carried], "carried_by": carried,
                         "largest_share": (weights / weights.sum()).max().to_numpy()})


def _leads(model):
    """The leading topic of each text, -1 for a text without any."""
    if not model.n_topics:
        return np.full(len(model.texts), -1)
    return np.where(model.doc_weights.any(axis=1), model.doc_weights.argmax(axis=1), -1)


def document_agreement(model, groups):
    """Adjusted Rand index of leading topic and document: 1 where topics only repeat the documents, 0 by chance."""
    return adjusted_rand_score(np.asarray(groups), _leads(model))


def lda_agreement(model):
    """Mean matched term agreement with a latent Dirichlet allocation of as many topics on the same counts."""
    if not model.n_topics:
        return float("nan")
    order = sorted(range(len(model.texts)), key=model.texts.__getitem__)
    lda = LatentDirichletAllocation(model.n_topics, random_state=0, max_iter=30).fit(model.counts[order])
    return match_topics(model, replace(model, term_weights=lda.components_))["agreement"].mean()
