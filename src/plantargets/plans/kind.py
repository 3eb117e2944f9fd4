"""What a document is: told from the words of its title and from how it opens."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from plantargets.errors import PlanTargetsError, nearest
from plantargets.language.folding import fold
from plantargets.plans.words import any_word, word_list

# In the order in which they are told; `other` where nothing tells.
_TABLE = tomllib.loads((files("plantargets.plans") / "kinds.toml").read_text(encoding="utf-8"))
KINDS = (*_TABLE, "other")
# Documents for one year by nature.
YEARLY = frozenset({"work_report", "annual_plan_report", "list"})
_HEAD_LINES, _LONGEST_TITLE, _OPENING, _MANY = 30, 70, 300, 4
_NOTICE = re.compile(
    f"{any_word('about')}{any_word('issuing', 'handing_down', 'making_public', 'passing_on')}"
    f"《?(?P<inner>[^《》]{{4,80}}?)》?的{any_word('notice', 'announcement')}"
)
_NO_TITLE = re.compile(
    r"[。;!?:|]$|[,。;]|^(?:[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十\d]{1,3}\)|\d{1,2}[.、 ]"
    r"|第[一二三四五六七八九十百]{1,4}[章节条]|[—·●◆■▪(])"
)
_BRACKETED = re.compile(r"\([^()]*\)$")
_YEARS_LINE = re.compile(r"\((?![^()]*\d月)[^()]*\d{4}[^()]*\)")
_GOALS = re.compile(rf"^\s*[一二三四五六七八九十]{{1,2}}、{any_word('goals_heading')}", re.MULTILINE)
_PROSE = re.compile("[。;]|:$")


class DocumentKind(NamedTuple):
    """The kind of a document and the title that tells it, folded and without white space."""

    kind: str
    title: str


class _Words(NamedTuple):
    says: tuple[str, ...]
    title: tuple[str, ...]
    ends: tuple[str, ...]
    many: tuple[str, ...]


def tell_kind(text: str) -> DocumentKind:
    r"""Return what a document is, `other` with its first line where nothing tells.

    Parameters
    ----------
    text
        In simplified characters; only its first pages are read.

    >>> tell_kind("某市2024年十件民生实事\n新建公园5个。")
    DocumentKind(kind='list', title='某市2024年十件民生实事')
    """
    front = fold(text[:8000])
    lines = ["".join(line.split()) for line in front.splitlines() if line.strip()][:_HEAD_LINES]
    titles = _titles(lines)
    for kind, words in _words().items():
        if words.says and not any(_is_official(title) or _is_report(title) for title in titles):
            opening = "".join(lines)[:_OPENING]
            if any(word in opening and _is_said(word, opening) for word in words.says):
                return DocumentKind(kind, titles[0] if titles else "")
    for title in titles:
        for kind, words in _words().items():
            if _fits(words, title):
                return DocumentKind(_by_form(kind, front), title)
    return DocumentKind("other", titles[0] if titles else "")


def _is_said(word: str, opening: str) -> bool:
    """Whether a word of news stands in the opening, not behind a digit: 日前, but not 4月20日前."""
    return any(not opening[place - 1 : place].isdigit() for place in _places(word, opening))


def _places(word: str, text: str) -> Iterator[int]:
    place = text.find(word)
    while place >= 0:
        yield place
        place = text.find(word, place + 1)


def ends_like_a_title(line: str) -> bool:
    """Say whether a line ends as the title of some kind of document does: …民生实事, …任务分解."""
    if len(line) > _LONGEST_TITLE or _NO_TITLE.search(line):
        return False
    return any(line.endswith((*words.ends, *words.title)) for words in _words().values())


def check_kind(kind: str) -> str:
    """Return a kind that a user states.

    Raises
    ------
    PlanTargetsError
        If there is no such kind.
    """
    if kind not in KINDS:
        raise PlanTargetsError(
            f"'{kind}' is no kind of document: expected one of {', '.join(KINDS)}.{nearest(kind, KINDS)}"
        )
    return kind


def _titles(lines: list[str]) -> list[str]:
    """Return the lines that may be a title, the one named in a covering notice first."""
    prose = next((index for index, line in enumerate(lines[:12]) if _PROSE.search(line)), 12)
    squashed = "".join(lines[: max(prose, 1)])
    notice = _NOTICE.search(squashed)
    found = [notice["inner"]] if notice else []
    for index, line in enumerate(lines):
        if len(line) > _LONGEST_TITLE or len(line) < 4 or _NO_TITLE.search(line):
            continue
        after = lines[index + 1] if index + 1 < len(lines) else ""
        found.append(line + after if _YEARS_LINE.fullmatch(after) else line)
    return found


def _is_official(title: str) -> bool:
    return any(word in title for word in word_list("official"))


def _is_report(title: str) -> bool:
    """Say whether a title is that of a report, which a site may set below a line of news."""
    return _BRACKETED.sub("", title).endswith(_words()["work_report"].title)


def _fits(words: _Words, title: str) -> bool:
    bare = _BRACKETED.sub("", title.strip("《》“”")).strip("《》“”")
    return any(word in title for word in words.title) or bare.endswith(words.ends or ("\0",))


def _by_form(kind: str, front: str) -> str:
    """Return support_policy for measures that mostly pay: many words of payment in the first pages.

    An opinion whose first sections set goals may pay twice as much and be one.
    """
    many = _words()["support_policy"].many
    paying = sum(front.count(word) for word in many)
    few = max(_MANY, len(front) // 250)
    sets_goals = kind == "opinion" and _GOALS.search(front) is not None
    if kind in {"opinion", "regulation"} and paying >= (2 * few if sets_goals else few):
        return "support_policy"
    return kind


@cache
def _words() -> dict[str, _Words]:
    return {
        kind: _Words(*(tuple(entry.get(part, ())) for part in _Words._fields))
        for kind, entry in _TABLE.items()
    }
