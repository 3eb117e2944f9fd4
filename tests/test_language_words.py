"""Words stand in tables: a Chinese word in the code of the grammar is explained, or moved."""

import ast
import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "plantargets"
# What the rooms in which words are read may share; elsewhere a word is explained for its own room.
READING = frozenset({"language", "plans", "targets", "indicators", "compare", "growth"})
# Signs of numerals and dates, and particles: what a pattern is made of, no word.
SIGNS = frozenset(
    "〇零○一二三四五六七八九十百千万亿兆两几壹贰叁肆伍陆柒捌玖拾佰仟半余多来分之点第"
    "年月日号时季度底末初上中下旬届周版期强的和及与或并且以到至在为由从于对将把各每个其"
)
EXPLAINED = {
    (row["room"], row["word"]): row["why"]
    for row in csv.DictReader(
        (Path(__file__).parent / "data" / "han_words.csv").read_text(encoding="utf-8").splitlines()
    )
}
WORD = re.compile("[一-鿿]{2,}")
CLASS = re.compile(r"\[[^\]]*\]")


def words_of(source: str) -> Iterator[tuple[int, str]]:
    """Yield the Chinese words in the literals of a module: not its docstrings, nor the examples of rules."""
    tree, skip = ast.parse(source), set[int]()
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
            first = node.body[0] if node.body else None
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                skip.add(id(first.value))
        if isinstance(node, ast.keyword) and node.arg in {"takes", "leaves"}:
            skip |= {id(part) for part in ast.walk(node.value)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in skip:
            for word in WORD.findall(CLASS.sub(".", node.value)):
                if not set(word) <= SIGNS:
                    yield node.lineno, word


MODULES = sorted(PACKAGE.rglob("*.py"))


def place_of(path: Path) -> str:
    """Return where the words of a module are explained: the room, or nothing for the rooms that read."""
    room = path.relative_to(PACKAGE).parts[0]
    return "" if room in READING else room


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_word_in_the_code_is_explained(path: Path) -> None:
    found = list(words_of(path.read_text(encoding="utf-8")))
    assert [
        f"line {line}: {word}" for line, word in found if (place_of(path), word) not in EXPLAINED
    ] == [], "put the word into a table of data beside the code"


def test_a_word_in_a_pattern_is_found() -> None:
    assert list(words_of('"""力争"""\nX = re.compile(r"力争|[确保]+(?:年|月)")\n')) == [(2, "力争")]


def test_every_explained_word_is_still_in_the_code() -> None:
    used = {
        (place_of(path), word) for path in MODULES for _, word in words_of(path.read_text(encoding="utf-8"))
    }
    assert set(EXPLAINED) - used == set()
    assert all(len(why) > 8 for why in EXPLAINED.values())
