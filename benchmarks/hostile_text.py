"""How long the reading of texts takes that were made to take long: seconds a megabyte, whether linear.

    python benchmarks/hostile_text.py [--only NAME] [--kilobytes 250 500 1000] [--random 0] [--write]

Each shape is one piece again and again. Lengths are of UTF-8; the time is of the processor. Growth is the
time of the longest text over that of the shortest, over what a linear reader would take: near 1, where a
quadratic one has 4. With --random N shapes of pieces of the grammar drawn at random are tried as well, at two
small lengths, and those told that are slow or not linear.
With --write the table goes into benchmarks/README.md.
"""

import argparse
import random
import re
import time
from datetime import date
from pathlib import Path

from robustness import PIECES

from plantargets.plans import plan_from_text
from plantargets.targets import read_targets

README = Path(__file__).with_name("README.md")
START, END = "<!-- hostile -->", "<!-- /hostile -->"
_SURROGATE = re.compile("[\ud800-\udfff]")
NESTED = "nested brackets"
# Numbers, each a target of its own, and what stands around them; then words, signs, lines and tables.
SHAPES = {
    "分别达到1、2、3个和": "分别达到1、2、3个和",
    "附件1": "附件1\n",
    "增长5%、": "增长5%、",
    "新建10个": "新建10个",
    "（达到5个）": "（达到5个）",
    "到2025年,达到10个;": "到2025年,力争达到10个;",
    "新建10个。": "新建10个。",
    "84 times 新建10个, then 。": "新建10个" * 84 + "。",
    "lines of 新建10个": "新建10个\n",
    "翻一番": "翻一番",
    "10万元以上": "10万元以上",
    "5个百分点": "5个百分点",
    "由10个增加到": "由10个增加到",
    "从2020年的1": "从2020年的1",
    "比2020年全覆盖": "比2020年全覆盖",
    "约束性指标5%": "约束性指标5%",
    "分之百分之五": "分之“十四五”末至百分之五",
    "spaced sentences": "2.3万亿元万的 ",
    "plain sentences": "力争到2025年全部工业增加值达到2.3万亿元,年均增长5%以上。",
    "Arabic numerals only": "1",
    "Chinese numerals only": "三",
    "scales only": "万",
    "2025年": "2025年",
    "dashes": "—",
    "years with dashes": "2020—2025年",
    "、": "企业、",
    "1,": "1,",
    NESTED: "（",
    "（一）": "（一）",
    "《": "《",
    "spaces": " ",
    "line feeds": "\n",
    "100,000 headings 一、": "一、目标\n",
    "100,000 headings 1.": "1. 目标\n",
    "100,000 headings #": "# 目标\n",
    "100,000 boxes": "专栏6 目标\n",
    "a table of one column": "指标\n",
    "a column of numbers": "10\n",
    "a table with tabs": "指标\t单位\t2025年\n",
    "a table with bars": "|指标|10个|\n",
    "a table of one column with bars": "|10|\n",
    "one row of bars": "|---|",
    "notes": "注:1\n",
    "responsible bodies": "责任单位:市发改委、市工信局\n",
    "responsible bodies in one line": "责任单位:省工业和信息化厅",
    "bodies of one task": "市发改委、",
}


def make(name: str, size: int) -> str:
    """Return a text of a shape of about `size` bytes of UTF-8."""
    if name == NESTED:
        depth = size // 6
        return "（" * depth + "达到5个" + "）" * depth
    return repeated(SHAPES[name], size)


def repeated(piece: str, size: int) -> str:
    """Return a piece as often as gives `size` bytes of UTF-8."""
    return piece * (size // len(piece.encode("utf-8", "surrogatepass")) + 1)


def seconds_of(text: str) -> tuple[float, int]:
    """Return the seconds of the processor that a text takes, and its targets."""
    start = time.process_time()
    targets = read_targets(plan_from_text(text))
    return time.process_time() - start, len(targets)


def main() -> None:
    """Measure and print the table, and write it where asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", default="", help="shapes with this in their name")
    parser.add_argument("--kilobytes", type=int, nargs="+", default=[250, 500, 1000])
    parser.add_argument("--random", type=int, default=0, metavar="N", help="try N shapes drawn at random too")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--write", action="store_true", help="put the table into benchmarks/README.md")
    given = parser.parse_args()
    seconds_of("到2025年,力争达到10个。")  # word lists are loaded before the clock runs
    lengths = sorted(given.kilobytes)
    rows = []
    for name in [name for name in SHAPES if given.only in name]:
        found = [seconds_of(make(name, 1000 * length)) for length in lengths]
        (first, _), (last, targets) = found[0], found[-1]
        per_megabyte = 1000 * last / lengths[-1]
        growth = last / max(first, 0.001) * lengths[0] / lengths[-1]
        rows.append((name, [seconds for seconds, _ in found], per_megabyte, growth, targets))
        print(f"{name}: {per_megabyte:.2f} s a megabyte, growth {growth:.2f}", flush=True)
    table = as_markdown(rows, lengths)
    print(table)
    if given.write:
        text, inside = README.read_text(encoding="utf-8"), f"{START}\n{table}\n{END}"
        README.write_text(re.sub(f"{START}.*?{END}", lambda _: inside, text, flags=re.S), encoding="utf-8")
    _try_random(given.random, given.seed)


def as_markdown(rows: list[tuple[str, list[float], float, float, int]], lengths: list[int]) -> str:
    """Return the table of benchmarks/README.md, the slowest shape first."""
    heads = " | ".join(f"{length} KB, s" for length in lengths)
    lines = [f"| text | {heads} | s a MB | growth | targets |", "|---|" + "---:|" * (len(lengths) + 3)]
    for name, seconds, per_megabyte, growth, targets in sorted(rows, key=lambda row: -row[2]):
        cells = " | ".join(f"{one:.2f}" for one in seconds)
        lines.append(f"| {name} | {cells} | {per_megabyte:.2f} | {growth:.2f} | {targets:,} |")
    return "\n".join([*lines, "", f"`python benchmarks/hostile_text.py`, {date.today():%B %Y}."])


def _try_random(count: int, seed: int) -> None:
    """Tell shapes of pieces drawn at random that take more than 20 s a megabyte or are not linear."""
    draw = random.Random(seed)
    pieces = [piece for piece in (*PIECES, *SHAPES.values()) if not _SURROGATE.search(piece)]
    for _ in range(count):
        shape = "".join(draw.choice(pieces) for _ in range(draw.choice((1, 2, 2, 3, 4))))
        short, long = (seconds_of(repeated(shape, size))[0] for size in (10_000, 80_000))
        if long > 1.6 or (long > 0.2 and long > 16 * short):
            print(f"{12.5 * long:.1f} s a megabyte, growth {long / short / 8:.1f}: {shape!r}", flush=True)


if __name__ == "__main__":
    main()
