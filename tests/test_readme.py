"""The Chinese README says what the English one says, and what both say holds."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from plantargets.accuracy import blind_accuracy
from plantargets.cli import main

ROOT = Path(__file__).parents[1]
ENGLISH = (ROOT / "README.md").read_text(encoding="utf-8")
CHINESE = (ROOT / "README.zh.md").read_text(encoding="utf-8")
HAN = "[\u4e00-\u9fff]"


def blocks(text: str) -> list[str]:
    """Return the blocks of code without their comments."""
    return [re.sub(r"  #.*", "", block) for block in re.findall(r"```\w*\n(.*?)```", text, re.DOTALL)]


def test_both_have_the_same_commands_in_the_same_order() -> None:
    assert blocks(CHINESE) == blocks(ENGLISH)
    inline = [set(re.findall(r"`((?:make|pip|plantargets|eval)[^`]+)`", text)) for text in (ENGLISH, CHINESE)]
    assert {"make verify", "make lab", "make book"} <= inline[0] & inline[1]


def test_both_show_the_same_figure_and_the_same_accuracy() -> None:
    for text, language in ((ENGLISH, "en"), (CHINESE, "zh")):
        assert "(outputs/reference/trajectories.png)" in text
        numbers = re.findall(r"\| (\d{3}) \| (0\.\d\d) \| (0\.\d\d) \|", text)
        wanted = [
            (str(row.targets), f"{row.f1:.2f}", f"{row.strict_f1:.2f}")
            for row in blind_accuracy(language).itertuples()
        ]
        assert numbers == wanted


def test_the_chinese_one_is_chinese() -> None:
    prose = re.sub(r"```.*?```|`[^`]*`|\]\([^)]*\)|https?://\S+", "", CHINESE, flags=re.DOTALL)
    assert len(re.findall(HAN, prose)) > 0.5 * len(re.sub(r"\s", "", prose))
    assert "计划" not in re.sub("行动计划", "", prose)  # one term: 规划


@pytest.mark.parametrize("name", ["README.md", "README.zh.md", "docs/guide.md"])
def test_links_lead_somewhere_and_commands_exist(name: str) -> None:
    path = ROOT / name
    text = path.read_text(encoding="utf-8")
    for link in re.findall(r"\]\((?!https?:)([^)#]+)", text):
        target = path.parent / link
        assert target.exists() or link.startswith("outputs/"), link
    for command in re.findall(r"^(?:\.venv/bin/)?plantargets (\w[\w-]*)", text, re.MULTILINE):
        assert CliRunner().invoke(main, [command, "--help"]).exit_code == 0, command
    for target in re.findall(r"\bmake (\w+)`", text):
        assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE), target


def test_what_is_needed_for_a_doi_is_the_same_everywhere() -> None:
    deposit = json.loads((ROOT / ".zenodo.json").read_text(encoding="utf-8"))
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert deposit["title"] == citation["title"] and deposit["version"] == citation["version"]
    assert deposit["license"] == citation["license"]
    assert set(deposit["keywords"]) == set(citation["keywords"])
    assert [one["name"] for one in deposit["creators"]] == [one["name"] for one in citation["authors"]]
    assert f'version = "{citation["version"]}"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert f"## {citation['version']}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
