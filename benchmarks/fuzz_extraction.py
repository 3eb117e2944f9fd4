"""Coverage-guided fuzzing of reading and extraction with atheris (libFuzzer).

    python benchmarks/fuzz_extraction.py [FOLDER] [-max_total_time=300]

FOLDER keeps the inputs that reached new code, so that a later run begins with them; without it a fresh one is
made from pieces of the plans. Options are libFuzzer's. An input that crashes, takes more than five seconds or
moves a quote is written to the working folder and ends the run.
"""

import sys
import tempfile
from contextlib import suppress
from pathlib import Path

import atheris

# Instrumented while they are imported: the branches taken guide the search.
with atheris.instrument_imports(include=["plantargets"]):
    from robustness import PIECES, extract

    from plantargets import load_plans
    from plantargets.errors import PlanTargetsError


def main() -> None:
    """Seed a folder and fuzz."""
    folders = [argument for argument in sys.argv[1:] if not argument.startswith("-")]
    options = [argument for argument in sys.argv[1:] if argument.startswith("-")]
    folder = Path(folders[0] if folders else tempfile.mkdtemp(prefix="fuzz-"))
    folder.mkdir(parents=True, exist_ok=True)
    if not any(folder.iterdir()):
        for number, text in enumerate(_seeds()):
            (folder / f"seed-{number:03d}").write_bytes(text)
    words = folder.with_name(f"{folder.name}.dict")
    words.write_text("".join(f'"{_escaped(piece)}"\n' for piece in PIECES if piece != "\ud800"))
    limits = ["-timeout=5", "-max_len=2000", "-rss_limit_mb=2048", f"-dict={words}"]
    atheris.Setup([sys.argv[0], *limits, *options, str(folder)], run_one)
    atheris.Fuzz()


def run_one(data: bytes) -> None:
    """Read one input: as text in UTF-8 where it is, else as the bytes of a file."""
    try:
        source: str | bytes = data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        source = data
    with suppress(PlanTargetsError):
        extract(source)


def _seeds() -> list[bytes]:
    texts = [plan.text for plan in load_plans("all")]
    return [text[at : at + 300].encode() for text in texts for at in range(0, len(text), 1500)] + [
        text[:200].encode(encoding, "ignore") for text in texts for encoding in ("gb18030", "big5", "utf-16")
    ]


def _escaped(piece: str) -> str:
    return "".join(f"\\x{byte:02x}" for byte in piece.encode())


if __name__ == "__main__":
    main()
