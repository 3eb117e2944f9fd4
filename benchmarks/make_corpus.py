"""A corpus of any size, made by varying texts: paragraphs in another order, other numbers.

    python benchmarks/make_corpus.py TEXTS FOLDER --documents 10000 [--paragraphs 25]

TEXTS holds real plans or reports as .txt. Each document takes the title of one of them and some of its
paragraphs, shuffled; every digit but those of years is drawn anew. The same arguments give the same files.
"""

import argparse
import random
import re
from pathlib import Path

SEED = 20261122
DIGITS = re.compile(r"(?<![\d.])(?!(?:19|20)\d\d年)\d+")


def main() -> None:
    """Write the documents."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("texts", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--paragraphs", type=int, default=25)
    arguments = parser.parse_args()
    sources = [_paragraphs(path) for path in sorted(arguments.texts.glob("*.txt"))]
    arguments.folder.mkdir(parents=True, exist_ok=True)
    draw = random.Random(SEED)
    characters = 0
    for number in range(arguments.documents):
        title, *rest = draw.choice(sources)
        chosen = draw.sample(rest, min(arguments.paragraphs, len(rest)))
        text = "\n".join(
            [title, *(DIGITS.sub(lambda match: _other(draw, match[0]), line) for line in chosen)]
        )
        (arguments.folder / f"plan-{number:06d}.txt").write_text(text + "\n", encoding="utf-8")
        characters += len(text)
    print(f"{arguments.documents:,} documents, {characters:,} characters")


def _paragraphs(path: Path) -> list[str]:
    return [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _other(draw: random.Random, digits: str) -> str:
    return str(draw.randint(1, 9)) + "".join(str(draw.randint(0, 9)) for _ in digits[1:])


if __name__ == "__main__":
    main()
