"""How fast targets are read, whether memory stays flat, and whether time is linear in the length.

    python benchmarks/extraction_speed.py [FOLDER] [--runs 5]

FOLDER holds plans as .txt; without it, generated plans are read. Linearity is the time of a text twice as
long over that of the shorter one: near 2 for a linear reader, near 4 for a quadratic one.
"""

import argparse
import statistics
import time
import tracemalloc
from pathlib import Path

from plantargets import extract_targets
from plantargets.plans import plan_from_text
from plantargets.targets import read_targets

SENTENCE = "力争到2025年全部工业增加值达到2.3万亿元,年均增长5%以上。"

SENTENCES = (
    "到2027年,力争规模以上工业增加值年均增长6.5%左右,研发投入强度达到2.4%以上。",
    "各县(市、区)每年举办招商推介活动不少于2次,签约投资超10亿元的项目20个。",
    "培育国家级专精特新“小巨人”企业500家、制造业单项冠军30个,全市高新技术企业突破1.2万家。",
    "坚持问题导向,完善工作机制,推动各项任务落到实处,不断提高人民群众的获得感。",
)
HARD = {
    "digits": "1234567890",
    "、": "、",
    "nested brackets": "(((((((((())))))))))",
    "1、1、": "1、",
    "到2025年,": "到2025年,",
    "三": "三",
    "十": "十",
    "各": "各",
    "增长5%、": "增长5%、",
    "one line of text": "".join(SENTENCES),
}
HARD_LENGTH = 100_000


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, help="folder of plans as .txt")
    parser.add_argument("--runs", type=int, default=5, help="runs of which the median counts")
    arguments = parser.parse_args()
    texts = _texts(arguments.folder)
    characters = sum(map(len, texts))
    seconds = statistics.median(_seconds(texts) for _ in range(arguments.runs))
    print(f"{'documents':<24}{len(texts):>12,}")
    print(f"{'characters':<24}{characters:>12,}")
    print(f"{'characters per second':<24}{characters / seconds:>12,.0f}")
    print(f"{'a sentence to frame, ms':<24}{statistics.median(_milliseconds_of_sentence()):>12.2f}")
    early, late = _peaks_mib(texts)
    print(f"{'peak MiB, first half':<24}{early:>12.1f}")
    print(f"{'peak MiB, second half':<24}{late:>12.1f}")
    print(f"\n{'hard text':<24}{'s per MB':>12}{'linearity':>12}")
    for name, piece in HARD.items():
        short, long = (_seconds([piece * (n // len(piece))]) for n in (HARD_LENGTH, 2 * HARD_LENGTH))
        print(f"{name:<24}{long / (2 * HARD_LENGTH) * 1e6:>12.2f}{long / short:>12.1f}")


def _texts(folder: Path | None) -> list[str]:
    if folder is None:
        return ["\n".join(SENTENCES[i:] + SENTENCES[:i]) * 100 for i in range(len(SENTENCES))] * 5
    texts = [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.txt"))]
    if not texts:
        raise SystemExit(f"no .txt file in {folder}")
    return texts


def _seconds(texts: list[str]) -> float:
    start = time.perf_counter()
    for text in texts:
        read_targets(plan_from_text(text))
    return time.perf_counter() - start


def _milliseconds_of_sentence(runs: int = 400) -> list[float]:
    """Return the milliseconds of the processor from one sentence to its frame, in runs after a warm-up."""
    taken = []
    for _ in range(runs):
        start = time.process_time()
        extract_targets(SENTENCE)
        taken.append(1000 * (time.process_time() - start))
    return taken[runs // 4 :]


def _peaks_mib(texts: list[str]) -> tuple[float, float]:
    """Return the peak of traced memory over the documents of each half, read one after the other."""
    peaks = []
    middle = max(1, len(texts) // 2)
    tracemalloc.start()
    for half in (texts[:middle], texts[middle:]):
        tracemalloc.reset_peak()
        for text in half:
            read_targets(plan_from_text(text))
        peaks.append(tracemalloc.get_traced_memory()[1] / 2**20)
    tracemalloc.stop()
    return peaks[0], peaks[1]


if __name__ == "__main__":
    main()
