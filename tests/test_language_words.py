"""Words stand in tables: a Chinese word in the code of the grammar is explained, or moved."""

import ast
import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("language", "targets", "compare")
# Signs of numerals and dates, and particles: what a pattern is made of, no word.
SIGNS = frozenset(
    "〇零○一二三四五六七八九十百千万亿兆两几壹贰叁肆伍陆柒捌玖拾佰仟半余多来分之点第"
    "年月日号时季度底末初上中下旬届周版期强的和及与或并且以到至在为由从于对将把各每个其"
)
EXPLAINED = {
    row["word"]: row["why"]
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


MODULES = sorted(path for room in ROOMS for path in (ROOT / "src" / "plantargets" / room).rglob("*.py"))
# Names of provinces and the headings of the codebook are tables and prose already.
TABLES = {"compare/provinces.py", "targets/codebook.py"}


@pytest.mark.parametrize(
    "path", MODULES, ids=lambda path: str(path.relative_to(ROOT / "src" / "plantargets"))
)
def test_a_word_in_the_code_is_explained(path: Path) -> None:
    if str(path.relative_to(ROOT / "src" / "plantargets")) in TABLES:
        return
    found = list(words_of(path.read_text(encoding="utf-8")))
    assert [f"line {line}: {word}" for line, word in found if word not in EXPLAINED] == []


# The rooms whose words are still to move into tables: those that stand there are listed, and none comes in.
TO_MOVE_ROOMS = ("plans", "indicators", "growth")
TO_MOVE = {
    row["module"]: set(row["words"].split())
    for row in csv.DictReader(
        (Path(__file__).parent / "data" / "han_words_to_move.csv").read_text(encoding="utf-8").splitlines()
    )
}


def test_no_word_comes_into_the_code_of_the_rooms_whose_words_are_to_move() -> None:
    package, found = ROOT / "src" / "plantargets", dict[str, set[str]]()
    for path in (path for room in TO_MOVE_ROOMS for path in sorted((package / room).rglob("*.py"))):
        words = {word for _, word in words_of(path.read_text(encoding="utf-8"))} - set(EXPLAINED)
        if words:
            found[str(path.relative_to(package))] = words
    new = {module: words - TO_MOVE.get(module, set()) for module, words in found.items()}
    assert {module: words for module, words in new.items() if words} == {}, (
        "put the word into a table of data"
    )
    moved = {module: words - found.get(module, set()) for module, words in TO_MOVE.items()}
    assert {module: words for module, words in moved.items() if words} == {}, "moved: take it off the list"


def test_a_word_in_a_pattern_is_found() -> None:
    assert list(words_of('"""力争"""\nX = re.compile(r"力争|[确保]+(?:年|月)")\n')) == [(2, "力争")]


def test_every_explained_word_is_still_in_the_code() -> None:
    used = {word for path in MODULES for _, word in words_of(path.read_text(encoding="utf-8"))}
    assert set(EXPLAINED) - used == set()
    assert all(len(why) > 8 for why in EXPLAINED.values())
