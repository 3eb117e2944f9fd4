"""The provenance of all outputs as one RO-Crate: ``outputs/ro-crate-metadata.json``.

Follows Process Run Crate 0.5 (https://w3id.org/ro/wfrun/process/0.5; Leo et al. 2024, PLOS ONE 19(9)): one
``CreateAction`` for each run. Two properties that the profile recommends are left out on purpose: ``endTime``
and ``agent``, since equal runs must give equal bytes whoever makes them and whenever.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from plantargets.errors import PlanTargetsError
from plantargets.pipeline.cells import Cell, output_origins
from plantargets.pipeline.declaration import Run, Step, all_runs
from plantargets.pipeline.fingerprint import file_hash, read_notebook
from plantargets.pipeline.records import explain_os_error, read_record, write_whole

if TYPE_CHECKING:
    from rocrate.model.entity import Entity
    from rocrate.rocrate import ROCrate

CRATE = "ro-crate-metadata.json"
PROFILE = "https://w3id.org/ro/wfrun/process/0.5"
PROFILE_CONTEXT = "https://w3id.org/ro/terms/workflow-run/context"
FORMATS = {
    "csv": "text/csv",
    "html": "text/html",
    "ipynb": "application/x-ipynb+json",
    "json": "application/json",
    "md": "text/markdown",
    "pdf": "application/pdf",
    "png": "image/png",
    "py": "text/x-python",
    "svg": "image/svg+xml",
    "toml": "application/toml",
    "txt": "text/plain",
    "yaml": "application/yaml",
}
SOFTWARE = {"requirements.lock": "SoftwareApplication"}

Records = dict[Run, dict[str, Any]]


def write_crate(steps: Iterable[Step], root: Path) -> Path:
    """Write the provenance of every run on disk, from its record; nothing is touched if it is there already.

    Runs without a sound record are left out. Inputs, code modules and the lock lie outside the output folder:
    they are named by their content (RFC 6920), with their path as ``alternateName``.

    Returns
    -------
    Path
        ``outputs/ro-crate-metadata.json``.

    Raises
    ------
    PlanTargetsError
        If CITATION.cff is missing or the file cannot be written.
    """
    outputs = root / "outputs"
    path = outputs / CRATE
    records = _records(steps, outputs)
    key = _key(records, root)
    if path.is_file() and f'"identifier": "{key}"' in path.read_text(encoding="utf-8", errors="replace"):
        return path
    try:
        write_whole(path, _crate_text(records, root, key))
    except OSError as error:
        raise PlanTargetsError(explain_os_error(error, outputs)) from None
    return path


def crate_faults(steps: Iterable[Step], root: Path) -> list[str]:
    """Return in words why the crate on disk is not what the records give; nothing if it is."""
    records = _records(steps, root / "outputs")
    path = root / "outputs" / CRATE
    if not records:
        return []
    if not path.is_file():
        return [f"outputs/{CRATE} is missing; `plantargets reproduce` writes it"]
    if path.read_text(encoding="utf-8", errors="replace") != _crate_text(records, root, _key(records, root)):
        return [f"outputs/{CRATE} is not what the records give; delete it and run `plantargets reproduce`"]
    return []


def _records(steps: Iterable[Step], outputs: Path) -> Records:
    records = {}
    for run in all_runs(steps):
        try:
            records[run] = read_record(outputs / run.name)
        except PlanTargetsError:
            continue
    return records


def _key(records: Records, root: Path) -> str:
    """Return a hash of everything that the crate is made from."""
    parts = [file_hash(root / "CITATION.cff") if (root / "CITATION.cff").is_file() else ""]
    parts += [file_hash(path) for path in (Path(__file__), Path(__file__).with_name("cells.py"))]
    parts += [json.dumps([run.name, run.step.title, record]) for run, record in records.items()]
    return "sha256:" + hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _crate_text(records: Records, root: Path, key: str) -> str:
    from rocrate.rocrate import ROCrate  # noqa: PLC0415 - takes 0.3 s, needed only when something changed

    citation = _citation(root)
    crate = ROCrate(version="1.1")
    crate.metadata.extra_contexts.append(PROFILE_CONTEXT)
    crate.name = f"Outputs of {citation['title']}"
    crate.description = (
        "Tables, figures and executed notebooks, with inputs, code, parameters, seed and lock of each run. "
        "isBasedOn of an output names the notebook cells that made it and handed it over; "
        "paths in alternateName are below the project's folder."
    )
    crate.datePublished = citation["date-released"]
    crate.root_dataset["identifier"] = key
    crate.root_dataset["version"] = citation["version"]
    licence = f"https://spdx.org/licenses/{citation['license']}"
    crate.license = _contextual(crate, licence, "CreativeWork", name=f"{citation['license']} licence")
    crate.root_dataset["conformsTo"] = _contextual(
        crate, PROFILE, "CreativeWork", name="Process Run Crate", version=PROFILE.rpartition("/")[2]
    )
    crate.root_dataset["author"] = [
        _contextual(crate, f"#author-{position}", "Organization", name=author["name"])
        for position, author in enumerate(citation["authors"], start=1)
    ]
    made = {f"{run.name}/{path}": digest for run, record in records.items() for path, digest in _made(record)}
    actions = [_add_run(crate, run, record, made, root, citation) for run, record in records.items()]
    crate.root_dataset["mentions"] = actions
    content = crate.metadata.generate()
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _citation(root: Path) -> dict[str, Any]:
    import yaml  # noqa: PLC0415

    try:
        content = yaml.safe_load((root / "CITATION.cff").read_text(encoding="utf-8"))
        names = [
            {
                "name": author.get("name")
                or f"{author.get('given-names', '')} {author['family-names']}".strip()
            }
            for author in content["authors"]
        ]
        return {
            **{name: str(content[name]) for name in ("title", "version", "license", "date-released")},
            "authors": names,
        }
    except (OSError, KeyError, TypeError, AttributeError, yaml.YAMLError) as error:
        raise PlanTargetsError(
            f"CITATION.cff: expected title, authors, version, license and date-released, found {error!r}. "
            f"The provenance in outputs/{CRATE} needs them; restore the file."
        ) from None


def _add_run(  # noqa: PLR0913, PLR0917
    crate: ROCrate,
    run: Run,
    record: dict[str, Any],
    made: dict[str, str],
    root: Path,
    citation: dict[str, Any],
) -> Entity:
    state = record["state"]
    tool, cells = _add_tool(crate, run, record, root, citation)
    objects = [_file(crate, path, digest, made) for path, digest in sorted(state["inputs"].items())]
    objects += [
        _file(crate, path, digest, made, "outputs/") for path, digest in sorted(record["tables_read"].items())
    ]
    objects += [
        _contextual(crate, f"#{run.name}/parameter/{name}", "PropertyValue", name=name, value=value)
        for name, value in sorted(state["parameters"].items())
    ]
    environment = [
        _contextual(crate, f"#{run.name}/environment/{name}", "PropertyValue", name=name, value=value)
        for name, value in sorted(record["seed"].items())
        if name not in state["parameters"]
    ]
    results = []
    for path, digest in _made(record):
        entity = _output(crate, f"{run.name}/{path}", digest)
        if path in cells:
            entity["isBasedOn"] = cells[path]
        results.append(entity)
    given = " ".join(f"{name}={value}" for name, value in sorted(state["parameters"].items()))
    properties = {
        "name": f"{run.step.title} ({run.name})",
        "description": f"{run.step.notebook}, {given or 'no parameters'}",
        "identifier": record["fingerprint"],
        "actionStatus": "http://schema.org/CompletedActionStatus",
        "environment": environment,
    }
    action = crate.add_action(
        tool, identifier=f"#{run.name}", object=objects, result=results, properties=properties
    )
    for result in results:
        result["resultOf"] = action
    return action


def _add_tool(
    crate: ROCrate, run: Run, record: dict[str, Any], root: Path, citation: dict[str, Any]
) -> tuple[Entity, dict[str, list[Entity]]]:
    """Add the notebook with the code it uses, and return it with the cells of every output."""
    state = record["state"]
    used = ("notebook", "code", "lock", "python", "off_lock")
    software = json.dumps([state[name] for name in used], sort_keys=True)
    prefix = f"#{run.step.name}-{hashlib.sha256(software.encode()).hexdigest()[:12]}"
    parts = [_file(crate, _module_path(name), digest, {}) for name, digest in sorted(state["code"].items())]
    lock = _file(crate, "requirements.lock", state["lock"], {})
    lock["version"] = state["lock"][:12]
    python = _contextual(
        crate, f"#python-{state['python']}", "SoftwareApplication", name="Python", version=state["python"]
    )
    others = [
        _contextual(
            crate, f"#package-{name}-{quote(versions)}", "SoftwareApplication", name=name, version=versions
        )
        for name, versions in sorted(state["off_lock"].items())
    ]
    origins = output_origins(read_notebook(root / "outputs" / run.name / "notebook.ipynb"))
    cells: dict[str, list[Entity]] = {
        path: [
            _cell(crate, prefix, run.step.notebook, cell)
            for cell in dict.fromkeys((origin.made, origin.written))
        ]
        for path, origin in origins.items()
    }
    every = {entity.id: entity for entities in cells.values() for entity in entities}
    tool = _contextual(
        crate,
        prefix,
        "SoftwareSourceCode",
        name=run.step.title,
        alternateName=run.step.notebook,
        version=citation["version"],
        identifier=f"sha256:{state['notebook']}",
        programmingLanguage=python,
        softwareRequirements=[lock, python, *others],
        hasPart=[*parts, *every.values()],
    )
    return tool, cells


def _made(record: dict[str, Any]) -> list[tuple[str, str]]:
    return sorted(record["outputs"].items())


def _cell(crate: ROCrate, prefix: str, notebook: str, cell: Cell) -> Entity:
    name = f"{notebook}, cell {cell.number}"
    return _contextual(
        crate, f"{prefix}/{quote(cell.id)}", "SoftwareSourceCode", name=name, identifier=cell.id
    )


def _file(crate: ROCrate, path: str, digest: str, made: dict[str, str], folder: str = "") -> Entity:
    """Add a file that is read: an output of another run where it is one, else a file named by its content."""
    if made.get(path) == digest:
        return _output(crate, path, digest)
    content = base64.urlsafe_b64encode(bytes.fromhex(digest)).decode().rstrip("=")
    identifier = f"ni:///sha-256;{content}?path={quote(folder + path)}"
    properties = _file_properties(Path(path).name, path, digest) | {"alternateName": folder + path}
    if path in SOFTWARE or path.endswith(".py"):
        properties["@type"] = ["File", SOFTWARE.get(path, "SoftwareSourceCode")]
    return crate.get(identifier) or crate.add_file(identifier, properties=properties)


def _output(crate: ROCrate, path: str, digest: str) -> Entity:
    return crate.get(quote(path)) or crate.add_file(
        dest_path=path, properties=_file_properties(path, path, digest)
    )


def _file_properties(name: str, path: str, digest: str) -> dict[str, Any]:
    return {
        "name": name,
        "encodingFormat": FORMATS.get(Path(path).suffix[1:], "application/octet-stream"),
        "sha256": digest,
    }


def _module_path(name: str) -> str:
    """Return the path below the project of a module, or of a data file of the package."""
    if "/" in name:
        return f"src/{name}"
    base = Path(__file__).parents[1].joinpath(*name.split(".")[1:])
    file = f"{name.replace('.', '/')}/__init__.py" if base.is_dir() else f"{name.replace('.', '/')}.py"
    return f"src/{file}"


def _contextual(crate: ROCrate, entity_id: str, kind: str, **properties: Any) -> Entity:
    from rocrate.model.contextentity import ContextEntity  # noqa: PLC0415

    known = crate.get(entity_id)
    if known:
        return known
    # Entities are linked by assigning them: in the properties that are given at the start they stay objects.
    entity = crate.add(ContextEntity(crate, entity_id, properties={"@type": kind}))
    for name, value in properties.items():
        entity[name] = value
    return entity
