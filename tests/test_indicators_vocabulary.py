"""The vocabulary of indicators: what its file must hold, and what it refuses."""

import csv
import re
from pathlib import Path

import pytest

from plantargets.errors import PlanTargetsError
from plantargets.growth.series import derived_rules
from plantargets.indicators import link_indicator, load_vocabulary, name
from plantargets.indicators.vocabulary import KINDS, THEMES

ROOT = Path(__file__).parents[1]
HEADER = "id,name_zh,name_en,unit,kind,theme,definition,definition_zh,synonyms,series_id,also_kinds\n"
GOOD = "grain,粮食产量,Grain output,斤,level,agriculture,Output of grain.,粮食产量。,粮食[总]产量,,\n"


def observed_series():
    ids = set()
    for path in (ROOT / "data" / "statistics").glob("*.csv"):
        with path.open(encoding="utf-8-sig", newline="") as handle:
            rows = list(csv.DictReader(handle))
        if "value" in rows[0]:  # observed series, not goals
            ids |= {row["series_id"] for row in rows}
    return ids


def test_every_theme_and_the_main_kinds_are_used():
    vocabulary = load_vocabulary()
    assert len(vocabulary) >= 250
    assert {item.theme for item in vocabulary} == set(THEMES)
    assert {item.kind for item in vocabulary} == set(KINDS) - {"threshold"}


def test_ids_with_an_observed_series_are_the_id_of_the_series():
    observed = observed_series() | set(derived_rules())
    for item in load_vocabulary():
        if item.series_id:
            assert item.series_id == item.id
            assert item.series_id in observed
        else:
            assert item.id not in observed, f"{item.id} has an observed series"


def test_names_and_definitions_are_in_their_language():
    for item in load_vocabulary():
        assert re.search(r"[\u4e00-\u9fff]", item.name_zh) or item.name_zh.isascii(), item.id
        assert not re.search(r"[\u4e00-\u9fff]", item.name_en + item.definition), item.id
        assert item.definition.endswith("."), item.id
        assert item.definition_zh.endswith("。"), item.id
        assert item.name_en[0].isupper() or item.name_en[0].isdigit() or item.name_en[0] == '"', item.id


def test_chinese_names_are_unique_and_so_are_english_ones():
    vocabulary = load_vocabulary()
    for names in ([item.name_zh for item in vocabulary], [item.name_en for item in vocabulary]):
        assert sorted(set(names)) == sorted(names)


def test_plain_wordings_link_back_to_their_own_indicator():
    for item in load_vocabulary():
        for wording in item.synonyms:
            if not set(wording) & set("[]{}@"):
                words = wording.replace("N元", "5亿元")
                assert link_indicator(words, item.kind, item.unit or "分") == item.id, (item.id, words)


def test_name_in_both_languages():
    assert name("hitech_firms", "zh") == "高新技术企业"
    assert name("hitech_firms") == "High-tech enterprises"


def test_name_refuses_an_unknown_id_or_language():
    with pytest.raises(PlanTargetsError, match="'no_such_thing' is not in the vocabulary"):
        name("no_such_thing")
    with pytest.raises(PlanTargetsError, match="expected en or zh, found 'fr'"):
        name("gdp", "fr")


def test_a_small_vocabulary_of_the_users_own_is_read(tmp_path):
    path = tmp_path / "own.csv"
    path.write_text(HEADER + GOOD, encoding="utf-8")
    (grain,) = load_vocabulary(path)
    assert (grain.id, grain.synonyms, grain.also_kinds) == ("grain", ("粮食[总]产量",), ())


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (GOOD + GOOD, "row 3: id 'grain' is already used in row 2"),
        (GOOD.replace("grain", "Grain output", 1), "expected an id in snake_case, found 'Grain output'"),
        (GOOD.replace("level", "stock"), "kind 'stock' is not one of level, increment"),
        (GOOD.replace(",agriculture,", ",farming,"), "theme 'farming' is not one of scale"),
        (GOOD.replace(",斤,", ",石,"), "unit '石' is not in language/units.csv"),
        (GOOD.replace("粮食[总]产量", ""), "synonyms must not be empty"),
        (GOOD.replace("粮食[总]产量", "粮食[总产量"), "brackets of the synonym"),
        (GOOD.replace("粮食[总]产量", "粮食{总[产]}量"), "without nesting"),
        (GOOD.replace("粮食[总]产量", "粮食]产量"), "do not pair"),
        (GOOD.replace("粮食[总]产量", "@wheat"), "synonym @wheat refers to an unknown id"),
        (GOOD + GOOD.replace("grain", "cereals", 1), "names both grain and cereals"),
        (GOOD.replace(",,\n", "\n"), "expected 11 cells"),
    ],
)
def test_a_bad_row_is_refused_with_its_place_and_reason(tmp_path, rows, message):
    path = tmp_path / "bad.csv"
    path.write_text(HEADER + rows, encoding="utf-8")
    with pytest.raises(PlanTargetsError, match=re.escape(message)):
        load_vocabulary(path)


def test_a_file_that_is_no_vocabulary_is_refused(tmp_path):
    path = tmp_path / "other.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(PlanTargetsError, match="expected the columns id, name_zh"):
        load_vocabulary(path)
    with pytest.raises(PlanTargetsError, match="cannot be read as UTF-8 text"):
        load_vocabulary(tmp_path / "missing.csv")
    path.write_bytes("编号".encode("gb18030"))
    with pytest.raises(PlanTargetsError, match="cannot be read as UTF-8 text"):
        load_vocabulary(path)


def test_the_same_words_of_another_kind_or_unit_do_not_clash(tmp_path):
    growth = GOOD.replace("grain", "grain_growth", 1).replace("斤,level", "%,growth")
    path = tmp_path / "own.csv"
    path.write_text(HEADER + GOOD + growth, encoding="utf-8")
    assert len(load_vocabulary(path)) == 2
