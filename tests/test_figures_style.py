"""One look, the same bytes, and no character that silently becomes a box."""

import ctypes
import hashlib
import io
import os
import subprocess
import sys
import warnings
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import pandas as pd
import pypdfium2
import pytest
from fontTools.ttLib import TTFont
from matplotlib import font_manager

from plantargets.errors import PlanTargetsError
from plantargets.figures import figure_style, save_figure, style

DATA = pd.DataFrame({"year": [2022, 2023], "change_pct": [-5.5, 0.1 + 0.2]})


def draw(title="规上工业增加值 Value added"):
    with figure_style("zh", size="column"):
        figure, axes = plt.subplots()
        axes.plot(DATA["year"], DATA["change_pct"])
        axes.set(title=title, xlabel="年份", ylabel="%")
    plt.close(figure)
    return figure


def digests(folder):
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


def test_the_font_is_the_one_of_the_environment_by_path():
    with figure_style("en"):
        found = font_manager.findfont(font_manager.FontProperties(family=[mpl.rcParams["font.family"][-1]]))
    assert found == style._font_path()
    assert Path(found).parts[-3:] == ("mplfonts", "fonts", style.FONT_FILE)


def test_a_font_of_the_same_name_elsewhere_is_not_used(tmp_path):
    rival = tmp_path / style.FONT_FILE
    rival.symlink_to(style._font_path())
    font_manager.fontManager.ttflist.insert(
        0, font_manager.FontEntry(fname=str(rival), name=style.FONT_NAME, style="normal", weight=400)
    )
    font_manager.fontManager._findfont_cached.cache_clear()
    with figure_style("en"):
        found = font_manager.findfont(font_manager.FontProperties(family=[mpl.rcParams["font.family"][-1]]))
    assert found == style._font_path()


def test_the_style_ends_with_its_block():
    before = dict(mpl.rcParams)
    draw()
    assert dict(mpl.rcParams) == before


def test_labels_made_at_drawing_time_keep_the_font_of_the_block():
    figure = draw()
    names = {tuple(label.get_fontfamily()) for label in figure.axes[0].get_xticklabels()}
    assert names == {(style.SIGNS_NAME, style.FONT_NAME)}


def test_negative_numbers_have_a_true_minus_sign():
    figure = draw()
    labels = [label.get_text() for label in figure.axes[0].get_yticklabels()]
    assert any(label.startswith("\N{MINUS SIGN}") for label in labels)


def test_signs_are_as_narrow_as_digits():
    """In the font of the text a minus is as wide as a Chinese character: "— 10" for −10."""
    with figure_style("en"):
        figure, axes = plt.subplots()
        signs = (*"−≥≤≈", "家")
        widths = {sign: axes.text(0, 0, sign, fontsize=7).get_window_extent().width for sign in signs}
    plt.close(figure)
    assert max(width for sign, width in widths.items() if sign != "家") < 0.85 * widths["家"]


def test_fonts_of_a_pdf_are_subsets_and_no_outlines(tmp_path):
    """Journals refuse Type 3, which stood there."""
    save_figure(draw(), tmp_path, "change", DATA)
    content = (tmp_path / "change.pdf").read_bytes()
    assert b"/Type3" not in content and b"/CIDFontType2" in content


def embedded_fonts(path):
    """Return the fonts that stand in a PDF, by name, as bytes."""
    with pypdfium2.PdfDocument(path) as document:
        raw = pypdfium2.raw
        found = {}
        for item in document[0].get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT]):
            font = raw.FPDFTextObj_GetFont(item.raw)
            length = ctypes.c_size_t()
            raw.FPDFFont_GetFontData(font, None, 0, length)
            data = (ctypes.c_uint8 * length.value)()
            raw.FPDFFont_GetFontData(font, data, length.value, length)
            found[raw_name(raw, font)] = bytes(data)
    return found


def raw_name(raw, font):
    length = raw.FPDFFont_GetBaseFontName(font, None, 0)
    name = ctypes.create_string_buffer(length)
    raw.FPDFFont_GetBaseFontName(font, name, length)
    return name.value.decode()


def test_fonts_of_a_pdf_are_truetype_in_truth(tmp_path):
    """The packaged font has CFF outlines, which stood in the PDF under the name of TrueType."""
    save_figure(draw(), tmp_path, "change", DATA)
    fonts = embedded_fonts(tmp_path / "change.pdf")
    assert any("NotoSansCJK" in name for name in fonts)
    for data in fonts.values():
        assert data[:4] == b"\x00\x01\x00\x00"
        assert "glyf" in TTFont(io.BytesIO(data))


def test_saving_a_pdf_leaves_the_fonts_as_they_were(tmp_path):
    figure = draw()
    before = {entry.fname for entry in font_manager.fontManager.ttflist}
    first = save_figure(figure, tmp_path / "a", "change", DATA)
    assert {entry.fname for entry in font_manager.fontManager.ttflist} == before
    save_figure(draw("另一幅图 · Ägypten"), tmp_path / "other", "change", DATA)
    second = save_figure(draw(), tmp_path / "b", "change", DATA)
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


def test_print_sizes_have_type_that_can_be_read():
    for size in ("column", "page"):
        assert style.SIZES[size].dots_per_inch >= 300
        with figure_style("en", size):
            for name in (
                "font.size",
                "xtick.labelsize",
                "ytick.labelsize",
                "legend.fontsize",
                "axes.titlesize",
            ):
                assert mpl.rcParams[name] >= style.LEAST_POINTS
    assert [round(style.SIZES[size].width_inches * 25.4) for size in ("column", "page")] == [89, 183]


def test_four_files_and_the_data_as_drawn(tmp_path):
    written = save_figure(draw(), tmp_path / "figures", "change", DATA)
    assert [path.name for path in written] == ["change.png", "change.svg", "change.pdf", "change.csv"]
    assert (tmp_path / "figures" / "change.csv").read_bytes() == b"year,change_pct\n2022,-5.5\n2023,0.3\n"
    assert sorted(path.name for path in (tmp_path / "figures").iterdir()) == sorted(p.name for p in written)


SCRIPT = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from test_figures_style import DATA, draw
from plantargets.figures import save_figure
save_figure(draw(), Path(sys.argv[1]), "change", DATA)
"""


def test_bytes_do_not_depend_on_process_hash_seed_locale_or_time_zone(tmp_path):
    here = str(Path(__file__).parent)
    surroundings = [
        {"PYTHONHASHSEED": "1", "LC_ALL": "C", "TZ": "Asia/Shanghai"},
        {"PYTHONHASHSEED": "2", "LC_ALL": "C.UTF-8", "TZ": "America/Lima", "SOURCE_DATE_EPOCH": "0"},
    ]
    found = []
    for number, surrounding in enumerate(surroundings):
        folder = tmp_path / str(number)
        subprocess.run(
            [sys.executable, "-W", "error", "-c", SCRIPT, str(folder), here],
            check=True,
            env={**os.environ, "MPLBACKEND": "agg", **surrounding},
        )
        found.append(digests(folder))
    assert found[0] == found[1]
    assert len(found[0]) == 4


def test_files_carry_no_date_and_no_version(tmp_path):
    save_figure(draw(), tmp_path, "change", DATA)
    for path in tmp_path.iterdir():
        content = path.read_bytes()
        assert b"CreationDate" not in content
        assert b"<dc:date>" not in content
        assert mpl.__version__.encode() not in content


def test_a_missing_glyph_names_every_character_and_leaves_nothing(tmp_path):
    figure = draw()
    figure.axes[0].set_title("增加值 \N{ETHIOPIC SYLLABLE HA}\N{CHEROKEE LETTER A}")
    with pytest.raises(
        PlanTargetsError, match=r"figure change: .*U\+1200 ETHIOPIC.*U\+13A0 CHEROKEE LETTER A"
    ):
        save_figure(figure, tmp_path, "change", DATA)
    assert list(tmp_path.iterdir()) == []


def test_a_missing_glyph_is_refused_inside_the_block_too():
    with pytest.raises(PlanTargetsError, match=r"U\+1200 ETHIOPIC SYLLABLE HA"):
        draw("\N{ETHIOPIC SYLLABLE HA}")
    plt.close("all")


def test_other_warnings_are_passed_on():
    with pytest.warns(RuntimeWarning, match="something else"), figure_style():
        warnings.simplefilter("always")
        warnings.warn("something else", RuntimeWarning, stacklevel=1)


def test_a_failed_save_leaves_the_former_files(tmp_path):
    save_figure(draw(), tmp_path, "change", DATA)
    before = digests(tmp_path)
    figure = draw()
    figure.axes[0].set_title("\N{ETHIOPIC SYLLABLE HA}")
    with pytest.raises(PlanTargetsError):
        save_figure(figure, tmp_path, "change", DATA.assign(more=1))
    assert digests(tmp_path) == before


def test_a_missing_font_file_is_an_error(monkeypatch):
    monkeypatch.setattr(style, "FONT_FILE", "absent.otf")
    with (
        pytest.raises(PlanTargetsError, match=r"absent\.otf of the package mplfonts is not there.*make env"),
        figure_style(),
    ):
        pass


@pytest.mark.parametrize(
    ("language", "size", "message"), [("de", "page", "en, zh"), ("en", "poster", "column, page")]
)
def test_unknown_language_and_size_list_the_known_ones(language, size, message):
    with pytest.raises(PlanTargetsError, match=message), figure_style(language, size):
        pass


@pytest.mark.parametrize("name", ["", "../change", "a b", "change.png"])
def test_a_name_that_is_not_a_plain_file_name_is_refused(tmp_path, name):
    with pytest.raises(PlanTargetsError, match="plain name"):
        save_figure(draw(), tmp_path, name, DATA)


def test_a_frame_without_columns_is_refused(tmp_path):
    with pytest.raises(PlanTargetsError, match="no column"):
        save_figure(draw(), tmp_path, "change", pd.DataFrame())
