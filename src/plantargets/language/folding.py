"""The form of a text in which the grammar reads it, with the way back to the characters of the file."""

from __future__ import annotations

import re

# One character for one character: lengths never change (NFKC would make m2 of ㎡ and three dots of one).
_FOLD = {
    **{chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)},
    "–": "—",
    "―": "—",
    "－": "—",
    "─": "—",
    "～": "~",
    "〜": "~",
    "∶": ":",
    "﹪": "%",
    "﹐": ",",
    "﹔": ";",
    "﹕": ":",
    "﹙": "(",
    "﹚": ")",
    "．": ".",
    "〔": "(",
    "〕": ")",
    "［": "(",
    "］": ")",
    "「": "“",
    "」": "”",
    "『": "“",
    "』": "”",
    "＂": "”",
    "≦": "≤",
    "≧": "≥",
    "⩽": "≤",
    "⩾": "≥",
}
_OFTEN = "，：；（）！？"  # replaced one after the other they take half as long as found by their class
_FOLDED = re.compile(f"[{re.escape(''.join(_FOLD))}]")
# 二〇三五年, 二0二五年, 一九八五年; also the first of 二〇二一至二〇二五年
_HANZI_YEAR = re.compile(
    "(?<![〇零○一二三四五六七八九十百千万])(?:二[〇零○0]|一九)[〇零○0一二三四五六七八九]{2}"
    "(?=年|[—~至到]{1,2}(?:二[〇零○0]|一九)[〇零○0一二三四五六七八九]{2}年)"
)
_DIGITS = {ord(c): d for c, d in zip("〇零○一二三四五六七八九", "000123456789", strict=True)}
_SPACE = re.compile(r"\s")
_NOT_SPACE = re.compile(r"[^\s]+")
_NUMBERS_APART = re.compile(r"[\d.,]*\d[.,]?(?:\s+[.,]?\d[\d.,]*)+")
_GROUPS_OF_THREE = re.compile(r"[1-9]\d{0,2}(?:[ \u00a0\u2009\u202f]\d{3})+(?:\.\d+)?")
# 4 9 2 5 0万吨, set wide in its line; 增速 5 6 7% are three numbers
_SPACED_OUT = re.compile(r"(?<![\s\d])\d(?:[ \u00a0]\d){2,}(?=\s?[^\s\d])")


def fold(simplified: str) -> str:
    """Return the text with full-width signs in ASCII and years (二〇二五年) in digits, at the same length.

    >>> fold("１２％，（２０２５—２０３０）")
    '12%,(2025—2030)'
    """
    folded = simplified
    for sign in _OFTEN:
        folded = folded.replace(sign, _FOLD[sign])
    for sign in set(_FOLDED.findall(folded)):  # few, where there are any
        folded = folded.replace(sign, _FOLD[sign])
    if not any(opening in folded for opening in ("二〇", "二零", "二○", "二0", "一九")):
        return folded
    return _HANZI_YEAR.sub(lambda match: match.group().translate(_DIGITS), folded)


def compact(text: str, start: int, end: int) -> tuple[str, list[int] | None]:
    r"""Return ``text[start:end]`` without white space and the offset of each character left.

    Between digits one space stays, because two numbers are two (3200 4500); it goes where it divides one
    number into groups of three (1 200), or each of its digits from the next (4 9 2 5 0). Without white space
    the offsets are None: they run on from `start`.

    >>> compact("达到 3\n家", 0, 6)
    ('达到3家', [0, 1, 3, 5])
    >>> compact("1 200件", 0, 6)[0], compact("3200 4500亿元", 0, 11)[0]
    ('1200件', '3200 4500亿元')
    """
    piece = text[start:end]
    if not _SPACE.search(piece):
        return piece, None
    kept = _spaces_between_numbers(piece)
    offsets: list[int] = []
    words: list[str] = []
    position = 0
    for run in _NOT_SPACE.finditer(piece):
        if position in kept:
            offsets.append(start + position)
            words.append(" ")
        offsets.extend(range(start + run.start(), start + run.end()))
        words.append(run.group())
        position = run.end()
    return "".join(words), offsets


def _spaces_between_numbers(piece: str) -> set[int]:
    """Return where white space begins that keeps two numbers apart."""
    kept: set[int] = set()
    for numbers in _NUMBERS_APART.finditer(piece):
        is_one = _GROUPS_OF_THREE.fullmatch(numbers.group()) or (
            (spaced := _SPACED_OUT.match(piece, numbers.start())) and spaced.end() == numbers.end()
        )
        if not is_one:
            kept.update(numbers.start() + gap.start() for gap in re.finditer(r"\s+", numbers.group()))
    return kept
