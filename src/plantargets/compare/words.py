"""What plans talk about: distinctive words, themes, similarity, shared passages.

Words come from jieba with a dictionary of the field. Numbers are never taken from words: a cutter splits
2.3万亿元 one way or another, and the number of a target is read by the grammar of targets alone.
"""

from __future__ import annotations

import math
import re
import warnings
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from importlib import resources

import numpy as np
import pandas as pd

from plantargets.compare.statements import read_rules
from plantargets.plans import Plan, mainland_words, to_simplified
from plantargets.rounding import rounded

with warnings.catch_warnings():
    # jieba 0.42.1 has invalid escapes in its sources and asks for pkg_resources; neither matters here.
    warnings.simplefilter("ignore")
    import jieba

# Weight of the prior, in words: a word must be said more often than chance by about this much text to stand
# out.
PRIOR_WORDS = 500
# Shorter passages are phrases of the trade (推进制造业高质量发展) and no sign that one plan took from
# another.
PASSAGE_CHARACTERS = 16

_HAN = re.compile(r"[一-鿿]{2,}")
_BODIES = re.compile(r"[（(](?:牵头|责任|配合)单位[^\n]*")


def distinctive_words(plans: Iterable[Plan], top: int = 10) -> pd.DataFrame:
    """Return the words that set each plan apart from the others.

    The weighted log-odds-ratio with an informative Dirichlet prior of Monroe, Colaresi and Quinn (2008),
    "Fightin' Words", Political Analysis 16(4); the prior is the vocabulary of all plans together, scaled to
    `PRIOR_WORDS`.

    Returns
    -------
    DataFrame
        ``plan_id, rank, word, gloss, count, others, log_odds, z``, the largest `z` first. Names of the places
        themselves are left out. `gloss` is English, empty where ``word_glosses.csv`` has none.
    """
    plans = tuple(plans)
    glosses = {row["word"]: row["gloss"] for row in read_rules("word_glosses.csv")}
    counts = {plan.plan_id: word_counts(plan) for plan in plans}
    rows = []
    for plan in plans:
        others: Counter[str] = Counter()
        for plan_id, words in counts.items():
            if plan_id != plan.plan_id:
                others.update(words)
        scored = log_odds(counts[plan.plan_id], others)
        for rank, (word, (odds, z)) in enumerate(
            sorted(scored.items(), key=lambda item: (-item[1][1], item[0]))[:top], start=1
        ):
            rows.append(
                {
                    "plan_id": plan.plan_id,
                    "rank": rank,
                    "word": word,
                    "gloss": glosses.get(word, ""),
                    "count": counts[plan.plan_id][word],
                    "others": others[word],
                    "log_odds": rounded(odds, 4),
                    "z": rounded(z, 4),
                }
            )
    return pd.DataFrame(
        rows, columns=["plan_id", "rank", "word", "gloss", "count", "others", "log_odds", "z"]
    )


def log_odds(
    own: Counter[str], others: Counter[str], prior_words: float = PRIOR_WORDS
) -> dict[str, tuple[float, float]]:
    """Return log-odds-ratio and z-score of each word of `own` against `others`.

    Examples
    --------
    >>> scores = log_odds(Counter(a=30, b=30), Counter(a=30, b=10))
    >>> scores["b"][1] > 0 > scores["a"][1]
    True
    """
    both = own + others
    total = sum(both.values())
    if not own or not others:
        return {}
    own_total, other_total = sum(own.values()), sum(others.values())
    scores = {}
    for word in own:
        prior = prior_words * both[word] / total
        one, two = own[word] + prior, others[word] + prior
        odds = math.log(one / (own_total + prior_words - one)) - math.log(
            two / (other_total + prior_words - two)
        )
        scores[word] = (odds, odds / math.sqrt(1 / one + 1 / two))
    return scores


def word_counts(plan: Plan) -> Counter[str]:
    """Count the words of a plan of two characters or more: no numbers, stop words or names of its place."""
    text = _own_words(plan)
    own_place = plan.record.jurisdiction if plan.record is not None else ""
    places = {p for name in re.split(r"(?<=[省市县区])", own_place) if name for p in (name, name[:-1])}
    skipped = _stop_words() | places
    words: Counter[str] = Counter()
    for part in _HAN.findall(text):
        words.update(w for w in _tokenizer().lcut(part, HMM=False) if len(w) > 1 and w not in skipped)
    return words


def themes_by_plan(plans: Iterable[Plan]) -> pd.DataFrame:
    """Return what share of the text of each plan speaks of each theme.

    A sentence speaks of a theme when one of the theme's words (``theme_words.csv``) stands in it; it may
    speak of several, so that shares add up to more than 100 %.

    Returns
    -------
    DataFrame
        ``plan_id, theme, name_zh, name_en, sentences, share_pct``; the share is of characters.
    """
    rows = []
    for plan in plans:
        text = _own_words(plan)
        sentences = [s for s in re.split(r"[。；;\n|]", text) if _HAN.search(s)]
        total = sum(map(len, sentences))
        for theme in read_rules("theme_words.csv"):
            words = re.compile(theme["words"])
            found = [s for s in sentences if words.search(s)]
            rows.append(
                {
                    "plan_id": plan.plan_id,
                    "theme": theme["theme"],
                    "name_zh": theme["name_zh"],
                    "name_en": theme["name_en"],
                    "sentences": len(found),
                    "share_pct": rounded(100 * sum(map(len, found)) / total, 1) if total else 0.0,
                }
            )
    return pd.DataFrame(rows)


def plan_similarity(plans: Iterable[Plan]) -> pd.DataFrame:
    """Return how alike the vocabularies of the plans are: cosine of ``1 + log(count)``, 1 for the same plan.

    Returns
    -------
    DataFrame
        One row per pair: ``plan_id, other_plan_id, similarity``.
    """
    counts = {plan.plan_id: word_counts(plan) for plan in plans}
    rows = []
    plan_ids = list(counts)
    for at, one in enumerate(plan_ids):
        for other in plan_ids[at + 1 :]:
            rows.append(
                {
                    "plan_id": one,
                    "other_plan_id": other,
                    "similarity": rounded(_cosine(counts[one], counts[other]), 4),
                }
            )
    return pd.DataFrame(rows, columns=["plan_id", "other_plan_id", "similarity"])


def shared_passages(plans: Iterable[Plan], shortest: int = PASSAGE_CHARACTERS) -> pd.DataFrame:
    """Find passages that two plans have in common, character for character in simplified script.

    Returns
    -------
    DataFrame
        ``plan_id, start, end, other_plan_id, other_start, other_end, characters, passage``, the longest
        first; offsets refer to the stored texts.
    """
    plans = tuple(plans)
    rows = []
    for at, one in enumerate(plans):
        for other in plans[at + 1 :]:
            for start, other_start, length in _common(one.simplified, other.simplified, shortest):
                rows.append(
                    {
                        "plan_id": one.plan_id,
                        "start": start,
                        "end": start + length,
                        "other_plan_id": other.plan_id,
                        "other_start": other_start,
                        "other_end": other_start + length,
                        "characters": length,
                        "passage": one.simplified[start : start + length],
                    }
                )
    columns = [
        "plan_id",
        "start",
        "end",
        "other_plan_id",
        "other_start",
        "other_end",
        "characters",
        "passage",
    ]
    table = pd.DataFrame(rows, columns=columns)
    order = ["characters", "plan_id", "start", "other_plan_id", "other_start"]
    return table.sort_values(order, ascending=[False, True, True, True, True], ignore_index=True)


def _own_words(plan: Plan) -> str:
    """Return the text without the lists of responsible bodies: they are repeated under every task."""
    text = _BODIES.sub("", plan.simplified)
    bodies = {to_simplified(body) for task in plan.tasks for body in (*task.lead, *task.support)}
    for body in sorted(bodies, key=len, reverse=True):
        text = text.replace(body, "") if len(body) > 2 else text
    return mainland_words(text)


def _cosine(one: Counter[str], other: Counter[str]) -> float:
    words = sorted(set(one) | set(other))
    vectors = [np.array([1 + math.log(c[w]) if c[w] else 0.0 for w in words]) for c in (one, other)]
    lengths = [float(np.linalg.norm(v)) for v in vectors]
    return float(vectors[0] @ vectors[1]) / (lengths[0] * lengths[1]) if all(lengths) else 0.0


def _common(one: str, other: str, shortest: int) -> list[tuple[int, int, int]]:
    """Return maximal common passages; of passages within a longer one at the same place only the longest."""
    # Lines and lists of bodies end a passage: other fillers in either text, so that they never agree.
    one, other = (_filled(text, filler) for text, filler in ((one, "\ue000"), (other, "\ue001")))
    places: dict[str, list[int]] = {}
    for at in range(len(other) - shortest + 1):
        places.setdefault(other[at : at + shortest], []).append(at)
    found: list[tuple[int, int, int]] = []
    covered = 0
    for at in range(len(one) - shortest + 1):
        if at < covered:
            continue
        longest = max(
            ((_length(one, at, other, there), -there) for there in places.get(one[at : at + shortest], ())),
            default=(0, 0),
        )
        if not longest[0]:
            continue
        covered = at + longest[0]
        lead = re.match(r"\W*", one[at:covered])
        skip = lead.end() if lead else 0
        length = len(re.sub(r"\W+$", "", one[at + skip : covered]))
        if _han_count(one[at + skip : at + skip + length]) >= shortest - 2:
            found.append((at + skip, -longest[1] + skip, length))
    return found


def _filled(text: str, filler: str) -> str:
    return _BODIES.sub(lambda found: filler * len(found[0]), text).replace("\n", filler)


def _length(one: str, at: int, other: str, there: int) -> int:
    """Return how far two texts agree from these places on."""
    length = 0
    while (
        at + length < len(one) and there + length < len(other) and one[at + length] == other[there + length]
    ):
        length += 1
    return length


def _han_count(text: str) -> int:
    return sum(map(len, _HAN.findall(text)))


@cache
def _tokenizer() -> jieba.Tokenizer:
    """Return a tokenizer of our own.

    Words added to jieba's shared one would change every later call elsewhere. The dictionary is read directly
    and not through jieba's cache, which lies in the shared temporary folder.
    """
    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.initialized = True
    for row in read_rules("domain_words.csv"):
        tokenizer.add_word(row["word"], freq=100_000)
    return tokenizer


@cache
def _stop_words() -> frozenset[str]:
    text = resources.files(__package__).joinpath("data", "stop_words.txt").read_text(encoding="utf-8")
    return frozenset(text.split())


def plan_words(plans: Sequence[Plan]) -> pd.DataFrame:
    """Return the counts of all words: ``plan_id, word, count``, the most frequent first."""
    rows = [
        {"plan_id": plan.plan_id, "word": word, "count": count}
        for plan in plans
        for word, count in sorted(word_counts(plan).items(), key=lambda item: (-item[1], item[0]))
    ]
    return pd.DataFrame(rows, columns=["plan_id", "word", "count"])
