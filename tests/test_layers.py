"""Data flows one way: a room imports only rooms above it."""

import ast
from pathlib import Path

import pytest

import plantargets

SOURCE = Path(plantargets.__file__).parent
# Top-level modules stand where the rooms they combine allow: extraction joins plans, targets and indicators.
ORDER = (
    "errors", "whole", "ending", "collector", "extras", "package_tables", "rounding", "prose", "confine",
    "markup", "project", "data", "formats", "language", "plans", "targets", "indicators", "annotation",
    "export", "extraction", "display", "outcomes", "loading", "accuracy", "corpus", "review",
    ("compare", "growth"), "figures", "pipeline", "book", "paper", "tutorials", "cli", "__main__",
)  # fmt: skip
RANKS = {
    name: rank
    for rank, names in enumerate(ORDER)
    for name in (names if isinstance(names, tuple) else (names,))
}
SIDE_BY_SIDE = {("compare", "growth"), ("growth", "compare")}


def imported_rooms(source: str) -> set[str]:
    """Return the rooms of plantargets that a module imports, at its top or inside a function."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and node.module:
            names = (
                [node.module]
                if node.module != "plantargets"
                else [f"plantargets.{a.name}" for a in node.names]
            )
        found |= {name.split(".")[1] for name in names if name.startswith("plantargets.")}
    return found


def breaches(room: str, source: str) -> set[str]:
    return {
        other
        for other in imported_rooms(source)
        if other in RANKS and other != room and (RANKS[other] > RANKS[room] or (room, other) in SIDE_BY_SIDE)
    }


@pytest.mark.parametrize("path", sorted(SOURCE.rglob("*.py")), ids=lambda path: str(path.relative_to(SOURCE)))
def test_a_room_imports_only_rooms_above_it(path: Path) -> None:
    room = path.relative_to(SOURCE).parts[0].removesuffix(".py")
    if room == "__init__":
        return  # the public names, imported when they are asked for
    assert room in RANKS, f"{room} is a new room: give it its place in ORDER"
    assert breaches(room, path.read_text(encoding="utf-8")) == set()


@pytest.mark.parametrize(
    ("room", "source"),
    [
        ("plans", "from plantargets.targets import read_targets"),
        ("growth", "def f():\n    from plantargets.figures import save_figure"),
        ("figures", "import plantargets.pipeline.results"),
        ("growth", "from plantargets.compare import align_targets"),
        ("targets", "from plantargets import cli"),
    ],
)
def test_an_import_upward_is_noticed(room: str, source: str) -> None:
    assert breaches(room, source)
