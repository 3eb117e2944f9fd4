"""Files and folders in, one file out: formats, bad files, order, what a kill leaves behind, memory."""

import errno
import io
import json
import os
import random
import signal
import subprocess
import sys
from decimal import Decimal
from pathlib import Path, PurePath

import pandas as pd
import psutil
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result
from filelock import FileLock

from plantargets.cli import main
from plantargets.corpus import extract_files, files, parts, writing
from plantargets.corpus.files import PlanFile, list_files, shown
from plantargets.corpus.parts import (
    SCHEMA,
    _code_files,
    _versions,
    code_fingerprint,
    extract_part,
    find_done,
    load_part,
    lost_part,
    save_part,
)
from plantargets.corpus.workers import BATCH_FILES, make_batches, run_batches
from plantargets.corpus.writing import write_tables
from plantargets.errors import PlanTargetsError
from plantargets.formats import ReaderStoppedError
from plantargets.plans import Plan
from plantargets.targets import COLUMNS
from processes import LONGEST_SECONDS, close_folder, started, wait_until

SENTENCE = "到2025年,全部工业增加值力争达到2.3万亿元,新建园区20—30个。"


def plan(folder: Path, name: str = "某市行动计划.txt") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"某市三年行动计划(2023—2025年)\n{SENTENCE}\n", encoding="utf-8")
    return path


def corpus(folder: Path, count: int, paragraphs: int = 3) -> Path:
    """Make plans that differ from each other, the same ones every time."""
    draw = random.Random(7)
    folder.mkdir(parents=True)
    for number in range(count):
        lines = [f"第{number}市三年行动计划(2023—2025年)"] + [
            f"到2025年,新建园区{draw.randint(2, 999)}个,培育企业{draw.randint(10, 9999)}家以上,"
            f"总产值力争达到{draw.randint(1, 9)}.{draw.randint(1, 9)}万亿元。"
            for _ in range(paragraphs)
        ]
        (folder / f"plan-{number:05d}.txt").write_text("\n".join(lines), encoding="utf-8")
    return folder


def call(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["extract", *map(str, arguments)])


class TestFormats:
    """What is written can be read again."""

    def test_csv_keeps_exact_decimals(self, tmp_path: Path) -> None:
        output = tmp_path / "out" / "targets.csv"
        extraction = extract_files([plan(tmp_path)], output)
        table = pd.read_csv(output, dtype=str, keep_default_na=False)
        assert tuple(table.columns) == COLUMNS
        assert table["value_max"].tolist() == ["23000", "30"]
        assert (extraction.targets, extraction.plans, extraction.skipped, extraction.notes) == (2, 1, (), ())
        assert b"\r" not in output.read_bytes()
        assert list(output.parent.iterdir()) == [output]

    def test_parquet_keeps_decimals(self, tmp_path: Path) -> None:
        extract_files([plan(tmp_path)], tmp_path / "t.parquet")
        table = pq.read_table(tmp_path / "t.parquet")
        assert str(table.schema.field("value_max").type) == "decimal128(38, 10)"
        assert table["value_max"].to_pylist() == [Decimal(23000), Decimal(30)]

    def test_excel_stata_and_json_lines(self, tmp_path: Path) -> None:
        for ending in ("xlsx", "dta", "jsonl"):
            extract_files([plan(tmp_path)], tmp_path / f"t.{ending}")
        assert pd.read_excel(tmp_path / "t.xlsx")["value_max"].tolist() == [23000, 30]
        assert pd.read_stata(tmp_path / "t.dta")["end_"].tolist() == [45, 56]
        lines = (tmp_path / "t.jsonl").read_text(encoding="utf-8").splitlines()
        assert [json.loads(line)["value_max"] for line in lines] == ["23000", "30"]

    @staticmethod
    def row(**fields: str) -> pa.Table:
        plain = dict.fromkeys(COLUMNS, "") | {"start": 1, "end": 2, "value_min": "1", "value_max": "0.1"}
        plain["baseline_value"] = None
        return pa.Table.from_pylist([plain | fields], schema=SCHEMA)

    @pytest.mark.parametrize("ending", ["csv", "jsonl", "parquet"])
    def test_bytes_do_not_depend_on_how_the_rows_come(
        self, tmp_path: Path, ending: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(writing, "GROUP", 3)
        rows = [self.row(quote=str(number)) for number in range(10)]
        write_tables(rows, 10, tmp_path / f"a.{ending}")
        write_tables([pa.concat_tables(rows)], 10, tmp_path / f"b.{ending}")
        assert (tmp_path / f"a.{ending}").read_bytes() == (tmp_path / f"b.{ending}").read_bytes()
        if ending == "parquet":
            assert pq.read_table(tmp_path / "a.parquet")["quote"].to_pylist() == [*map(str, range(10))]

    def test_more_rows_than_the_format_takes_are_refused_and_kept(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(writing.LIMITS, ".xlsx", 1)
        with pytest.raises(PlanTargetsError, match=r"2 targets are more .* \(1\).*parquet"):
            extract_files([plan(tmp_path / "in")], tmp_path / "t.xlsx")
        assert [path.name for path in tmp_path.iterdir() if path.name != "in"] == [".t.xlsx.parts"]
        extract_files([tmp_path / "in"], tmp_path / "t.csv")
        assert sorted(path.name for path in tmp_path.iterdir()) == ["in", "t.csv"]

    @pytest.mark.parametrize("name", ["t.txt", "t.parq", "t"])
    def test_an_unknown_format_is_refused_before_anything_is_read(self, tmp_path: Path, name: str) -> None:
        with pytest.raises(PlanTargetsError, match=r"expected one of \.csv, \.parquet"):
            extract_files([tmp_path / "not there.txt"], tmp_path / name)
        assert list(tmp_path.iterdir()) == []

    def test_a_number_that_no_output_holds_exactly_is_left_out_and_noted(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(parts, "WHOLE_DIGITS", 3)
        extraction = extract_files([plan(tmp_path)], tmp_path / "t.csv")
        assert extraction.targets == 1
        assert "1 number beyond 3 digits or 10 decimals left out" in extraction.notes[0]


class TestFiles:
    """Which files are read, and what they are called."""

    def test_folders_are_read_in_the_order_of_names_with_what_is_below(self, tmp_path: Path) -> None:
        for name in ("b.txt", "a/z.txt", "c.md", ".hidden.txt", "d.jpg"):
            plan(tmp_path, name)
        files, notes = list_files([tmp_path])
        assert [Path(file.path).relative_to(tmp_path).as_posix() for file in files] == [
            "b.txt",
            "c.md",
            "a/z.txt",
        ]
        assert notes == ["1 file ending in .jpg left out"]

    def test_no_file_is_compared_with_all_others(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Listing 10,000 files, twice in a call, took 17 s of 37: each was looked for among the plans."""
        corpus(tmp_path / "in", 60)
        compared, same = [], PurePath.__eq__

        def counted(one: PurePath, other: object) -> bool:
            compared.append(other)
            return same(one, other)

        monkeypatch.setattr(PurePath, "__eq__", counted)
        assert len(list_files([tmp_path / "in"])[0]) == 60
        assert len(compared) < 60

    def test_names_that_repeat_are_told_apart(self, tmp_path: Path) -> None:
        for name in ("a/report.txt", "b/report.txt", "plan.txt"):
            plan(tmp_path, name)
        assert [file.plan_id for file in list_files([tmp_path])[0]] == [
            "plan",
            "a/report.txt",
            "b/report.txt",
        ]
        twice = [tmp_path / "a" / "report.txt", tmp_path / "b" / "report.txt"]
        assert len({file.plan_id for file in list_files([*twice, *twice])[0]}) == 2

    def test_a_folder_without_plans_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(PlanTargetsError, match="holds no plan"):
            extract_files([tmp_path], tmp_path / "t.csv")

    def test_a_folder_that_cannot_be_opened_is_told(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Its plans were missing without a word."""
        plan(tmp_path), plan(tmp_path / "closed")
        close_folder(monkeypatch, tmp_path / "closed")
        with pytest.raises(PlanTargetsError, match=r"closed cannot be opened \(Permission denied\)"):
            list_files([tmp_path])

    def test_a_path_that_is_not_there_is_refused_before_anything_is_written(self, tmp_path: Path) -> None:
        with pytest.raises(PlanTargetsError, match=r"nowhere\.txt does not exist"):
            extract_files([plan(tmp_path), tmp_path / "nowhere.txt"], tmp_path / "out" / "t.csv")
        assert not (tmp_path / "out").exists()

    def test_names_that_are_no_text_or_hold_control_characters_are_shown_escaped(
        self, tmp_path: Path
    ) -> None:
        plan(tmp_path, "a\nb\x1b[31m.txt")
        plan(tmp_path, os.fsdecode(b"\xff\xfe.txt"))
        extract_files([tmp_path], tmp_path / "t.csv")
        ids = pd.read_csv(tmp_path / "t.csv")["plan_id"].unique().tolist()
        assert ids == ["a\\nb\\x1b[31m", "\\xff\\xfe"]
        assert shown("开封 plan.txt") == "开封 plan.txt"


class TestBadFiles:
    """A file that cannot be read is named and skipped; the rest is done."""

    def test_a_bad_file_is_skipped_and_the_exit_status_says_so(self, tmp_path: Path) -> None:
        good, empty = plan(tmp_path), tmp_path / "empty.txt"
        empty.write_bytes(b"")
        result = call(tmp_path, "-o", tmp_path / "t.csv")
        assert result.exit_code == 3
        assert "skipped: " in result.stderr
        assert "empty.txt is empty" in result.stderr
        assert "1 of 2 files skipped" in result.stderr
        assert pd.read_csv(tmp_path / "t.csv")["plan_id"].tolist() == [good.stem] * 2
        assert len(list(tmp_path.iterdir())) == 3

    def test_where_no_file_can_be_read_nothing_is_written(self, tmp_path: Path) -> None:
        (tmp_path / "empty.txt").write_bytes(b"")
        result = call(tmp_path / "empty.txt", "-o", tmp_path / "t.csv")
        assert result.exit_code == 1
        assert "empty.txt is empty" in result.stderr
        assert [path.name for path in tmp_path.iterdir()] == ["empty.txt"]

    def test_a_fault_of_ours_costs_one_file(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        plan(tmp_path, "good.txt"), plan(tmp_path, "odd.txt")
        read = files.read_plan
        monkeypatch.setattr(
            files, "read_plan", lambda path, kind: 1 / 0 if "odd" in path else read(path, kind)
        )
        extraction = extract_files([tmp_path], tmp_path / "t.csv")
        assert extraction.plans == 1
        assert "odd.txt: unexpected ZeroDivisionError" in extraction.skipped[0]

    def test_a_file_whose_reader_died_is_no_done_work_and_may_not_be_lost_unseen(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for name in ("a.txt", "b.txt"):
            (tmp_path / name).write_text("到2025年,新建园区30个。", encoding="utf-8")
        files, _ = list_files([tmp_path])
        read = PlanFile.read

        def dying(file: PlanFile) -> Plan:
            if file.plan_id == "b":
                raise ReaderStoppedError("b.txt: its reader stopped 2 times")
            return read(file)

        monkeypatch.setattr(PlanFile, "read", dying)
        output = tmp_path / "t.csv"
        with pytest.raises(
            PlanTargetsError, match=r"^1 of 2 files could not be read now[\s\S]*b\.txt: its reader"
        ):
            extract_files([tmp_path / "a.txt", tmp_path / "b.txt"], output, may_lose=False)
        assert not output.exists()
        folder = tmp_path / ".t.csv.parts"
        done, damaged = find_done(folder, files, code_fingerprint())
        assert [file.plan_id for file in done] == ["a"] and not damaged
        assert extract_files([tmp_path / "a.txt", tmp_path / "b.txt"], output).skipped == (
            "b.txt: its reader stopped 2 times",
        )
        monkeypatch.undo()
        assert extract_files([tmp_path], output, may_lose=False).plans == 2

    @pytest.mark.parametrize(
        ("text", "note"),
        [
            ("Growth of 5% by 2025 and 30 new parks.", "no Chinese text"),
            ("本市历史悠久。", "no target found"),
            (f"中国\ufffd{SENTENCE}", "1 characters lost"),
            (f"\x01{SENTENCE}", "1 control characters"),
        ],
    )
    def test_what_was_lost_or_passed_over_is_noted(self, tmp_path: Path, text: str, note: str) -> None:
        path = tmp_path / "plan.txt"
        path.write_text(text, encoding="utf-8")
        extraction = extract_files([path], tmp_path / "t.csv")
        assert len(extraction.notes) == 1
        assert note in extraction.notes[0]
        assert "plan.txt" in extraction.notes[0]
        assert extraction.targets == (2 if SENTENCE in text else 0)

    def test_notes_of_a_corpus_are_summed_up(self, tmp_path: Path) -> None:
        for number in range(25):
            (tmp_path / f"{number}.txt").write_text("本市历史悠久。", encoding="utf-8")
        result = call(tmp_path, "-o", tmp_path / "t.csv")
        more, account = result.stderr.splitlines()[20:]
        assert more == "note: and 5 more notes on files"
        assert account == "0 numerals: 0 in rows, 0 parts of rows, 0 no targets, 0 not read"


class TestResuming:
    """What is done is not done again, and nothing else is taken for done."""

    def test_parts_are_cut_to_like_size(self, tmp_path: Path) -> None:
        files, _ = list_files([corpus(tmp_path / "in", 130)])
        batches = list(make_batches(files))
        assert [file for batch in batches for file in batch] == files
        assert [len(batch) for batch in batches] == [BATCH_FILES, BATCH_FILES, 2]

    def test_a_changed_file_and_other_code_are_read_again(self, tmp_path: Path) -> None:
        files, _ = list_files([corpus(tmp_path / "in", 3)])
        folder = tmp_path / "parts"
        folder.mkdir()
        code = code_fingerprint()
        save_part(extract_part(files, code), folder)
        (folder / "half.partial").write_bytes(b"PAR1")
        assert set(find_done(folder, files, code)[0]) == set(files)
        assert len(list(folder.iterdir())) == 1
        Path(files[1].path).write_text(SENTENCE, encoding="utf-8")
        assert set(find_done(folder, files, code)[0]) == {files[0], files[2]}
        assert find_done(folder, files, "other code") == ({}, 0)
        assert list(folder.iterdir()) == []

    @pytest.mark.parametrize("damage", ["empty", "cut", "garbage", "one bit"])
    def test_a_damaged_part_is_made_again(self, tmp_path: Path, damage: str) -> None:
        """An empty part stopped every later call with a traceback; 68 of 300 flipped bits gave other rows."""
        files, _ = list_files([corpus(tmp_path / "in", 3)])
        output, folder = tmp_path / "t.csv", tmp_path / ".t.csv.parts"
        extract_files([tmp_path / "in"], output)
        whole = output.read_bytes()
        output.unlink()
        folder.mkdir()
        part = save_part(extract_part(files, code_fingerprint()), folder)
        data = bytearray(part.read_bytes())
        data[len(data) // 3] ^= 1
        part.write_bytes(
            {"empty": b"", "cut": part.read_bytes()[:-9], "garbage": b"PAR1" * 99, "one bit": bytes(data)}[
                damage
            ]
        )
        extraction = extract_files([tmp_path / "in"], output)
        assert output.read_bytes() == whole
        assert "1 damaged parts of an earlier call made again" in extraction.notes

    @pytest.mark.parametrize("forgery", ["fewer rows", "no unit", "text for a number", "negative", "a pipe"])
    def test_a_part_that_contradicts_itself_is_made_again(self, tmp_path: Path, forgery: str) -> None:
        """Under a right name: rows were missing without a word, or a traceback ended every later call."""
        files, _ = list_files([corpus(tmp_path / "in", 3)])
        output, folder = tmp_path / "t.csv", tmp_path / ".t.csv.parts"
        extract_files([tmp_path / "in"], output)
        whole = output.read_bytes()
        folder.mkdir()
        data = extract_part(files, code_fingerprint())
        table = pq.read_table(io.BytesIO(data))
        footer = json.loads(table.schema.metadata[b"plantargets"])
        if forgery == "fewer rows":
            table = table.slice(0, len(table) - 1)
        elif forgery == "no unit":
            table = table.drop_columns(["unit"])
        else:
            footer["files"][0][3] = "9" if forgery == "text for a number" else -9
        forged = io.BytesIO()
        pq.write_table(table.replace_schema_metadata({"plantargets": json.dumps(footer)}), forged)
        if forgery == "a pipe":
            os.mkfifo(folder / f"{'0' * 32}.parquet")
        else:
            save_part(forged.getvalue(), folder)
        extraction = extract_files([tmp_path / "in"], output)
        assert output.read_bytes() == whole
        assert extraction.notes == ("1 damaged parts of an earlier call made again",)

    def test_a_full_disk_is_told_in_one_sentence(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def full(_descriptor: int) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

        monkeypatch.setattr(os, "fsync", full)
        with pytest.raises(PlanTargetsError, match=r"cannot be written \(No space left on device\)"):
            save_part(b"part", tmp_path)
        assert list(tmp_path.iterdir()) == []

    def test_every_bit_of_a_part_counts(self, tmp_path: Path) -> None:
        """68 of 300 flipped bits gave other rows."""
        files, _ = list_files([corpus(tmp_path / "in", 2)])
        code = code_fingerprint()
        part = save_part(extract_part(files, code), tmp_path)
        data = part.read_bytes()
        for bit in range(0, 8 * len(data), 8 * len(data) // 199):
            turned = bytearray(data)
            turned[bit // 8] ^= 1 << bit % 8
            part.write_bytes(turned)
            assert find_done(tmp_path, files, code) == ({}, 1), bit
            assert not part.exists()

    @pytest.mark.parametrize(
        ("footer", "names_code"),
        [
            (None, False),
            ({}, False),
            ({"code": 7}, False),
            ({"code": "CODE", "files": None}, True),
            ({"code": "CODE", "files": [["plan", "path"]]}, True),
            ({"code": "CODE", "files": [["plan"] * 9]}, True),
            ([], False),
        ],
        ids=range(7),
    )
    def test_a_part_of_another_version_is_made_again(
        self, tmp_path: Path, footer: object, names_code: bool
    ) -> None:
        """A record of another shape was a traceback, until the hidden folder was deleted by hand."""
        files, _ = list_files([corpus(tmp_path / "in", 2)])
        rows = parts.SCHEMA.empty_table()
        text = json.dumps(footer).replace("CODE", code_fingerprint() if names_code else "")
        if footer is not None:
            rows = rows.replace_schema_metadata({"plantargets": text})
        buffer = io.BytesIO()
        pq.write_table(rows, buffer)
        folder = tmp_path / ".t.csv.parts"
        folder.mkdir()
        save_part(buffer.getvalue(), folder)
        save_part(b"no table at all, under the name of its content", folder)
        extraction = extract_files([tmp_path / "in"], tmp_path / "t.csv")
        assert extraction.plans == len(files)
        assert "1 damaged parts of an earlier call made again" in extraction.notes
        assert sorted(path.name for path in tmp_path.iterdir()) == ["in", "t.csv"]

    def test_what_stands_in_the_place_of_a_part_is_removed(self, tmp_path: Path) -> None:
        folder = tmp_path / ".t.csv.parts"
        (folder / "folder.parquet" / "deep").mkdir(parents=True)
        (folder / "gone.parquet").symlink_to(tmp_path / "nowhere")
        (tmp_path / "kept").write_bytes(b"PAR1")
        (folder / "other.parquet").symlink_to(tmp_path / "kept")
        extraction = extract_files([plan(tmp_path)], tmp_path / "t.csv")
        assert "3 damaged parts of an earlier call made again" in extraction.notes
        assert (tmp_path / "kept").read_bytes() == b"PAR1"
        assert not folder.exists()

    def test_a_part_by_a_link_counts_by_its_content(self, tmp_path: Path) -> None:
        files, _ = list_files([corpus(tmp_path / "in", 2)])
        elsewhere, folder = tmp_path / "elsewhere", tmp_path / "parts"
        elsewhere.mkdir()
        folder.mkdir()
        part = save_part(extract_part(files, code_fingerprint()), elsewhere)
        (folder / part.name).symlink_to(part)
        assert set(find_done(folder, files, code_fingerprint())[0]) == set(files)

    def test_parts_in_a_linked_folder_leave_the_folder_to_its_owner(self, tmp_path: Path) -> None:
        """The table was there, and then `rmtree` ended the call with a traceback."""
        elsewhere = tmp_path / "elsewhere"
        elsewhere.mkdir()
        (elsewhere / "own.txt").write_text("x")
        (tmp_path / ".t.csv.parts").symlink_to(elsewhere)
        assert extract_files([plan(tmp_path)], tmp_path / "t.csv").plans == 1
        assert [path.name for path in elsewhere.iterdir()] == ["own.txt"]

    def test_a_folder_that_cannot_be_removed_is_said(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refuse(_: Path) -> None:
            raise OSError(errno.EROFS, "Read-only file system")

        monkeypatch.setattr("plantargets.corpus.extract.shutil.rmtree", refuse)
        extraction = extract_files([plan(tmp_path)], tmp_path / "t.csv")
        assert extraction.notes[-1].endswith("could not be removed (Read-only file system): remove it")
        monkeypatch.setattr(Path, "unlink", refuse)
        with pytest.raises(PlanTargetsError, match=r"cannot be removed \(Read-only file system\): remove it"):
            parts._remove(tmp_path / "t.csv")

    @pytest.mark.parametrize("harm", ["removed", "damaged"])
    def test_a_part_that_is_lost_while_it_is_needed_is_told(self, tmp_path: Path, harm: str) -> None:
        files, _ = list_files([corpus(tmp_path / "in", 2)])
        part = save_part(extract_part(files, code_fingerprint()), tmp_path)
        part.unlink() if harm == "removed" else part.write_bytes(b"PAR1")
        with pytest.raises(PlanTargetsError, match=r"damaged or removed .* give the same command again"):
            load_part(part)

    def test_two_outputs_of_one_stem_have_parts_of_their_own(self, tmp_path: Path) -> None:
        (tmp_path / ".t.parquet.parts").mkdir()
        with FileLock(tmp_path / ".t.parquet.parts" / "lock"):
            extract_files([plan(tmp_path)], tmp_path / "t.csv")

    @pytest.mark.parametrize("other", [".t.parquet.parts", ".t.2.csv.parts", ".t.old.parts"])
    def test_what_another_output_has_done_stays_its_own(self, tmp_path: Path, other: str) -> None:
        """t.csv took the parts of t.2.csv, and those of other files in t.parquet, and deleted them."""
        theirs, _ = list_files([corpus(tmp_path / "theirs", 2)])
        (tmp_path / other).mkdir()
        part = save_part(extract_part(theirs, code_fingerprint()), tmp_path / other)
        extract_files([corpus(tmp_path / "in", 2)], tmp_path / "t.csv")
        assert part.is_file()

    def test_an_output_is_on_the_disk_before_its_parts_are_gone(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A cut of the power left an empty table and no parts."""
        order: list[str] = []
        sync, replace = os.fsync, Path.replace

        def synced(descriptor: int) -> None:
            order.append("sync")
            sync(descriptor)

        def replaced(path: Path, target: Path) -> Path:
            order.append(target.suffix)
            return replace(path, target)

        monkeypatch.setattr(os, "fsync", synced)
        monkeypatch.setattr(Path, "replace", replaced)
        extract_files([plan(tmp_path)], tmp_path / "t.csv")
        assert order == ["sync", ".parquet", "sync", ".csv"]

    def test_the_readers_of_documents_are_part_of_the_code(self) -> None:
        """A corpus was resumed with another html.py, and held the rows of both."""
        names = {file.name for file in _code_files()}
        assert {"docx.py", "html.py", "pdf.py", "worker.py", "apart.py"} <= names
        assert {"lxml", "pdfminer.six"} <= _versions().keys()

    def test_a_worker_with_other_code_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(PlanTargetsError, match="another version"):
            extract_part(list_files([plan(tmp_path)])[0], "other code")

    def test_two_calls_do_not_write_the_same_output(self, tmp_path: Path) -> None:
        import fcntl  # noqa: PLC0415

        (tmp_path / ".t.csv.parts").mkdir()
        with (tmp_path / ".t.csv.parts" / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            with pytest.raises(PlanTargetsError, match="another call"):
                extract_files([plan(tmp_path)], tmp_path / "t.csv")

    def test_a_killed_run_goes_on_where_it_stopped(self, tmp_path: Path) -> None:
        folder = corpus(tmp_path / "in", 700, paragraphs=12)
        output, kept_in = tmp_path / "t.parquet", tmp_path / ".t.parquet.parts"
        call = (sys.executable, "-m", "plantargets", "extract", folder, "-o", output, "-j", "2")
        with started(*call) as process:
            wait_until(lambda: len(list(kept_in.glob("*.parquet"))) >= 3, "three parts", process)
            workers = psutil.Process(process.pid).children(recursive=True)
            process.send_signal(signal.SIGKILL)
            process.wait()
        _, alive = psutil.wait_procs(workers, timeout=LONGEST_SECONDS)
        assert alive == [], "workers outlive the call"
        assert not output.exists()
        kept = {path: path.stat().st_mtime_ns for path in kept_in.glob("*.parquet")}
        files, _ = list_files([folder])
        done, _ = find_done(kept_in, files, code_fingerprint())
        assert 0 < len(done) < len(files)

        todo: list[str] = []

        def watched(batches, code, jobs, scheduler):  # type: ignore[no-untyped-def]
            for batch, data in run_batches(batches, code, jobs, scheduler):
                todo.extend(file.path for file in batch)
                assert {path: path.stat().st_mtime_ns for path in kept} == kept
                yield batch, data

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("plantargets.corpus.extract.run_batches", watched)
            extract_files([folder], output)
        assert sorted(todo) == sorted({file.path for file in files} - {file.path for file in done})
        assert not kept_in.exists()
        extract_files([folder], tmp_path / "whole.parquet")
        assert output.read_bytes() == (tmp_path / "whole.parquet").read_bytes()


class TestWorkers:
    """The number of workers changes nothing but the time."""

    @pytest.mark.parametrize("ending", ["parquet", "csv"])
    def test_same_bytes_for_one_and_two_processes(self, tmp_path: Path, ending: str) -> None:
        folder = corpus(tmp_path / "in", 150)
        (folder / "plan-00100.txt").write_bytes(b"\xff\xff")
        one = extract_files([folder], tmp_path / f"one.{ending}")
        two = extract_files([folder], tmp_path / f"two.{ending}", jobs=2)
        assert one == two
        assert (one.plans, len(one.skipped)) == (149, 1)
        assert (tmp_path / f"one.{ending}").read_bytes() == (tmp_path / f"two.{ending}").read_bytes()

    def test_a_file_that_kills_its_process_costs_that_file(self, tmp_path: Path) -> None:
        folder = corpus(tmp_path / "in", 5)
        (folder / "plan-00003.txt").write_text("deadly", encoding="utf-8")
        script = tmp_path / "deadly.py"
        script.write_text(DEADLY, encoding="utf-8")
        done = subprocess.run(
            [sys.executable, script, folder, tmp_path / "t.csv"], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        assert done.stdout.startswith("4 ")
        assert "plan-00003.txt: the process that read it died" in done.stdout
        assert pd.read_csv(tmp_path / "t.csv")["plan_id"].nunique() == 4

    def test_a_lost_part_is_no_done_work(self, tmp_path: Path) -> None:
        files, _ = list_files([plan(tmp_path / "in")])
        (tmp_path / "parts").mkdir()
        save_part(lost_part(files[0], code_fingerprint()), tmp_path / "parts")
        assert find_done(tmp_path / "parts", files, code_fingerprint()) == ({}, 0)

    def test_memory_does_not_grow_with_the_corpus(self, tmp_path: Path) -> None:
        peaks = []
        for count in (30, 300):
            folder = corpus(tmp_path / str(count), count, paragraphs=40)
            code = (
                "import resource, sys; from pathlib import Path;"
                "from plantargets.corpus import extract_files;"
                "extract_files([Path(sys.argv[1])], Path(sys.argv[2]));"
                "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
            )
            done = subprocess.run(
                [sys.executable, "-c", code, folder, tmp_path / f"{count}.parquet"],
                capture_output=True, text=True, check=True,
            )  # fmt: skip
            peaks.append(int(done.stdout) / 1024)
        rows = pq.read_metadata(tmp_path / "300.parquet").num_rows
        assert rows > 25_000
        # As Python objects the rows of the larger corpus would take 50 MB more.
        assert peaks[1] < peaks[0] + 25, peaks


class TestCommand:
    """The command prints what it should."""

    def test_without_an_output_the_table_is_printed(self, tmp_path: Path) -> None:
        result = call(plan(tmp_path))
        assert result.exit_code == 0
        assert result.stdout.splitlines()[0] == ",".join(COLUMNS)
        assert len(result.stdout.splitlines()) == 3

    def test_the_bar_shows_when_asked_for(self, tmp_path: Path) -> None:
        arguments = (plan(tmp_path), "-o", tmp_path / "t.csv")
        assert "plans/s" in call(*arguments, "--progress").stderr
        assert [line.partition(":")[0] for line in call(*arguments).stderr.splitlines()] == ["8 numerals"]


DEADLY = """
import os, sys
from pathlib import Path
from plantargets.corpus import extract_files, files

read = files.read_plan


def read_or_die(path, kind):
    if Path(path).read_bytes() == b"deadly":
        os._exit(9)
    return read(path, kind)


files.read_plan = read_or_die  # in the workers too: they import this file

if __name__ == "__main__":
    extraction = extract_files([Path(sys.argv[1])], Path(sys.argv[2]), jobs=2)
    print(extraction.plans, *extraction.skipped)
"""
