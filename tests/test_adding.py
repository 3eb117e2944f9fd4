"""What the page for developers says of a change is true: the files that it names are enough."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

import forks

SOURCE = Path(__file__).parents[1] / "src" / "plantargets"
DEVELOPING = (SOURCE.parents[1] / "docs" / "developing.md").read_text(encoding="utf-8")
SHOW = """
import json, sys
from plantargets.plans import plan_from_text
from plantargets.extraction import extract_targets
rows = extract_targets(plan_from_text(sys.argv[1])).astype(str).to_dict("records")
print(json.dumps(rows, ensure_ascii=False))
"""


class Package:
    """A copy of the package, and what was edited in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        shutil.copytree(SOURCE, folder / "plantargets", ignore=shutil.ignore_patterns("__pycache__"))
        self.edited: set[str] = set()

    def edit(self, name: str, before: str, after: str) -> None:
        """Replace the first `before` in a file of the package; an empty one is the end of the file."""
        path = self.folder / "plantargets" / name
        text = path.read_text(encoding="utf-8")
        assert before in text, f"{name} does not hold {before!r}"
        text = text.replace(before, after, 1) if before else text.rstrip("\n") + "\n" + after
        path.write_text(text, encoding="utf-8")
        self.edited.add(name)

    def run(self, script: str, *arguments: str) -> str:
        """Return what a script prints with the edited package."""
        path = self.folder / "script.py"
        path.write_text(script, encoding="utf-8")
        status, out, err = forks.call(
            self.folder, self.folder, list(arguments), str(path), PLANTARGETS_ROOT=str(SOURCE.parents[1])
        )
        assert status == 0, err
        return out

    def rows(self, text: str) -> list[dict[str, str]]:
        """Return the rows of a text."""
        return json.loads(self.run(SHOW, text))


@pytest.fixture
def package(tmp_path: Path) -> Package:
    return Package(tmp_path)


def named(change: str) -> str:
    """Return what the page says must be touched for a change."""
    (line,) = (line for line in DEVELOPING.splitlines() if line.startswith(f"| {change}"))
    return line.split(" | ")[1]


def test_a_word(package: Package) -> None:
    text = "到2027年,失业率不屡5.5%。"
    assert [row["comparator"] for row in package.rows(text)] != ["le"]
    package.edit("language/words.toml", 'gt = ["超过", ', 'gt = ["屡", "超过", ')
    (row,) = package.rows(text)
    assert (row["comparator"], row["indicator"]) == ("le", "失业率")
    assert all(f"`{name}`" in named("a word (") for name in package.edited)


def test_a_unit(package: Package) -> None:
    text = "到2027年,灌溉面积达到20万垧。"
    assert [row["unit"] for row in package.rows(text)] != ["平方公里"]
    package.edit(
        "language/units.csv", "", "垧,垧,1,area,平方公里,0.01,shang,,垧,hanzi,\n万垧,垧,10000,,,,,,,,\n"
    )
    (row,) = package.rows(text)
    assert (row["unit"], row["value_min"]) == ("垧", "200000")
    assert all(f"`{name}`" in named("a unit ") for name in package.edited)


def test_a_kind_of_document(package: Package) -> None:
    script = (
        "import sys\nfrom plantargets.plans import plan_from_text\nprint(plan_from_text(sys.argv[1]).kind)"
    )
    text = "某市绿色发展路线倡议书\n到2027年,新建园区20个。"
    assert package.run(script, text).strip() != "appeal"
    package.edit("plans/kinds.toml", "[plan]\n", '[appeal]\nends = ["倡议书"]\n\n[plan]\n')
    assert package.run(script, text).strip() == "appeal"
    assert all(f"`{name}`" in named("a kind of document") for name in package.edited)


def test_an_indicator(package: Package) -> None:
    text = "到2027年,候鸟栖息地完好率达到90%。"
    assert [row["indicator_id"] for row in package.rows(text)] == [""]
    package.edit(
        "indicators/data/indicators.csv",
        "",
        "bird_habitat_intact,候鸟栖息地完好率,Intact habitat of migratory birds,%,share,green,"
        "Share of the habitat that is intact.,完好的候鸟栖息地所占比例。,候鸟栖息地完好率,,\n",
    )
    assert [row["indicator_id"] for row in package.rows(text)] == ["bird_habitat_intact"]
    assert all(f"`{name}`" in named("an indicator") for name in package.edited)


EVERYWHERE = """
import json, sys
import openpyxl
from plantargets.book.explorer import explorer_data
from plantargets.book.rows import rows_of
from plantargets.export import write_targets
from plantargets.extraction import extract_targets
from plantargets.loading import load_targets
from plantargets.plans import plan_from_text
from plantargets.review.answers import SHEET
from plantargets.review.component import review_words
from plantargets.targets import Target, read_targets
from plantargets.targets.codebook import codebook_page
plan = plan_from_text(sys.argv[1])
frame = extract_targets(plan)
ENDINGS = ("csv", "jsonl", "parquet", "xlsx", "dta")
for ending in ENDINGS:
    write_targets(frame, f"t.{ending}")
data = explorer_data(rows_of(read_targets(plan)), {"": ""}, "zh")
sheet = openpyxl.load_workbook("t.xlsx")["targets"]
print(json.dumps({
    "frame": frame["share_of"].tolist(),
    "read_back": Target.from_row(frame.iloc[0].to_dict()).share_of,
    **{ending: load_targets(f"t.{ending}")["share_of"].tolist() for ending in ENDINGS},
    "workbook": "share_of" in [cell.value for cell in sheet[1]],
    "codebook": ["`share_of`" in codebook_page(language) for language in ("en", "zh")],
    "page": [data["columns"].count("share_of"), data["exported"].count("share_of")],
    "review": "new_share_of" in SHEET and review_words("zh")["share_of"] == "占比总体",
}, ensure_ascii=False))
"""


def test_a_field_of_the_row(package: Package) -> None:
    package.edit(
        "targets/codebook.csv",
        "responsible,",
        "share_of,text,,yes,free,22,Share of,占比总体,What it is a share of,占比所相对的总体\nresponsible,",
    )
    package.edit("targets/target.py", "    checks: tuple[", '    share_of: str = ""\n    checks: tuple[')
    package.edit(
        "targets/extract.py",
        "        qualifier=place.pieces(",
        "        share_of=place.words(reading.share_of),\n        qualifier=place.pieces(",
    )
    package.edit(
        "targets/read/pieces.py", '    verb: str = ""', '    share_of: Span | None = None\n    verb: str = ""'
    )
    package.edit(
        "targets/read/number.py",
        "        verb=phrases.verb,\n        rules",
        "        share_of=_share_of(item.clause.text, phrases.indicator),\n"
        "        verb=phrases.verb,\n        rules",
    )
    package.edit(
        "targets/read/number.py",
        "",
        "\n\ndef _share_of(text, indicator):\n"
        "    found = re.search('占([^,]+?)比重', text[: indicator[-1][1]]) if indicator else None\n"
        "    return found.span(1) if found else None\n",
    )
    found = json.loads(package.run(EVERYWHERE, "到2025年,服务业增加值占地区生产总值比重达到50%。"))
    whole = ["地区生产总值"]
    assert found.pop("read_back") == whole[0]
    assert (found.pop("page"), found.pop("codebook")) == ([1, 1], [True, True])
    assert found.pop("workbook") and found.pop("review")
    assert found == dict.fromkeys(("frame", "csv", "jsonl", "parquet", "xlsx", "dta"), whole)
    assert all(f"`{name}`" in named("a field of the row") for name in package.edited)
    assert len(package.edited) <= 5


SENTENCE = "力争到2025年全部工业增加值达到2.3万亿元, 年均增长5%以上"


def test_the_way_of_one_sentence_is_as_long_as_the_page_says(package: Package) -> None:
    calls, functions, modules = json.loads(package.run(TRACE, SENTENCE))
    said = re.search(rf"`{SENTENCE}` passes (\d+) calls of (\d+) functions in (\d+)\s+modules", DEVELOPING)
    assert said is not None
    for found, written in zip((calls, functions, modules), map(int, said.groups()), strict=True):
        assert found == pytest.approx(written, rel=0.25), f"measured {calls}, {functions}, {modules}"


TRACE = """
import json, sys
import plantargets
from plantargets.indicators.of_targets import link_targets
from plantargets.plans import plan_from_text
from plantargets.targets import read_targets
ROOM = plantargets.__path__[0]
calls, functions = 0, set()
def read(text):
    plan = plan_from_text(text)
    return list(link_targets(plan, read_targets(plan)))
def count(frame, event, _):
    global calls
    code = frame.f_code
    if event == "call" and code.co_filename.startswith(ROOM):
        calls += 1
        functions.add((code.co_filename, code.co_name))
read("企业达到30家以上。到2024年新增30户。")  # what is read once in a process
sys.setprofile(count)
rows = read(sys.argv[1])
sys.setprofile(None)
assert len(rows) == 2
print(json.dumps([calls, len(functions), len({name for name, _ in functions})]))
"""
