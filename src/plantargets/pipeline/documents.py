"""The documents that follow from the declaration, the notebooks, the data and the lock.

``codecheck.yml`` and ``environment.yml`` are generated as a whole; README.md, docs/guide.md and
REPLICATION.md between
markers ``<!-- generated: NAME -->`` and ``<!-- end of NAME -->``.
"""

from __future__ import annotations

import csv
import json
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import yaml

from plantargets.errors import PlanTargetsError, counted
from plantargets.pipeline.cells import output_origins
from plantargets.pipeline.conda import EXTRAS, conda_environment, main_packages
from plantargets.pipeline.declaration import Step, all_runs
from plantargets.pipeline.fingerprint import file_hash, read_notebook
from plantargets.pipeline.records import measured_file
from plantargets.targets.codebook import Language, codebook_page

PAGES = ("README.md", "docs/guide.md", "REPLICATION.md")
CODECHECK = "codecheck.yml"
CODEBOOKS: dict[Language, str] = {"en": "docs/codebook.md", "zh": "docs/codebook.zh.md"}
SOURCE_COLUMNS = ("source_title", "source", "goal_source", "outcome_source")
CONDA = "environment.yml"
CODECHECK_VERSION = "https://codecheck.org.uk/spec/config/1.0/"
MEASURED = "outputs/reference/measured.csv"
MARKED = re.compile(r"<!-- generated: (\S+) -->\n.*?<!-- end of \1 -->", re.DOTALL)


def write_documents(steps: Iterable[Step], root: Path) -> list[str]:
    """Write the generated documents anew and return the paths of those that changed."""
    changed = documents_out_of_step(steps, root)
    for path, text in changed.items():
        (root / path).write_text(text, encoding="utf-8", newline="\n")
    return list(changed)


def documents_out_of_step(steps: Iterable[Step], root: Path) -> dict[str, str]:
    """Return path to text for every document that is not what its sources give.

    Raises
    ------
    PlanTargetsError
        If a page is missing, lacks all markers or names a part that does not exist.
    """
    every = tuple(steps)
    texts = {path: _filled(path, every, root) for path in PAGES}
    texts |= {CODECHECK: _codecheck(every, root), CONDA: conda_environment(root)}
    texts |= {path: codebook_page(language) for language, path in CODEBOOKS.items()}
    found = {path: (root / path).read_text(encoding="utf-8") for path in texts if (root / path).is_file()}
    return {path: text for path, text in texts.items() if found.get(path) != text}


def write_measured(steps: Iterable[Step], root: Path) -> Path:
    """Store the seconds and memory of the runs on disk in a file that is in git, for REPLICATION.md.

    Raises
    ------
    PlanTargetsError
        If a run has not been measured here.
    """
    lines = ["run,seconds,peak_memory_mb"]
    for run in all_runs(steps):
        path = measured_file(root / "outputs", run)
        if not path.is_file():
            raise PlanTargetsError(
                f"run {run.name} was not measured here: call `plantargets reproduce` first"
            )
        measured = json.loads(path.read_text(encoding="utf-8"))
        lines.append(f"{run.name},{measured['seconds']},{measured['peak_memory_mb']}")
    target = root / MEASURED
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
    return target


def _filled(path: str, steps: tuple[Step, ...], root: Path) -> str:
    try:
        text = (root / path).read_text(encoding="utf-8")
    except FileNotFoundError:
        raise PlanTargetsError(f"{path} is missing; restore it, its generated parts are filled in") from None

    def part(match: re.Match[str]) -> str:
        name = match[1]
        if name not in PARTS:
            raise PlanTargetsError(f"{path}: no generated part {name!r}; there are {', '.join(PARTS)}")
        return f"<!-- generated: {name} -->\n{PARTS[name](steps, root)}\n<!-- end of {name} -->"

    filled, count = MARKED.subn(part, text)
    if not count:
        raise PlanTargetsError(f"{path} has no generated part between <!-- generated: NAME --> markers")
    return filled


def _codecheck(steps: tuple[Step, ...], root: Path) -> str:
    citation = yaml.safe_load((root / "CITATION.cff").read_text(encoding="utf-8"))
    manifest = [
        {
            "file": f"outputs/{step.name}/{path}",
            "comment": f"{kind} {name!r} of {step.notebook}: {step.title}",
        }
        for step in steps
        for kind, name, path in _results(step)
    ]
    content = {
        "version": CODECHECK_VERSION,
        "paper": {
            "title": citation["title"],
            "authors": [
                {"name": author.get("name") or f"{author['given-names']} {author['family-names']}"}
                for author in citation["authors"]
            ],
        },
        "manifest": manifest,
    }
    body = yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=120)
    return (
        "%YAML 1.1\n---\n"
        "# Generated by `plantargets steps --write-docs`. `make reproduce` makes every file of the\n"
        "# manifest, `make verify` compares it. A codechecker adds codechecker, report and certificate.\n"
        + body
    )


def _steps(steps: tuple[Step, ...], _root: Path) -> str:
    rows = [
        (
            f"`{step.name}`",
            f"[{Path(step.notebook).stem}]({step.notebook})",
            step.title,
            ", ".join(f"`{name}`" for name in step.tables),
            ", ".join(f"`{name}`" for name in step.figures),
        )
        for step in steps
    ]
    return _table(("step", "notebook", "what it shows", "`tables/*.csv`", "`figures/*`"), rows)


def _parameters(steps: tuple[Step, ...], _root: Path) -> str:
    names: dict[Any, list[str]] = {}
    for step in steps:
        for parameter in step.parameters:
            names.setdefault(parameter, []).append(f"`{step.name}`")
    rows = [
        (
            f"`{parameter.name}`",
            ", ".join(used),
            parameter.kind,
            f"`{parameter.default}`" if parameter.default != "" else "empty",
            parameter.description
            + (f" One of {', '.join(f'`{v}`' for v in parameter.allowed)}." if parameter.allowed else ""),
        )
        for parameter, used in names.items()
    ]
    return _table(("parameter", "steps", "type", "default", "meaning"), rows)


def _data_sources(_steps: tuple[Step, ...], root: Path) -> str:
    resources = _resources(root)
    plans = next(resource for resource in resources if resource["path"] == "plans/plans.csv")
    rows = [
        (plan["title"], f"`data/plans/{plan['file']}`", plan["source"], "yes", _licences(plans))
        for plan in _register(root)
    ]
    rows += [
        (
            resource["title"],
            f"`data/{resource['path']}`",
            "; ".join(source["title"] for source in resource["sources"]),
            "yes",
            _licences(resource),
        )
        for resource in resources
    ]
    return _table(("name", "file", "source", "provided", "licence"), rows)


def _data_files(_steps: tuple[Step, ...], root: Path) -> str:
    files = [(f"data/plans/{plan['file']}", "plan text") for plan in _register(root)]
    files += [(f"data/{resource['path']}", "table") for resource in _resources(root)]
    rows = [(f"`{path}`", kind, f"`{file_hash(root / path)[:16]}…`") for path, kind in files]
    return _table(("file", "kind", "SHA-256 begins"), rows)


def _software(_steps: tuple[Step, ...], root: Path) -> str:
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    locked: dict[str, list[str]] = {}
    for name, version in re.findall(
        r"^([\w.-]+)==([^\s;\\]+)", (root / "requirements.lock").read_text(encoding="utf-8"), re.MULTILINE
    ):
        locked.setdefault(name, []).append(version)
    names = main_packages(root, [name for name in EXTRAS if name != "dev"])
    main = ", ".join(f"{name} {' or '.join(locked[name])}" for name in names)
    return (
        f"- Python {project['requires-python']}\n"
        f"- {len(locked)} packages, each with its version and hash in `requirements.lock`.\n"
        f"- The main ones: {main}."
    )


def _runtime(steps: tuple[Step, ...], root: Path) -> str:
    rows = _csv_rows(root / MEASURED)
    total = sum(float(row["seconds"]) for row in rows)
    peak = max(int(row["peak_memory_mb"]) for row in rows)
    by_run = {row["run"]: (row["seconds"], row["peak_memory_mb"]) for row in rows}
    table = _table(
        ("run", "seconds", "peak memory (MB)"),
        [
            (f"`{run.name}`", *by_run.get(run.name, ("not measured", "not measured")))
            for run in all_runs(steps)
        ],
    )
    return f"{table}\n\nTogether {total:.0f} s, two runs at once; none took more than {peak} MB."


def _programs(steps: tuple[Step, ...], _root: Path) -> str:
    rows = [
        (
            f"`{step.notebook}`",
            step.title,
            ", ".join(f"`{pattern}`" for pattern in step.inputs) or "none",
            ", ".join(f"`{table}`" for table in step.reads) or "none",
            ", ".join(f"`outputs/{run.name}/`" for run in all_runs([step])),
        )
        for step in steps
    ]
    return _table(("program", "what it does", "data", "tables of earlier programs", "writes"), rows)


def _exhibits(steps: tuple[Step, ...], root: Path) -> str:
    rows = []
    for step in steps:
        origins = output_origins(read_notebook(root / step.notebook))
        for kind, name, path in _results(step):
            origin = origins[path]
            cell = f"{origin.made.number} (`{origin.made.id}`)"
            rows.append((f"{kind} `{name}`", f"`{step.notebook}`", cell, f"`outputs/{step.name}/{path}`"))
    return _table(("table or figure", "program", "cell", "file"), rows)


def _references(_steps: tuple[Step, ...], root: Path) -> str:
    lines = []
    for plan in _register(root):
        number = f", {plan['document_number']}" if plan["document_number"] else ""
        issuer = plan["issuer"] or plan["jurisdiction"]
        lines.append(f"- {issuer} ({plan['issued'][:4]}). {plan['title']}{number}. {plan['issued']}.")
    for resource in _resources(root):
        if not resource["path"].startswith("statistics/"):
            continue
        rows = _csv_rows(root / "data" / resource["path"])
        column = next(name for name in SOURCE_COLUMNS if name in rows[0])
        sources = len({row[column] for row in rows})
        lines.append(
            f"- {resource['title']}: {counted(len(rows), 'row')} from {counted(sources, 'source')}, "
            f"each named in column `{column}` of `data/{resource['path']}`."
        )
    return "\n".join(lines)


def _results(step: Step) -> Iterator[tuple[str, str, str]]:
    for name in step.tables:
        yield "Table", name, f"tables/{name}.csv"
    for name in step.figures:
        yield "Figure", name, f"figures/{name}.png"


def _register(root: Path) -> list[dict[str, str]]:
    return _csv_rows(root / "data/plans/plans.csv")


def _resources(root: Path) -> list[dict[str, Any]]:
    package = json.loads((root / "data/datapackage.json").read_text(encoding="utf-8"))
    return list(package["resources"])


def _licences(resource: dict[str, Any]) -> str:
    return "; ".join(licence["title"] for licence in resource["licenses"])


def _csv_rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _table(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [header, tuple("---" for _ in header), *rows]
    return "\n".join("| " + " | ".join(text.replace("|", "\\|") for text in line) + " |" for line in lines)


PARTS: dict[str, Callable[[tuple[Step, ...], Path], str]] = {
    "steps": _steps,
    "parameters": _parameters,
    "data-sources": _data_sources,
    "data-files": _data_files,
    "software": _software,
    "runtime": _runtime,
    "programs": _programs,
    "exhibits": _exhibits,
    "references": _references,
}
