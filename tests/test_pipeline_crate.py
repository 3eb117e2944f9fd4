"""The provenance of all outputs: a Process Run Crate with every input, module, parameter and cell."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from plantargets.pipeline.cells import Cell, output_origins
from plantargets.pipeline.fingerprint import file_hash
from tiny_project import Project

CRATE = "outputs/ro-crate-metadata.json"
PROFILE = "https://w3id.org/ro/wfrun/process/0.5"
Entities = dict[str, dict[str, Any]]


def entities(project: Project) -> Entities:
    graph = json.loads(project.path(CRATE).read_text(encoding="utf-8"))["@graph"]
    return {entity["@id"]: entity for entity in graph}


def types(entity: dict[str, Any]) -> list[str]:
    return listed(entity["@type"])


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def ids(value: Any) -> list[str]:
    return [item["@id"] for item in listed(value or []) if isinstance(item, dict)]


def profile_faults(content: dict[str, Any], folder: Path) -> list[str]:
    """Return what RO-Crate 1.1 and Process Run Crate 0.5 require and a crate lacks."""
    graph = content["@graph"]
    found = {entity["@id"]: entity for entity in graph}
    faults = []
    if content["@context"][0] != "https://w3id.org/ro/crate/1.1/context":
        faults.append("context")
    if len(found) != len(graph):
        faults.append("two entities with one @id")
    descriptor = found.get("ro-crate-metadata.json", {})
    if ids(descriptor.get("conformsTo")) != ["https://w3id.org/ro/crate/1.1"]:
        faults.append("descriptor conformsTo")
    if ids(descriptor.get("about")) != ["./"] or descriptor.get("@type") != "CreativeWork":
        faults.append("descriptor about")
    root = found.get("./", {"@type": ""})
    faults += [
        f"root {name}" for name in ("name", "description", "datePublished", "license") if not root.get(name)
    ]
    if "Dataset" not in types(root):
        faults.append("root type")
    if PROFILE not in ids(root.get("conformsTo")) or "CreativeWork" not in types(
        found.get(PROFILE, {"@type": ""})
    ):
        faults.append("root conformsTo")
    actions = [entity for entity in graph if "CreateAction" in types(entity)]
    if not actions or {action["@id"] for action in actions} - set(ids(root.get("mentions"))):
        faults.append("actions in mentions")
    for action in actions:
        tools = [found.get(tool, {"@type": ""}) for tool in ids(action.get("instrument"))]
        software = {"SoftwareApplication", "SoftwareSourceCode", "ComputationalWorkflow"}
        if not tools or not all(software & set(types(tool)) and tool.get("name") for tool in tools):
            faults.append(f"{action['@id']} instrument")
        if not all(tool.get("version") for tool in tools):
            faults.append(f"{action['@id']} instrument version")
        faults += [
            f"{action['@id']} {name}" for name in ("name", "description", "result") if not action.get(name)
        ]
        for end in ids(action.get("object")) + ids(action.get("result")):
            allowed = {"File", "Dataset", "Collection", "CreativeWork", "PropertyValue"}
            if not allowed & set(types(found.get(end, {"@type": ""}))):
                faults.append(f"{action['@id']} uses {end}")
    for entity in graph:
        for name, value in entity.items():
            faults += [
                f"{entity['@id']} {name}: {end} is not described"
                for end in ids(value)
                if end not in found and end != "https://w3id.org/ro/crate/1.1"
            ]
        if "File" in types(entity):
            if entity["@id"] not in ids(root.get("hasPart")):
                faults.append(f"{entity['@id']} is not a part of the crate")
            if ":" not in entity["@id"] and not (folder / entity["name"]).is_file():
                faults.append(f"{entity['@id']} does not exist")
    return faults


def test_the_crate_meets_the_requirements_of_the_profile(reproduced: Project) -> None:
    content = json.loads(reproduced.path(CRATE).read_text(encoding="utf-8"))
    assert profile_faults(content, reproduced.path("outputs")) == []


BREAKS: dict[str, Callable[[Entities], object]] = {
    "root conformsTo": lambda found: found["./"].pop("conformsTo"),
    "root datePublished": lambda found: found["./"].pop("datePublished"),
    "root license": lambda found: found["./"].pop("license"),
    "actions in mentions": lambda found: found["./"]["mentions"].pop(),
    "#first instrument": lambda found: found["#first"].pop("instrument"),
    "#first result": lambda found: found["#first"].pop("result"),
    "descriptor about": lambda found: found["ro-crate-metadata.json"].pop("about"),
    "first/tables/squares.csv is not a part of the crate": lambda found: found["./"]["hasPart"].remove(
        {"@id": "first/tables/squares.csv"}
    ),
    "first/none.csv does not exist": lambda found: (
        found["first/tables/squares.csv"].update(name="first/none.csv")
        or found["first/tables/squares.csv"].update({"@id": "first/none.csv"})
    ),
}


@pytest.mark.parametrize("fault", BREAKS)
def test_the_check_of_the_profile_would_notice(reproduced: Project, fault: str) -> None:
    content = json.loads(reproduced.path(CRATE).read_text(encoding="utf-8"))
    BREAKS[fault]({entity["@id"]: entity for entity in content["@graph"]})
    assert fault in profile_faults(content, reproduced.path("outputs"))


def test_every_output_of_every_run_is_the_result_of_its_action(reproduced: Project) -> None:
    found = entities(reproduced)
    for run in ("first", "first-zh", "second", "third"):
        record = json.loads(reproduced.path(f"outputs/{run}/record.json").read_text(encoding="utf-8"))
        assert ids(found[f"#{run}"]["result"]) == sorted(f"{run}/{path}" for path in record["outputs"])
        for path in record["outputs"]:
            assert found[f"{run}/{path}"]["sha256"] == file_hash(reproduced.path(f"outputs/{run}/{path}"))


def test_an_action_names_inputs_parameters_seed_code_and_lock(reproduced: Project) -> None:
    found = entities(reproduced)
    action = found["#first-zh"]
    objects = [found[name] for name in ids(action["object"])]
    (numbers,) = [entity for entity in objects if entity.get("alternateName") == "data/numbers.csv"]
    assert numbers["sha256"] == file_hash(reproduced.path("data/numbers.csv"))
    values = {entity["name"]: entity["value"] for entity in objects if "PropertyValue" in types(entity)}
    assert values == {"code": "410000", "language": "zh"}
    seeds = [found[name] for name in ids(action["environment"])]
    assert [(seed["name"], seed["value"]) for seed in seeds] == [("PYTHONHASHSEED", "0")]
    tool = found[ids(action["instrument"])[0]]
    assert tool["alternateName"] == "notebooks/first.ipynb"
    code = {found[name].get("alternateName") for name in ids(tool["hasPart"])}
    assert "src/plantargets/helpers/squares.py" in code
    assert "src/plantargets/helpers/unused.py" not in code
    needs = {
        found[name].get("alternateName", found[name]["name"]) for name in ids(tool["softwareRequirements"])
    }
    assert needs >= {"requirements.lock", "Python"}


def test_a_table_read_is_the_result_of_the_step_that_wrote_it(reproduced: Project) -> None:
    found = entities(reproduced)
    assert "first/tables/squares.csv" in ids(found["#second"]["object"])
    assert ids(found["first/tables/squares.csv"]["resultOf"]) == ["#first"]


def test_an_output_names_the_cells_that_made_it_and_handed_it_over(reproduced: Project) -> None:
    found = entities(reproduced)
    cells = [found[name] for name in ids(found["first/tables/squares.csv"]["isBasedOn"])]
    assert [cell["name"] for cell in cells] == [
        "notebooks/first.ipynb, cell 4",
        "notebooks/first.ipynb, cell 5",
    ]
    zh = [found[name] for name in ids(found["first-zh/tables/squares.csv"]["isBasedOn"])]
    assert [cell["name"] for cell in zh] == [cell["name"] for cell in cells], (
        "the injected cell is not counted"
    )


def test_equal_runs_give_equal_bytes(reproduced: Project, copied: Project) -> None:
    copied.path(CRATE).unlink()
    done = copied.call("reproduce", PYTHONHASHSEED="7", LANG="C", TZ="Asia/Shanghai")
    assert done.returncode == 0, done.stderr
    assert copied.path(CRATE).read_bytes() == reproduced.path(CRATE).read_bytes()


def test_nothing_is_touched_when_nothing_changed(copied: Project) -> None:
    before = copied.path(CRATE).stat()
    copied.call("reproduce")
    after = copied.path(CRATE).stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_a_changed_input_changes_the_crate(copied: Project) -> None:
    copied.edit("data/words.txt", "目标", "计划")
    done = copied.call("reproduce", "third")
    assert done.returncode == 0, done.stderr
    found = entities(copied)
    assert found["third/tables/words.csv"]["sha256"] == file_hash(
        copied.path("outputs/third/tables/words.csv")
    )
    assert "#first-zh" in found


@pytest.mark.parametrize(
    ("plant", "told"),
    [
        (lambda project: project.path(CRATE).unlink(), f"{CRATE} is missing"),
        (lambda project: project.edit(CRATE, "first/tables", "other/tables"), f"{CRATE} is not what"),
    ],
)
def test_verify_names_a_crate_that_is_not_what_the_records_give(
    checked: Project, plant: Callable[[Project], object], told: str
) -> None:
    plant(checked)
    assert told in checked.call("verify").stderr


def test_a_missing_citation_is_named(copied: Project) -> None:
    copied.path("CITATION.cff").unlink()
    done = copied.call("reproduce")
    assert done.returncode == 1
    assert "CITATION.cff" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_run_without_a_record_is_left_out(copied: Project) -> None:
    shutil.rmtree(copied.path("outputs/third"))
    copied.edit("data/numbers.csv", "30", "31")
    done = copied.call("reproduce", "first")
    assert done.returncode == 0, done.stderr
    assert "#third" not in entities(copied)


def code(*sources: str) -> dict[str, Any]:
    cells = [{"cell_type": "code", "id": f"c{n}", "source": s} for n, s in enumerate(sources, start=1)]
    return {"cells": cells}


@pytest.mark.parametrize(
    ("sources", "made"),
    [
        (("x = 1", "x['a'] = 2", "y = 3", "write_results('s', tables={'t': x})"), 2),
        (("x = 1", "a, (x) = 1, 2", "write_results('s', tables={'t': x.reset_index(drop=True)})"), 2),
        (("%matplotlib inline\nx = 1", "write_results('s', {'t': x})"), 1),
        (("f = 1", "write_results('s', tables={'t': pd.DataFrame()})"), 2),
        (("for x in y:\n    pass", "z = 1", "pipeline.write_results('s', tables={'t': x})"), 1),
        (("x = 1", "x: int = 2", "write_results('s', tables={'t': x})", "x = 3"), 2),
    ],
)
def test_the_cell_that_made_a_table_is_the_last_that_assigns_it(sources: tuple[str, ...], made: int) -> None:
    assert output_origins(code(*sources))["tables/t.csv"].made == Cell(f"c{made}", made)


def test_a_figure_comes_from_the_cell_that_drew_it_and_its_data_from_theirs() -> None:
    found = output_origins(
        code("data = 1", "drawing = 2", "write_results('s', figures={'f': (drawing, data)})")
    )
    assert {path: origin.made.number for path, origin in found.items()} == {
        "figures/f.png": 2,
        "figures/f.svg": 2,
        "figures/f.pdf": 2,
        "figures/f.csv": 1,
    }
    assert {origin.written.number for origin in found.values()} == {3}
