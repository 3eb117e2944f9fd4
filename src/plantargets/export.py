"""Tables of targets as files: CSV, JSON Lines, Parquet, Excel, Stata, W3C Web Annotation; plans as BibTeX."""

from __future__ import annotations

import datetime
import gc
import io
import json
import re
import shutil
import sys
import tempfile
import traceback
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from plantargets.annotation import SURROGATE, annotation_page, plain_number
from plantargets.errors import PlanTargetsError
from plantargets.extras import require
from plantargets.plans import Plan, PlanRecord
from plantargets.project import is_clutter
from plantargets.targets.codebook import codebook_rows, columns_of, load_codebook
from plantargets.whole import cannot_be_written, whole

# What XML 1.0, and so a workbook, cannot hold.
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
# A cell that a spreadsheet would take for a formula gets an apostrophe in front (OWASP, CSV injection; the
# full-width signs count in East Asian editions of Excel).
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
DECIMAL = pa.decimal128(38, 10)
BOM = "\ufeff".encode()
# What is told of the day is the same on every day, the first that an archive can name: equal tables give
# equal bytes, whatever the clock says.
NO_DAY = datetime.datetime(1980, 1, 1)
STATA_LABEL_LENGTH = 80
OTHER_WIDTH = 14  # of a column that the codebook does not have, in characters
CODEBOOK_WIDTHS = {"column": 18, "meaning_en": 70, "meaning_zh": 60}
LATEX = {c: f"\\{c}" for c in "&%$#_{}"} | {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}


def write_targets(
    table: pd.DataFrame, path: Path | str, plans: Iterable[Plan] = (), *, bom: bool = False
) -> None:
    """Write a table of targets in the format of the file's ending; the file is there whole or not at all.

    ``.csv`` and ``.jsonl`` hold the exact decimals as text, ``.parquet`` as decimal, with the meaning of each
    column in its field's metadata. ``.xlsx`` and ``.dta`` know no exact decimals and hold floating point:
    Excel with the codebook as second sheet, Stata with variable labels, value labels of the codes, and
    ``end`` as ``end_``, since ``end`` is reserved. A text that a spreadsheet would take for a formula gets an
    apostrophe in front in ``.csv`` and ``.xlsx``. ``.jsonld`` is W3C Web Annotation.

    Parameters
    ----------
    table
        From `plantargets.extract_targets`.
    path
        File to write.
    plans
        The plans of the table: Web Annotation then names their script and gives the words around each quote.
    bom
        Whether a ``.csv`` begins with a byte order mark, without which Excel on a Chinese Windows takes UTF-8
        for GBK when the file is opened by a double click.

    Raises
    ------
    PlanTargetsError
        If the ending is unknown or the file cannot be written.
    """
    check_ending(path)
    path = Path(path)
    ending = path.suffix.lower()
    if ending in STREAMED:
        write_groups([table], path, bom=bom)
    else:
        _write_whole(path, lambda partial: _WHOLE[ending](_storable(table), partial, tuple(plans)))


def write_groups(groups: Iterable[pd.DataFrame], path: Path | str, *, bom: bool = False) -> None:
    """Write a table that comes in groups of rows, holding one group at a time.

    Parameters
    ----------
    groups
        Frames with the same columns, at least one. Each is a row group of Parquet, whose decimals are as wide
        as the first group asks for.
    path
        File to write; its ending is one of `STREAMED`. It is there whole or not at all.
    bom
        As in `write_targets`.

    Raises
    ------
    PlanTargetsError
        If the file cannot be written.
    """
    path = Path(path)
    write = STREAMED[path.suffix.lower()]
    mark = BOM if bom and path.suffix.lower() == ".csv" else b""
    _write_whole(path, lambda partial: write(map(_storable, groups), partial, mark))


def check_ending(path: Path | str) -> None:
    """Raise PlanTargetsError unless the ending of `path` names a format of `write_targets`."""
    path = Path(path)
    if path.suffix.lower() not in WRITABLE:
        raise PlanTargetsError(
            f"{path}: unknown format '{path.suffix}'; expected one of {', '.join(WRITABLE)}."
        )


def web_annotations(table: pd.DataFrame, plans: Iterable[Plan] = ()) -> dict[str, Any]:
    """Return a table of targets as a page of W3C Web Annotations, as `annotation_page` makes it of rows."""
    records: list[dict[str, Any]] = table.to_dict("records")  # type: ignore[assignment]
    return annotation_page(records, plans)


def bibtex(records: Iterable[PlanRecord]) -> str:
    """Return the plans of a register as BibTeX entries whose keys are the plan ids.

    Examples
    --------
    >>> from plantargets.plans import load_register
    >>> print(bibtex(load_register()).splitlines()[0])
    @techreport{dengfeng-2020,
    """
    return "\n".join(_entry(record) for record in records)


def _write_whole(path: Path, write: Callable[[Path], None]) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise PlanTargetsError(cannot_be_written(path, error)) from None
    with whole(path) as partial:
        write(partial)


def _storable(table: pd.DataFrame) -> pd.DataFrame:
    """Replace halves of characters, which no file in UTF-8 can hold."""
    return _each_text(table, lambda text: SURROGATE.sub("\ufffd", text))


def _each_text(table: pd.DataFrame, change: Callable[[str], str]) -> pd.DataFrame:
    columns = table.columns.difference([*columns_of("decimal", "integer")])
    return table.assign(
        **{name: [change(v) if isinstance(v, str) else v for v in table[name]] for name in columns}
    )


def _plain_numbers(table: pd.DataFrame) -> pd.DataFrame:
    """Return the values as text without an exponent: 10元 is 0.0000001 亿元."""
    numbers = [name for name in columns_of("decimal") if name in table]
    return table.assign(**{name: table[name].map(plain_number).astype(object) for name in numbers})


def _write_csv(groups: Iterable[pd.DataFrame], path: Path, mark: bytes) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(mark.decode("utf-8"))
        for number, table in enumerate(groups):
            safe = _each_text(_plain_numbers(table), _one_cell)
            safe.to_csv(file, index=False, lineterminator="\n", header=number == 0)


def _write_jsonl(groups: Iterable[pd.DataFrame], path: Path, _mark: bytes) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        for table in groups:
            _plain_numbers(table).to_json(file, orient="records", lines=True, force_ascii=False)


def _write_parquet(groups: Iterable[pd.DataFrame], path: Path, _mark: bytes) -> None:
    tables = iter(groups)
    first = next(tables)
    schema = pa.schema([_parquet_field(name, first) for name in first.columns])
    with pq.ParquetWriter(path, schema) as writer:
        for table in chain([first], tables):
            writer.write_table(pa.Table.from_pandas(table, schema=schema, preserve_index=False))


def _parquet_field(name: str, table: pd.DataFrame) -> pa.Field:
    column = load_codebook().get(name)
    if column is None:
        return pa.field(name, pa.array(table[name]).type)
    kind = {"integer": pa.int64(), "decimal": DECIMAL}.get(column.type, pa.string())
    if column.type == "decimal":
        try:
            pa.array(table[name], DECIMAL)
        except pa.ArrowInvalid:
            kind = pa.array(table[name]).type
    metadata = {"description_en": column.meaning_en, "description_zh": column.meaning_zh}
    metadata |= {"unit": column.unit} if column.unit else {}
    if column.codes:
        metadata["codes_en"] = json.dumps(column.code_meanings("en"), ensure_ascii=False)
        metadata["codes_zh"] = json.dumps(column.code_meanings("zh"), ensure_ascii=False)
    return pa.field(name, kind, metadata=metadata)


def _write_excel(table: pd.DataFrame, path: Path, plans: Sequence[Plan]) -> None:
    with workbook(path) as writer:
        _each_text(_as_floats(table), _harmless).to_excel(writer, index=False, sheet_name="targets")
        _codebook_sheet().map(_harmless).to_excel(writer, index=False, sheet_name="codebook")
        of_row = {column.name: column.width_characters for column in load_codebook().values()}
        for name, widths in (("targets", of_row), ("codebook", CODEBOOK_WIDTHS)):
            sheet = writer.sheets[name]
            sheet.freeze_panes = "A2"
            sheet.auto_filter.ref = sheet.dimensions
            for cell in sheet[1]:
                width = widths.get(str(cell.value), OTHER_WIDTH)
                sheet.column_dimensions[cell.column_letter].width = width


@contextmanager
def workbook(path: Path) -> Iterator[pd.ExcelWriter]:
    """Give the writer of a workbook, and write the file when it is done.

    A workbook that finds the disk full half-way would tell so a second time, when it is thrown away: it is
    made in memory, its sheets in the scratch folder of the system.

    Raises
    ------
    PlanTargetsError
        If the scratch folder cannot be written.
    OSError
        If the file cannot be.
    """
    require("openpyxl")
    buffer = io.BytesIO()
    try:
        with pd.ExcelWriter(buffer, engine="openpyxl") as writer:
            # Its own would note the time of the clock, and fail before 1980.
            writer.book.save = partial(_save_workbook, writer.book)
            yield writer
            for sheet in writer.book.worksheets:
                _for_print(sheet)
    except Exception as error:
        # Of lxml, which not every installation has; its reason is the name of a number of the system.
        if type(error).__name__ != "SerialisationError":
            raise
        _forget(error)
        raise PlanTargetsError(
            f"{path} cannot be made: the scratch folder {tempfile.gettempdir()} cannot be written ({error}). "
            "Make room there, or name another folder by TMPDIR."
        ) from None
    path.write_bytes(buffer.getvalue())


def _for_print(sheet: Any) -> None:
    """Make the head of a sheet bold, and have it stand on each page where the sheet is printed."""
    from openpyxl.styles import Font  # noqa: PLC0415 - in the extra [formats]

    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4


class _Undated(zipfile.ZipFile):
    """An archive whose members are all of the same day."""

    def writestr(self, zinfo_or_arcname: Any, data: Any, *_: Any, **__: Any) -> None:
        """Write a member from memory."""
        super().writestr(_member(zinfo_or_arcname), data)

    def write(self, filename: Any, arcname: Any = None, *_: Any, **__: Any) -> None:
        """Write a member from a file."""
        member = _member(arcname or filename)
        member.file_size = Path(filename).stat().st_size
        with Path(filename).open("rb") as source, self.open(member, "w") as target:
            shutil.copyfileobj(source, target)


def _member(name: Any) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(str(name), NO_DAY.timetuple()[:6])
    member.compress_type = zipfile.ZIP_DEFLATED
    return member


def _save_workbook(book: Any, file: Any) -> None:
    from openpyxl.writer.excel import ExcelWriter  # noqa: PLC0415 - in the extra [formats]

    book.properties.created = book.properties.modified = NO_DAY
    with _Undated(file, "w", zipfile.ZIP_DEFLATED) as archive:
        ExcelWriter(book, archive).write_data()


def _forget(error: Exception) -> None:
    """Close what an error left half-done, without a word of what fails in it a second time."""
    told, sys.unraisablehook = sys.unraisablehook, lambda _: None
    try:
        traceback.clear_frames(error.__traceback__)
        gc.collect()
    finally:
        sys.unraisablehook = told


def _harmless(text: str) -> str:
    return no_formula(NOT_IN_XML.sub("\ufffd", text))


def _one_cell(text: str) -> str:
    """Return a text that stays in its cell: csv before Python 3.13 leaves a lone return unquoted."""
    return no_formula(text).replace("\r", "\n")


def no_formula(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


def _codebook_sheet() -> pd.DataFrame:
    columns = ["column", "type", "unit", "code", "meaning_en", "meaning_zh"]
    return pd.DataFrame(codebook_rows(), columns=columns)


def _write_stata(table: pd.DataFrame, path: Path, plans: Sequence[Plan]) -> None:
    out = _each_text(_as_floats(table), lambda text: text.replace("\x00", "\ufffd"))
    labels = {}
    for column in load_codebook().values():
        if column.name not in out:
            continue
        name = "end_" if column.name == "end" else column.name
        labels[name] = column.meaning_en[:STATA_LABEL_LENGTH]
        if column.type == "code" and len(out):  # pandas labels no empty column
            out[column.name] = _labelled(out[column.name], column.code_meanings("en"))
    out.rename(columns={"end": "end_"}).to_stata(
        path,
        write_index=False,
        version=118,
        variable_labels=labels,
        data_label="Quantitative targets of plans",
        time_stamp=NO_DAY,
    )


def _labelled(values: pd.Series, meanings: dict[str, str]) -> pd.Series:
    """Turn codes into numbers in the order of the codebook, with value labels like ``ge: at least``."""
    codes = [*meanings, *sorted(set(values) - set(meanings))]
    names = {code: f"{code}: {meanings[code]}" if code in meanings else code for code in codes}
    return pd.Series(
        pd.Categorical(values.map(names), categories=list(names.values())),
        index=values.index,
        name=values.name,
    )


def _as_floats(table: pd.DataFrame) -> pd.DataFrame:
    return table.assign(
        **{
            name: table[name].replace("", None).astype("float64")
            for name in columns_of("decimal")
            if name in table
        }
    )


def _write_annotations(table: pd.DataFrame, path: Path, plans: Sequence[Plan]) -> None:
    page = web_annotations(table, plans)
    path.write_text(json.dumps(page, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n")


def software_bibtex(root: Path) -> str:
    """Return this software as a BibTeX entry, from its CITATION.cff."""
    import yaml  # noqa: PLC0415

    cff = yaml.safe_load((root / "CITATION.cff").read_text(encoding="utf-8"))
    authors = [one.get("name") or f"{one['family-names']}, {one['given-names']}" for one in cff["authors"]]
    fields = {
        "author": " and ".join(f"{{{_latex(name)}}}" for name in authors),
        "title": f"{{{_latex(cff['title'])}}}",
        "version": str(cff["version"]),
        "year": str(cff["date-released"])[:4],
        "url": cff.get("repository-code", ""),
        "doi": cff.get("doi", ""),
        "license": cff["license"],
    }
    return _bibtex("software", "plantargets", fields)


def statistics_bibtex(folder: Path) -> str:
    """Return the sources of the statistics as BibTeX, one entry for each page that values were read from."""
    entries: dict[tuple[str, str], set[int]] = {}
    for path in sorted(path for path in folder.glob("*.csv") if not is_clutter(Path(path.name))):
        rows = pd.read_csv(path, dtype=str, keep_default_na=False)
        title = next(name for name in ("source_title", "source", "goal_source") if name in rows)
        year = next(name for name in ("year", "target_year", "period") if name in rows)
        for row in rows.to_dict("records"):
            known = entries.setdefault((row[title], row.get("source_url", "")), set())
            known.update(int(digits) for digits in re.findall(r"\d{4}", row[year]))
    texts = []
    for number, ((title, url), years) in enumerate(sorted(entries.items()), start=1):
        span = f"{min(years)}" if len(years) == 1 else f"{min(years)}--{max(years)}"
        fields = {"title": f"{{{_latex(title)}}}", "url": url, "note": f"values of {span}"}
        texts.append(_bibtex("misc", f"statistics-{number}", fields | {"langid": "chinese"}))
    return "\n".join(texts)


def _entry(record: PlanRecord) -> str:
    fields = {
        "author": f"{{{_latex(record.issuer)}}}" if record.issuer else "",
        "title": f"{{{_latex(record.title)}}}",
        "institution": _latex(record.issuer or record.jurisdiction),
        "number": _latex(record.document_number),
        "year": str(record.issued.year),
        "month": str(record.issued.month),
        "langid": "chinese",
        "note": _latex(record.source),
    }
    return _bibtex("techreport", record.plan_id, fields)


def _bibtex(kind: str, key: str, fields: dict[str, str]) -> str:
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@{kind}{{{key},", *lines, "}"]) + "\n"


def _latex(text: str) -> str:
    return "".join(LATEX.get(character, character) for character in text)


STREAMED: dict[str, Callable[[Iterable[pd.DataFrame], Path, bytes], None]] = {
    ".csv": _write_csv,
    ".parquet": _write_parquet,
    ".jsonl": _write_jsonl,
}
_WHOLE: dict[str, Callable[[pd.DataFrame, Path, Sequence[Plan]], None]] = {
    ".xlsx": _write_excel,
    ".dta": _write_stata,
    ".jsonld": _write_annotations,
}
WRITABLE = (*STREAMED, *_WHOLE)
