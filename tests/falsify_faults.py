"""The faults that are planted, each with the check that must catch it and words that its alarm must hold."""

from __future__ import annotations

import shutil

from falsify_checks import (
    ALSO_DEPEND,
    CHECKSUMS,
    DRAW,
    EXPLAIN,
    FIGURE,
    FIGURE_BYTES,
    GOLD_QUOTES,
    HENAN,
    KAIFENG,
    KILLED,
    MADE_ANEW,
    MISSPELT,
    PANEL,
    PRODUCTS,
    REFERENCE,
    REGISTER,
    RERUN,
    RESUMED,
    RUN_FIRST,
    RUN_THIRD,
    SCHEMA,
    SERIES,
    SQUARES,
    STATISTICS,
    STEPS_DEPEND,
    TARGET_QUOTES,
    TARGETS,
    VERIFY,
    VERIFY_OWN_RUN,
    VINTAGES,
    WORDS,
    Fault,
    accept,
    add_cell,
    append,
    ask_for,
    call_with,
    careful,
    change_cell,
    crate_anew,
    cut,
    drop_row,
    edit_output,
    edit_prose,
    edit_under_bytecode,
    forge,
    forget_seed,
    gathered,
    is_henan,
    keep_notebooks,
    kill_half_way,
    mix_vintages,
    one_part,
    own_runs,
    read_undeclared,
    rewrite_record,
    set_counts,
    strip,
    strip_hashes,
    swap_cells,
    swap_rows,
    tests,
    tolerate,
    turn_bit,
    unpin,
)
from tiny_project import SECOND, THIRD

UNDECLARED = "which is not among its inputs"
DRAWN = "test_figures_drawn.py"
CLOSED = "other files, the network and other programs are closed to it"

FAULTS: dict[str, Fault] = {
    # Outputs, records and reference.
    "a digit in an output table": Fault(
        lambda p: p.edit(SQUARES, "900", "901"),
        VERIFY,
        "first: output tables/squares.csv is not the one that was made",
    ),
    "the same, named value by value": Fault(
        lambda p: p.edit(SQUARES, "900", "901"),
        VERIFY,
        "first/tables/squares.csv, row 3 (code=410000), column square: 900 in the reference, 901 now",
    ),
    "a digit in an output table, its record adapted": Fault(
        lambda p: (p.edit(WORDS, "目标", "指标"), rewrite_record(p, "third")),
        VERIFY,
        "third/tables/words.csv, row 1, column word: 目标 in the reference, 指标 now",
    ),
    "a digit in the data of a figure": Fault(
        lambda p: p.edit(f"{PRODUCTS}.csv", "1800", "1801"),
        VERIFY,
        "second/figures/products.csv, row 3 (code=410000), column product: 1800 in the reference, 1801 now",
    ),
    "another drawing, its record adapted": Fault(
        lambda p: (p.edit(f"{PRODUCTS}.png", "a drawing", "another"), rewrite_record(p, "second")),
        VERIFY,
        "second/figures/products.png: other bytes than the reference",
    ),
    "a step's output deleted": Fault(
        lambda p: p.path(f"{PRODUCTS}.svg").unlink(),
        VERIFY,
        "second: output figures/products.svg is missing",
    ),
    "all outputs of a step deleted": Fault(
        lambda p: shutil.rmtree(p.path("outputs/third")), VERIFY, "third: not made yet"
    ),
    "an output replaced by an older one": Fault(
        lambda p: shutil.copy(
            p.path("outputs/first/notebook.html"), p.path("outputs/first-zh/notebook.html")
        ),
        VERIFY,
        "first-zh: output notebook.html is not the one that was made",
    ),
    "a damaged record": Fault(
        lambda p: p.path("outputs/first/record.json").write_text("{"),
        VERIFY,
        "first: outputs/first/record.json is damaged",
    ),
    "an edited record": Fault(
        lambda p: p.edit("outputs/first/record.json", '"410000"', '"410001"'),
        VERIFY,
        "its fingerprint is not that of its contents",
    ),
    "a reference value edited": Fault(
        lambda p: p.edit(f"{REFERENCE}/first/tables/squares.csv", "900", "901"),
        VERIFY,
        "outputs/reference/first/tables/squares.csv was edited",
    ),
    "a reference table deleted": Fault(
        lambda p: p.path(f"{REFERENCE}/first/tables/squares.csv").unlink(),
        VERIFY,
        "outputs/reference/first/tables/squares.csv is missing",
    ),
    "a tolerance without a reason": Fault(
        lambda p: p.path(f"{REFERENCE}/tolerances.toml").write_text(
            '["first/tables/squares"]\nsquare = { absolute = "1" }\n'
        ),
        VERIFY,
        "a tolerance needs a reason",
    ),
    # What outputs depend on.
    "a digit in an input": Fault(
        lambda p: p.edit("data/numbers.csv", "30", "31"), VERIFY, "first: input data/numbers.csv changed"
    ),
    "a helper module edited": Fault(
        lambda p: p.edit("src/plantargets/helpers/squares.py", "number * number", "number**2"),
        VERIFY,
        "first: code plantargets.helpers.squares changed",
    ),
    "the lock edited": Fault(
        lambda p: p.edit("requirements.lock", "click==", "click==0."),
        VERIFY,
        "first: requirements.lock changed",
    ),
    "a dependency at another version": Fault(
        lambda p: p.edit("requirements.lock", "click==", "click==0."), VERIFY, "package click: 0."
    ),
    "another default of a parameter": Fault(
        lambda p: p.edit("src/plantargets/pipeline/steps.py", '"int", 2', '"int", 3'),
        VERIFY,
        "second: parameter factor changed",
    ),
    "an older table under a later step": Fault(
        lambda p: (p.edit(SQUARES, "900", "901"), rewrite_record(p, "first")),
        EXPLAIN,
        "table first/tables/squares.csv, which was read, has changed",
    ),
    # Notebooks.
    "a notebook stripped of outputs": Fault(
        lambda p: strip(p, "third"),
        VERIFY,
        "notebooks/third.ipynb: code cell 1 is committed without having been executed",
    ),
    "another digit printed in a notebook": Fault(
        lambda p: p.edit("notebooks/first.ipynb", "2      4", "2      5"),
        VERIFY,
        "notebooks/first.ipynb: code cell 3: committed",
    ),
    "a notebook cell out of order": Fault(
        lambda p: swap_cells(p.path("notebooks/first.ipynb"), 3, 4), VERIFY, "first: notebook changed"
    ),
    "cells executed in another order": Fault(
        lambda p: set_counts(p, "first", [1, 2, 4, 3]),
        VERIFY,
        "notebooks/first.ipynb: code cell 3 is committed as executed number 4",
    ),
    "a notebook cell out of order, run": Fault(
        lambda p: swap_cells(p.path("notebooks/first.ipynb"), 3, 4), RUN_FIRST, "NameError"
    ),
    "a failing shell line in a notebook": Fault(add_cell("!false"), RUN_THIRD, "shell line !false"),
    "a warning in a notebook": Fault(
        add_cell("import warnings\n\nwarnings.warn('old', DeprecationWarning)"),
        RUN_THIRD,
        "DeprecationWarning: old",
    ),
    "a file read that is not declared": Fault(
        add_cell("(project_root() / 'data/numbers.csv').read_text()\nNone"),
        RUN_THIRD,
        "is not among its inputs",
    ),
    "a module imported unseen": Fault(
        add_cell(
            "import importlib\n\nname = ['plantargets', 'helpers', 'unused']\n"
            "importlib.import_module('.'.join(name))\nNone"
        ),
        RUN_THIRD,
        "in a way that its fingerprint does not see",
    ),
    "a declared table that is not written": Fault(
        lambda p: p.write_notebook("third", [*THIRD[:3], 'write_results("third", tables={})']),
        RUN_THIRD,
        "not written: ",
    ),
    "a seed removed": Fault(
        forget_seed, MADE_ANEW, "third/tables/words.csv, row 1 (word=目标), column draw: 0."
    ),
    "a run killed half-way": Fault(
        keep_notebooks(kill_half_way), KILLED, "third: runs, because input data/words.txt changed"
    ),
    "a parameter misspelt": Fault(
        ask_for("-p", "facter=3"), MISSPELT, "unknown parameter 'facter' (did you mean 'factor'?)"
    ),
    "a parameter of the wrong type": Fault(
        ask_for("-p", "factor=two"), MISSPELT, "parameter 'factor': expected int, found 'two'"
    ),
    "a parameter in the notebook only": Fault(
        lambda p: p.write_notebook(
            "second", [SECOND[0], ("parameters", "factor: int = 2\nother: int = 1"), *SECOND[2:]]
        ),
        MISSPELT,
        "parameter other is not declared",
    ),
    # Plans, statistics and gold: the project's own data.
    "a digit in a plan": Fault(lambda p: p.edit(HENAN, "2.3萬億元", "2.4萬億元"), REGISTER, "has changed"),
    "a digit in a plan, its checksum adapted": Fault(
        careful(lambda p: p.edit(HENAN, "2.3萬億元", "2.4萬億元"), HENAN),
        GOLD_QUOTES,
        "henan-2023.csv, row ",
    ),
    "a character more in a plan, its checksum adapted": Fault(
        careful(lambda p: p.edit(HENAN, "2.3萬億元", "约2.3萬億元"), HENAN),
        TARGET_QUOTES,
        "'2.3萬億元' does not stand at 775",
    ),
    "a register row without its file": Fault(lambda p: p.path(HENAN).unlink(), REGISTER, "henan-2023.txt"),
    "a shifted offset in a target row": Fault(
        change_cell(TARGETS, lambda row: row["quote"] == "2.3萬億元", "start", "776"),
        TARGET_QUOTES,
        "'2.3萬億元' does not stand at 776",
    ),
    "a digit in a quote of a target row": Fault(
        change_cell(TARGETS, lambda row: row["quote"] == "2.3萬億元", "quote", "2.4萬億元"),
        TARGET_QUOTES,
        "'2.4萬億元' does not stand at 775",
    ),
    "a digit in a statistic": Fault(
        change_cell(STATISTICS, is_henan, "value", "19592.77"), CHECKSUMS, "statistics.csv has changed"
    ),
    "a statistic without source, its checksum adapted": Fault(
        careful(change_cell(STATISTICS, is_henan, "source_title", ""), STATISTICS),
        SCHEMA,
        'constraint-error: constraint "required" is "True"',
    ),
    "a statistic without unit, its checksum adapted": Fault(
        careful(change_cell(STATISTICS, is_henan, "unit", ""), STATISTICS), SCHEMA, "constraint-error"
    ),
    "a statistic that is no number, its checksum adapted": Fault(
        careful(change_cell(STATISTICS, is_henan, "value", "n/a"), STATISTICS),
        SERIES,
        "expected a number in column value, found 'n/a'",
    ),
    "two units in one series": Fault(
        careful(
            change_cell(
                STATISTICS, lambda row: is_henan(row) and row["vintage"] == "communique", "unit", "万元"
            ),
            STATISTICS,
        ),
        SERIES,
        "mixes unit",
    ),
    "a revised value put among first values": Fault(mix_vintages, SERIES, "two figures for"),
    "a vintage changed in one row": Fault(
        careful(
            change_cell(
                STATISTICS, lambda row: is_henan(row) and row["vintage"] == "revised", "vintage", "communique"
            ),
            STATISTICS,
        ),
        SERIES,
        "column vintage says communique, the note revised_",
    ),
    "a vintage changed in one row of an export": Fault(
        careful(
            change_cell(PANEL, lambda row: row["vintage"] == "revised_4th_census", "vintage", "communique"),
            PANEL,
        ),
        SERIES,
        "has several vintages from one source under one note",
    ),
    "two vintages compared": Fault(
        lambda p: p.path("vintages.txt").write_text("communique revised_5th_census"),
        VINTAGES,
        "series of different vintage are not mixed",
    ),
    "a gold row edited": Fault(
        change_cell(KAIFENG, lambda row: row["quote"] == "45个", "value_min", "46"),
        CHECKSUMS,
        "kaifeng-2020.csv has changed",
    ),
    "a gold quote shifted, its checksum adapted": Fault(
        careful(
            change_cell(KAIFENG, lambda row: row["quote"] == "45个", "start", "654"),
            KAIFENG,
        ),
        GOLD_QUOTES,
        "kaifeng-2020.csv, row 1: '45个' does not stand at 654",
    ),
    # Figures: the project's own style.
    "a Chinese glyph without font": Fault(
        lambda p: p.edit(DRAW, "年份", "年份\U0002ebe0"), FIGURE, "U+2EBE0"
    ),
    "a font missing": Fault(
        lambda p: p.edit(DRAW, "# here", "figures.style.FONT_FILE = 'absent.otf'"), FIGURE, "absent.otf"
    ),
    "a different plot": Fault(
        lambda p: p.edit(DRAW, "plot([2022, 2023]", "plot([2022, 2023.1]"),
        FIGURE_BYTES,
        "change.png: other bytes",
    ),
    "a changed value in a plot": Fault(
        lambda p: p.edit(DRAW, "-5.5", "-5.6"), FIGURE_BYTES, "change.csv: other bytes"
    ),
    # The rest of what outputs, records and reference may suffer.
    "two rows of an output table swapped": Fault(
        lambda p: swap_rows(p.path(SQUARES)), VERIFY, "first: output tables/squares.csv is not the one"
    ),
    "two rows of an output table swapped, its record adapted": Fault(
        lambda p: (swap_rows(p.path(SQUARES)), rewrite_record(p, "first")),
        VERIFY,
        "first/tables/squares.csv, row 1 (code=410000), column number: 1 in the reference, 2 now",
    ),
    "two rows swapped, record, reference and checksums adapted": Fault(
        lambda p: (swap_rows(p.path(SQUARES)), forge(p, "first", "tables/squares.csv")),
        VERIFY,
        "second: table first/tables/squares.csv, which was read, has changed",
    ),
    "a digit in an output table, record and reference adapted": Fault(
        lambda p: (p.edit(WORDS, "目标", "指标"), forge(p, "third", "tables/words.csv", checksums=False)),
        VERIFY,
        "outputs/reference/third/tables/words.csv was edited",
    ),
    "a digit in an output table, record, reference and checksums adapted": Fault(
        lambda p: (p.edit(WORDS, "目标", "指标"), forge(p, "third", "tables/words.csv")),
        VERIFY,
        "ro-crate-metadata.json is not what the records give",
    ),
    "the same, and the crate written anew": Fault(
        lambda p: (p.edit(WORDS, "目标", "指标"), forge(p, "third", "tables/words.csv"), crate_anew(p)),
        RERUN,
        "third/tables/words.csv, row 1, column word: 指标 on disk, 目标 now",
    ),
    "a digit and its record, accepted as the reference": Fault(
        lambda p: (p.edit(WORDS, "目标", "指标"), rewrite_record(p, "third"), accept(p), crate_anew(p)),
        RERUN,
        "third/tables/words.csv, row 1, column word: 指标",
    ),
    "the drawing of another figure": Fault(
        lambda p: shutil.copy(p.path(f"{PRODUCTS}.svg"), p.path(f"{PRODUCTS}.png")),
        VERIFY,
        "second: output figures/products.png is not the one that was made",
    ),
    "another drawing, record, checksums and crate adapted": Fault(
        lambda p: (
            p.edit(f"{PRODUCTS}.png", "a drawing", "another"),
            forge(p, "second", "figures/products.png"),
            crate_anew(p),
        ),
        RERUN,
        "second/figures/products.png: other bytes when run again",
    ),
    "a seed edited in a record": Fault(
        lambda p: p.edit("outputs/second/record.json", '"PYTHONHASHSEED": "0"', '"PYTHONHASHSEED": "7"'),
        VERIFY,
        "second: the record names the seed",
    ),
    "a seed edited in a record, and the crate written anew": Fault(
        lambda p: (
            p.edit("outputs/second/record.json", '"PYTHONHASHSEED": "0"', '"PYTHONHASHSEED": "7"'),
            crate_anew(p),
        ),
        VERIFY,
        "second: the record names the seed",
    ),
    "an answer edited in a record": Fault(
        lambda p: p.edit("outputs/second/record.json", "products sum to 1810", "products sum to 1811"),
        VERIFY,
        "second: the answer of the record is not the one that its notebook printed",
    ),
    "a record deleted": Fault(
        lambda p: p.path("outputs/first/record.json").unlink(),
        VERIFY,
        "first: outputs/first/record.json is missing",
    ),
    "the record of another run": Fault(
        lambda p: shutil.copy(p.path("outputs/first/record.json"), p.path("outputs/first-zh/record.json")),
        VERIFY,
        "first-zh: the record is that of first",
    ),
    "a line of checksums for an output that no run makes": Fault(
        lambda p: append(p.path(f"{REFERENCE}/checksums.sha256"), f"{'0' * 64}  first/tables/ghost.csv\n"),
        VERIFY,
        "checksums.sha256 names first/tables/ghost.csv, which no run makes",
    ),
    "a table in the reference that no run makes": Fault(
        lambda p: shutil.copy(p.path(SQUARES), p.path(f"{REFERENCE}/first/tables/ghost.csv")),
        VERIFY,
        "outputs/reference/first/tables/ghost.csv is the table of no run",
    ),
    "the checksums of the reference emptied": Fault(
        lambda p: p.path(f"{REFERENCE}/checksums.sha256").write_text(""),
        VERIFY,
        "outputs/reference/first/tables/squares.csv was edited",
    ),
    "a reference table cut": Fault(
        lambda p: cut(p.path(f"{REFERENCE}/first/tables/squares.csv")),
        VERIFY,
        "outputs/reference/first/tables/squares.csv was edited",
    ),
    "a relative tolerance that lets any value pass": Fault(
        lambda p: (
            tolerate(p, relative="1000000"),
            p.edit(SQUARES, "900", "901"),
            rewrite_record(p, "first"),
        ),
        VERIFY,
        "a relative tolerance is 0.01 at most, found 1000000",
    ),
    "an absolute tolerance that lets any value pass": Fault(
        lambda p: (
            tolerate(p, absolute="1000000"),
            p.edit(SQUARES, "900", "990"),
            rewrite_record(p, "first"),
        ),
        VERIFY,
        "column square: 900 in the reference, 990 now",
    ),
    "a tolerance below nothing": Fault(
        lambda p: tolerate(p, absolute="-1"), VERIFY, "absolute and relative must not be negative"
    ),
    "a citation edited under the crate": Fault(
        lambda p: p.edit("CITATION.cff", "version: 0", "version: 9"),
        VERIFY,
        "ro-crate-metadata.json is not what the records give",
    ),
    "the crate edited": Fault(
        lambda p: p.edit("outputs/ro-crate-metadata.json", "squares.csv", "cubes.csv"),
        VERIFY,
        "ro-crate-metadata.json is not what the records give",
    ),
    "the crate deleted": Fault(
        lambda p: p.path("outputs/ro-crate-metadata.json").unlink(),
        VERIFY,
        "ro-crate-metadata.json is missing",
    ),
    "a number in one language, record, reference, checksums and crate adapted": Fault(
        lambda p: (
            p.edit("outputs/first-zh/tables/squares.csv", "900", "901"),
            forge(p, "first-zh", "tables/squares.csv"),
            crate_anew(p),
        ),
        VERIFY,
        "first-zh/tables/squares.csv, row 3, column square: 900 in first, 901 here",
    ),
    "a column renamed, its record adapted": Fault(
        lambda p: (p.edit(SQUARES, "square", "cube"), rewrite_record(p, "first")),
        VERIFY,
        "first/tables/squares.csv: columns differ (gone: square; new: cube",
    ),
    "a row removed, its record adapted": Fault(
        lambda p: (p.edit(SQUARES, "410000,30,900\n", ""), rewrite_record(p, "first")),
        VERIFY,
        "first/tables/squares.csv: 3 rows in the reference, 2 now",
    ),
    "a number written otherwise, its record adapted": Fault(
        lambda p: (p.edit(SQUARES, "900", "900.0"), rewrite_record(p, "first")),
        VERIFY,
        "column square: 900 in the reference, 900.0 now",
    ),
    "an output of no bytes, as after a cut of the power": Fault(
        lambda p: p.path(SQUARES).write_bytes(b""),
        VERIFY,
        "first: output tables/squares.csv is not the one",
    ),
    "an output with the line ends of another system": Fault(
        lambda p: p.path(SQUARES).write_bytes(p.path(SQUARES).read_bytes().replace(b"\n", b"\r\n")),
        VERIFY,
        "first: output tables/squares.csv is not the one",
    ),
    "a file among the outputs that no step made": Fault(
        lambda p: shutil.copy(p.path(SQUARES), p.path("outputs/first/tables/ghost.csv")),
        VERIFY,
        "first: output tables/ghost.csv is not in the record",
    ),
    "an executed notebook edited": Fault(
        lambda p: p.edit("outputs/second/notebook.ipynb", "1810", "1811"),
        VERIFY,
        "second: output notebook.ipynb is not the one that was made",
    ),
    "a page of results edited": Fault(
        lambda p: p.edit("outputs/second/notebook.html", "1810", "1811"),
        VERIFY,
        "second: output notebook.html is not the one that was made",
    ),
    "a digit in the results of a run of one's own": Fault(
        lambda p: (
            p.call("run", "first", "-p", "code=010000"),
            p.edit("outputs/runs/first-code-010000/tables/squares.csv", "900", "901"),
        ),
        VERIFY_OWN_RUN,
        "runs/first-code-010000: output tables/squares.csv is not the one that was made",
    ),
    "results of one's own without a record": Fault(
        lambda p: shutil.copytree(
            p.path("outputs/first/tables"), p.path("outputs/runs/first-code-010000/tables")
        ),
        VERIFY,
        "runs/first-code-010000: no record of a declared step",
    ),
    # The rest of what outputs depend on.
    "a file added beside a module": Fault(
        lambda p: p.path("src/plantargets/helpers/more.csv").write_text("a\n"),
        VERIFY,
        "first: code plantargets/helpers/more.csv added",
    ),
    "an input deleted": Fault(
        lambda p: p.path("data/numbers.csv").unlink(), VERIFY, "no input matches data/numbers.csv"
    ),
    "a notebook deleted": Fault(
        lambda p: p.path("notebooks/third.ipynb").unlink(),
        VERIFY,
        "notebook notebooks/third.ipynb does not exist",
    ),
    "a declared input taken back": Fault(
        lambda p: p.edit("src/plantargets/pipeline/steps.py", 'inputs=("data/words.txt",),', ""),
        VERIFY,
        "third: input data/words.txt gone",
    ),
    "another title of a step": Fault(
        lambda p: p.edit("src/plantargets/pipeline/steps.py", 'title="Third"', 'title="Last"'),
        VERIFY,
        "third: declaration of the step changed",
    ),
    "the code of another checkout": Fault(
        lambda p: (shutil.copytree(p.path("src"), p.path("other/src")), call_with(p, source="other/src")),
        VERIFY,
        "has code of its own, but the code that runs is",
    ),
    "a folder of another checkout left in PLANTARGETS_ROOT": Fault(
        lambda p: (
            shutil.copytree(p.root, p.root.parent / "other"),
            call_with(p, variables={"PLANTARGETS_ROOT": str(p.root.parent / "other")}),
        ),
        VERIFY,
        "has code of its own, but the code that runs is",
    ),
    "a module edited under its former bytecode, size and time": Fault(
        edit_under_bytecode, MADE_ANEW, "first/tables/squares.csv, row 3 (code=410000), column square: 900"
    ),
    **{
        f"{name} edited": Fault(
            lambda p, file=file: append(p.path(f"src/plantargets/{file}"), "\n"),
            ALSO_DEPEND,
            f"{run}: code plantargets/{file} changed",
        )
        for name, file, run in (
            ("the table of units", "language/units.csv", "targets"),
            ("the table of words", "language/words.toml", "targets"),
            ("the codebook", "targets/codebook.csv", "targets"),
            ("the table of places", "indicators/data/places.yaml", "targets"),
            ("the wording of indicators", "indicators/data/wording.yaml", "targets"),
            ("the table of firmness", "compare/data/firmness.csv", "comparison"),
            ("the list of stop words", "compare/data/stop_words.txt", "comparison"),
            ("the calibration of forecasts", "growth/data/calibration.toml", "growth"),
            ("the table of proxies", "growth/data/proxies.csv", "growth"),
            ("the table of divisions", "plans/divisions.csv", "plans"),
        )
    },
    **{
        f"{name} edited": Fault(
            lambda p, module=module: append(p.path(f"src/{module.replace('.', '/')}.py"), "\n"),
            STEPS_DEPEND,
            f"{run}: code {module} changed",
        )
        for name, module, run in (
            ("the style of figures", "plantargets.figures.style", "growth"),
            ("the rounding of results", "plantargets.rounding", "growth"),
            ("the reader of numerals", "plantargets.language.numerals", "targets"),
            ("the reader of Word files", "plantargets.formats.docx", "own"),
            ("the process that reads documents", "plantargets.formats.worker", "own"),
        )
    },
    "the Chinese text of a notebook edited": Fault(
        lambda p: append(p.path("book/zh/notebooks/growth.md"), "\n"),
        STEPS_DEPEND,
        "growth-zh: code book/zh/notebooks/growth.md changed",
    ),
    "a report changed under a corpus run": Fault(
        lambda p: p.edit("reports/河南.txt", "5%", "9%"), STEPS_DEPEND, "own: input folder/河南.txt changed"
    ),
    "a report added under a corpus run": Fault(
        lambda p: shutil.copy(p.path("reports/河南.txt"), p.path("reports/河北.txt")),
        STEPS_DEPEND,
        "own: input folder/河北.txt added",
    ),
    "a report removed under a corpus run": Fault(
        lambda p: p.path("reports/河南.txt").unlink(), STEPS_DEPEND, "own: input folder/河南.txt gone"
    ),
    "a report renamed under a corpus run": Fault(
        lambda p: p.path("reports/河南.txt").rename(p.path("reports/山西.txt")),
        STEPS_DEPEND,
        "own: input folder/山西.txt added",
    ),
    # Parts that a corpus left when it was stopped.
    "a part of a corpus of no bytes": Fault(
        lambda p: one_part(p).write_bytes(b""), RESUMED, "1 damaged parts of an earlier call made again"
    ),
    "a part of a corpus cut": Fault(
        lambda p: cut(one_part(p)), RESUMED, "1 damaged parts of an earlier call made again"
    ),
    "a part of a corpus overwritten": Fault(
        lambda p: one_part(p).write_bytes(bytes(range(256)) * 40),
        RESUMED,
        "1 damaged parts of an earlier call made again",
    ),
    "a bit turned in a part of a corpus": Fault(
        lambda p: turn_bit(one_part(p)), RESUMED, "1 damaged parts of an earlier call made again"
    ),
    "a part of a corpus that is a folder": Fault(
        lambda p: (one_part(p).unlink(), one_part(p, "made.parquet").mkdir()),
        RESUMED,
        "1 damaged parts of an earlier call made again",
    ),
    "a part of a corpus that leads nowhere": Fault(
        lambda p: (one_part(p).unlink(), one_part(p, "made.parquet").symlink_to("nowhere")),
        RESUMED,
        "1 damaged parts of an earlier call made again",
    ),
    "a part of a corpus by another name": Fault(
        lambda p: one_part(p).rename(one_part(p, f"{32 * '0'}.parquet")),
        RESUMED,
        "1 damaged parts of an earlier call made again",
    ),
    # Uses that no step declares: closed by the kernel of the system, or told by Python.
    **{
        f"an undeclared read: {name}": Fault(read_undeclared(expression), RUN_THIRD, CLOSED)
        for name, expression in (
            ("another program", "subprocess.check_output(['cat', root / 'data/numbers.csv'])"),
            ("outside the project", "pyarrow.csv.read_csv(str(root.parent / 'outside.csv'))"),
            ("a hidden file", "pyarrow.csv.read_csv(str(root / '.hidden.csv'))"),
            ("a file among the code", "pyarrow.csv.read_csv(str(root / 'src/beside.csv'))"),
            ("a listing", "os.listdir(root / 'notebooks')"),
            ("a listing of a folder of inputs", "os.listdir(root / 'data')"),
            ("a database", "sqlite3.connect(root / 'data/x.db').execute('select 1 from x')"),
            ("a library", "ctypes.CDLL(str(root / 'data/extra.parquet'))"),
            ("data of the system", "os.listdir('/usr/share')"),
            ("another process", "open('/proc/1/environ').read()"),
            ("the network", "socket.socket(socket.AF_INET, socket.SOCK_DGRAM)"),
        )
    },
    **{
        f"an undeclared read: {name}": Fault(read_undeclared(expression), RUN_THIRD, told)
        for name, expression, told in (
            (
                "a Parquet file",
                "pd.read_parquet(root / 'data/extra.parquet')",
                f"extra.parquet, {UNDECLARED}",
            ),
            ("CSV by pyarrow", "pyarrow.csv.read_csv(str(root / 'data/numbers.csv'))", UNDECLARED),
            ("bytes by NumPy", "np.fromfile(root / 'data/numbers.csv', dtype='u1')", UNDECLARED),
            (
                "results of a later step",
                "pyarrow.csv.read_csv(str(root / 'outputs/second/tables/products.csv'))",
                f"products.csv, {UNDECLARED}",
            ),
            ("whether a file is there", "(root / 'data/none.csv').exists()", "asks about data/none.csv"),
            (
                "the size of a file",
                "os.stat(root / 'data/numbers.csv').st_size",
                "asks about data/numbers.csv",
            ),
            (
                "a program of this machine",
                "socket.socket(socket.AF_UNIX).connect_ex(str(root / 'x.sock'))",
                "speaks to another program by the socket",
            ),
            ("the clock", "pd.Timestamp.now()", "asks the clock (pd.Timestamp.now())"),
            ("the clock, handed on", "list(map(time.ctime, ()))", "asks the clock (time.ctime)"),
            ("the time of a file", "(root / 'data/words.txt').stat().st_mtime", "asks the clock ((root / "),
            ("chance", "np.random.default_rng()", "asks for chance without a seed (np.random.default_rng())"),
            (
                "chance by a number of its own",
                "uuid.uuid4()",
                "asks for chance without a seed (uuid.uuid4())",
            ),
            ("the machine", "os.cpu_count()", "asks about the machine (os.cpu_count())"),
        )
    },
    "a module that asks the clock": Fault(
        lambda p: append(
            p.path("src/plantargets/helpers/squares.py"),
            "\n\ndef year():\n    import datetime as d\n\n    return d.date.today().year\n",
        ),
        RUN_FIRST,
        "plantargets.helpers.squares asks the clock (d.date.today())",
    ),
    # A few more of the data.
    "a gold table cut": Fault(lambda p: cut(p.path(KAIFENG)), CHECKSUMS, "kaifeng-2020.csv has changed"),
    "a plan stored in another encoding": Fault(
        lambda p: p.path(HENAN).write_bytes(p.path(HENAN).read_text(encoding="utf-8").encode("utf-16")),
        REGISTER,
        "has changed",
    ),
    # What is gathered from results.
    "a digit in a page of the book": Fault(
        gathered(lambda p: p.edit("outputs/book/en/page.html", "1810", "1811")),
        VERIFY_OWN_RUN,
        "book: en/page.html is not the one that was made; `make book` makes it anew",
    ),
    "the index of the book's search edited": Fault(
        gathered(lambda p: p.edit("outputs/book/en/searchindex.js", "1810", "1811")),
        VERIFY_OWN_RUN,
        "book: en/searchindex.js is not the one that was made",
    ),
    "a page of the book deleted": Fault(
        gathered(lambda p: p.path("outputs/book/en/page.html").unlink()),
        VERIFY_OWN_RUN,
        "book: en/page.html is missing",
    ),
    "a book of earlier results": Fault(
        gathered(
            lambda p: (
                p.edit("data/numbers.csv", "30", "31"),
                p.call("reproduce"),
                accept(p),
                crate_anew(p),
            )
        ),
        VERIFY_OWN_RUN,
        "book: it was made from other results of first; `make book` makes it anew",
    ),
    "a paper of which nothing tells what it was made from": Fault(
        gathered(lambda p: p.path("outputs/paper/made.json").unlink(), folder="paper"),
        VERIFY_OWN_RUN,
        "paper: made.json, which names its files, is missing; `make paper` makes it anew",
    ),
    "a digit in the table of a sweep": Fault(
        own_runs(lambda p: p.edit("outputs/runs/sets/results.csv", ",900,", ",901,")),
        VERIFY_OWN_RUN,
        "runs/sets: results.csv is not the one that was made",
    ),
    "a digit in the index of runs": Fault(
        own_runs(lambda p: p.edit("outputs/runs/index.csv", "factor=3", "factor=4")),
        VERIFY_OWN_RUN,
        "runs/index.csv: the row of second-factor-3",
    ),
    "another figure shown on the first page": Fault(
        lambda p: p.path(f"{REFERENCE}/shown.png").write_text("png another"),
        VERIFY,
        "outputs/reference/shown.png is no figure of the reference",
    ),
    # Annotations and statistics of which the checksum was adapted.
    "a value of the gold that its quote does not say, its checksum adapted": Fault(
        careful(
            change_cell(KAIFENG, lambda row: row["quote"] == "45个", "value_min", "46"),
            KAIFENG,
        ),
        tests("test_gold_fields.py"),
        "('kaifeng-2020', 'value'): (",
    ),
    "a gold row taken out, its checksum adapted": Fault(
        careful(lambda p: drop_row(p.path(KAIFENG)), KAIFENG),
        tests("test_gold_fields.py"),
        "('kaifeng-2020', '",
    ),
    "a row of the open gold taken out, its checksum adapted": Fault(
        careful(lambda p: drop_row(p.path("data/gold/open.csv")), "data/gold/open.csv"),
        tests("test_gold_open.py", "quote_stands"),
        "assert len(own) == ",
    ),
    "a code in the gold that the codebook has not, its checksum adapted": Fault(
        careful(
            change_cell("data/gold/open.csv", lambda row: row["comparator"] == "ge", "comparator", "gee"),
            "data/gold/open.csv",
        ),
        tests("test_gold_open.py", "codes_are"),
        "comparator",
    ),
    "a text of the gold edited": Fault(
        lambda p: append(p.path("data/gold/texts/hebei-report-2026.txt"), "。"),
        tests("test_gold_open.py", "quote_stands"),
        "hebei-report-2026.txt has changed",
    ),
    "a digit in the agreement of readers, its checksum adapted": Fault(
        careful(
            change_cell("data/gold/agreement.csv", lambda row: row["field"] == "row", "agree", "673"),
            "data/gold/agreement.csv",
        ),
        ALSO_DEPEND,
        "targets: input data/gold/agreement.csv changed",
    ),
    "a digit in a statistic, its checksum adapted": Fault(
        careful(change_cell(STATISTICS, is_henan, "value", "19592.77"), STATISTICS),
        ALSO_DEPEND,
        "growth: input data/statistics/statistics.csv changed",
    ),
    "a date in the register of plans edited": Fault(
        lambda p: p.edit("data/plans/plans.csv", "2023-08-02", "2023-08-03"),
        ALSO_DEPEND,
        "plans: input data/plans/plans.csv changed",
    ),
    # What is written about results.
    "a number in the README": Fault(
        lambda p: p.edit("README.md", "| 0.9", "| 0.8"), tests("test_readme.py"), "assert [("
    ),
    "a command of the Chinese README": Fault(
        lambda p: p.edit("README.zh.md", "make verify", "make verfy"),
        tests("test_readme.py"),
        "same_commands_in_the_same_order",
    ),
    "the accuracy of the reader edited": Fault(
        lambda p: p.edit("src/plantargets/targets/blind_accuracy.csv", ",0.9", ",0.8"),
        tests("test_readme.py"),
        "assert [(",
    ),
    "a generated part of the README edited": Fault(
        lambda p: p.edit("README.md", "| `growth` |", "| `grwth` |"),
        tests("test_docs_in_step.py", "are_in_step"),
        "'README.md'",
    ),
    "a page of the codebook edited": Fault(
        lambda p: p.edit("docs/codebook.md", "at least", "at most"),
        tests("test_docs_in_step.py", "are_in_step"),
        "'docs/codebook.md'",
    ),
    "the meaning of a code edited": Fault(
        lambda p: p.edit("src/plantargets/targets/codes.csv", "at least", "at most"),
        tests("test_docs_in_step.py", "are_in_step"),
        "'docs/codebook.md'",
    ),
    "the place of a result in REPLICATION.md edited": Fault(
        lambda p: p.edit("REPLICATION.md", "growth/tables/summary.csv", "growth/tables/other.csv"),
        tests("test_docs_in_step.py", "are_in_step"),
        "'REPLICATION.md'",
    ),
    "the manifest for CODECHECK edited": Fault(
        lambda p: p.edit("codecheck.yml", "outputs/plans/tables/plans.csv", "outputs/plans/tables/plan.csv"),
        tests("test_docs_in_step.py", "are_in_step"),
        "'codecheck.yml'",
    ),
    "a time of a run edited": Fault(
        lambda p: p.edit("outputs/reference/measured.csv", "growth,", "growth,9"),
        tests("test_docs_in_step.py", "are_in_step"),
        "'REPLICATION.md'",
    ),
    "another version in the citation": Fault(
        lambda p: p.edit("CITATION.cff", "version: 0.1.0", "version: 0.1.1"), tests("test_readme.py"), "0.1.1"
    ),
    "another version in the changes": Fault(
        lambda p: p.edit("CHANGELOG.md", "## 0.1.0", "## 0.1.1"), tests("test_readme.py"), "## 0.1.0"
    ),
    "another version in the description of the package": Fault(
        lambda p: p.edit("pyproject.toml", 'version = "0.1.0"', 'version = "0.1.1"'),
        tests("test_readme.py"),
        'version = "0.1.0"',
    ),
    "another author in the deposit": Fault(
        lambda p: p.edit(".zenodo.json", "The plantargets authors", "Somebody"),
        tests("test_readme.py"),
        "Somebody",
    ),
    "another year in the book's page on citing": Fault(
        lambda p: p.edit("book/zh/cite.md", "year = {2026}", "year = {2025}"),
        tests("test_book_sources.py", "citing"),
        "year = {2026}",
    ),
    "a target of the book's page on citing that there is not": Fault(
        lambda p: p.edit("book/en/cite.md", "#t-", "#t-0"),
        tests("test_book_sources.py", "citing"),
        "addresses} <= ids",
    ),
    "a cell of a notebook edited under its Chinese text": Fault(
        lambda p: edit_prose(p.path("notebooks/04_growth.ipynb")),
        tests("test_book_sources.py", "prose"),
        "it_is_not_stale[growth]",
    ),
    "a result that the manuscript names and no step writes": Fault(
        lambda p: p.edit("paper/manuscript.md", "[growth/summary:", "[growth/sumary:"),
        tests("test_paper.py", "declared"),
        "growth/sumary",
    ),
    # Environment and workflows.
    "a requirement that the lock has not": Fault(
        lambda p: p.edit("pyproject.toml", '"pandas', '"absent-package>=1",\n    "pandas'),
        tests("test_environment.py", "locked_with_hashes"),
        "lock again",
    ),
    "a package of the lock without its hashes": Fault(
        lambda p: strip_hashes(p.path("requirements.lock"), "pandas"),
        tests("test_environment.py", "locked_with_hashes"),
        "pandas==",
    ),
    "another version for conda users": Fault(
        lambda p: p.edit("environment.yml", "pandas=", "pandas=9."),
        tests("test_environment.py", "conda_users_get"),
        "--write-docs",
    ),
    "an action of a workflow named by its version alone": Fault(
        lambda p: unpin(p.path(".github/workflows/ci.yml")),
        tests("test_workflows.py", "fixed_by_the_hash"),
        "actions/checkout@v6.1.0",
    ),
    "a workflow that may write": Fault(
        lambda p: p.edit(".github/workflows/drift.yml", "contents: read", "contents: write"),
        tests("test_workflows.py", "fixed_by_the_hash"),
        "newest",
    ),
    # Code, of which the fingerprint alone would say that it changed.
    "a figure that draws other values than it saves": Fault(
        lambda p: p.edit(
            "src/plantargets/figures/growth.py",
            'axis.plot(own["year"], own["value"], marker="o"',
            'axis.plot(own["year"], 1.1 * own["value"], marker="o"',
        ),
        tests("test_figures_drawn.py"),
        "these are in the data and not drawn",
    ),
    "a workbook without a column": Fault(
        lambda p: p.edit(
            "src/plantargets/export.py",
            '    columns = ["column", "type"',
            '    columns = ["type"',
        ),
        tests("test_export.py"),
        "FAILED tests/test_export.py",
    ),
    "a tutorial's answer edited": Fault(
        lambda p: p.edit(
            "src/plantargets/tutorials/answers/reading.py",
            'len(re.findall(r"\\d+", goals)),',
            'len(re.findall(r"\\d+", goals)) + 1,',
        ),
        tests("test_tutorials.py", "every_solution_is_right and 1_reading"),
        "1.1  ",
    ),
    "an output stored in a tutorial edited": Fault(
        lambda p: edit_output(p.path("notebooks/tutorials/1_reading.ipynb")),
        tests("test_tutorials.py", "committed_outputs and 1_reading"),
        "write the tutorials anew",
    ),
}

# What a change of the code makes of a number or figure that looks right: file, text, its replacement, tests
# that notice it, and words of theirs.
WRONG_BUT_PLAUSIBLE: dict[str, tuple[str, str, str, str, str]] = {
    "indicators named in another order than their shared targets": (
        "figures/comparison.py",
        "axes.set_yticks(range(len(kept)), names)",
        "axes.set_yticks(range(len(kept)), names[::-1])",
        DRAWN,
        "test_shared_targets_stand_beside",
    ),
    "plans named in another order than their bars": (
        "figures/targets.py",
        "[labels[plan] for plan in table.index])",
        "[labels[plan] for plan in table.index[::-1]])",
        DRAWN,
        "test_a_bar_of_targets_is_that_of_its_plan",
    ),
    "pieces of a bar drawn over one another": (
        "figures/targets.py",
        "left = left + table[kind]",
        "left = table[kind]",
        DRAWN,
        "test_a_bar_of_targets_is_that_of_its_plan",
    ),
    "two words of a key exchanged": (
        "figures/plans.py",
        'edgecolor=BLUE, label=words["chapter"]),\n            Patch(facecolor=GREEN, label=words["task"])',
        'edgecolor=BLUE, label=words["task"]),\n            Patch(facecolor=GREEN, label=words["chapter"])',
        DRAWN,
        "test_the_key_of_the_structure",
    ),
    "two readings exchanged over their panels": (
        "figures/comparison.py",
        "axes.set_title(words[reading])",
        'axes.set_title(words["firm_reading" if reading == "soft_reading" else "soft_reading"])',
        DRAWN,
        "test_shares_of_wording_stand",
    ),
    "rows of a heat table named in another order": (
        "figures/comparison.py",
        "np.arange(len(table)) + 0.46, labels, linespacing",
        "np.arange(len(table)) + 0.46, labels[::-1], linespacing",
        DRAWN,
        "test_a_number_of_a_heat_table",
    ),
    "words drawn under another plan": (
        "figures/comparison.py",
        "axes.set_title(labels[plan_id])",
        "axes.set_title(labels[plans[-1]])",
        DRAWN,
        "test_words_stand_in_the_panel",
    ),
    "a histogram moved by one bin": (
        "figures/attainment.py",
        'own["from_points"], own["goals"], width=width',
        'own["to_points"], own["goals"], width=width',
        DRAWN,
        "test_distances_from_goals",
    ),
    "goals that were met drawn as missed": (
        "figures/attainment.py",
        '((True, "reached"), (False, "missed"))',
        '((False, "reached"), (True, "missed"))',
        DRAWN,
        "test_goals_above_the_nation",
    ),
    "shares of goals beside another indicator": (
        "figures/attainment.py",
        'zip(own["indicator"], counts, strict=True)',
        'zip(own["indicator"][::-1], counts, strict=True)',
        DRAWN,
        "test_shares_of_goals_stand",
    ),
    "provinces named in another order than their targets": (
        "figures/corpus.py",
        "grid[0][0].set_yticks(range(len(order)), labels)",
        "grid[0][0].set_yticks(range(len(order)), list(labels)[::-1])",
        DRAWN,
        "test_targets_of_growth_stand",
    ),
    "verdicts beside another target": (
        "figures/growth.py",
        "axis.set_yticks([-place for place in range(len(part))], labels)",
        "axis.set_yticks([-place for place in range(len(part))], labels[::-1])",
        DRAWN,
        "test_a_verdict_stands",
    ),
    "ranges of chances beside another reason": (
        "figures/growth.py",
        '[_capital(words[f"factor_{factor}"]) for factor in order]',
        '[_capital(words[f"factor_{factor}"]) for factor in order[::-1]]',
        DRAWN,
        "test_a_range_of_chances",
    ),
    "the axes of a diagram exchanged": (
        "figures/growth.py",
        "    given, happened = 100",
        "    happened, given = 100",
        DRAWN,
        "test_reliability_is_drawn",
    ),
    "two vintages exchanged in a decomposition": (
        "growth/decomposition.py",
        "base, new_base = published",
        "new_base, base = published",
        "test_growth_decomposition.py",
        "test_growth_decomposition.py::",
    ),
    "a year too many in a required path": (
        "growth/paths.py",
        "    years = target_year - base_year\n",
        "    years = target_year - base_year + 1\n",
        "test_growth_paths.py",
        "test_growth_paths.py::",
    ),
    "an interval narrower at its upper end": (
        "growth/forecast.py",
        "distribution.quantile(1 - tail)",
        "distribution.quantile(1 - 2 * tail)",
        "test_growth_forecast.py",
        "test_growth_forecast.py::",
    ),
    "published numbers cut instead of rounded": (
        "rounding.py",
        "scaleb(-decimals), ROUND_HALF_UP,",
        'scaleb(-decimals), "ROUND_DOWN",',
        "test_rounding.py",
        "test_rounding.py::",
    ),
    "halves rounded to even numbers": (
        "rounding.py",
        "scaleb(-decimals), ROUND_HALF_UP,",
        'scaleb(-decimals), "ROUND_HALF_EVEN",',
        "test_rounding.py",
        "test_rounding.py::",
    ),
    "the first row of a result in the paper, whichever is named": (
        "paper/manuscript.py",
        "    return found[0]\n",
        "    return 0\n",
        "test_paper.py",
        "test_paper.py::",
    ),
    "halves of the paper rounded to even numbers": (
        "paper/manuscript.py",
        "return written(Decimal(cell), form)",
        "return format(Decimal(cell), form)",
        "test_paper.py",
        "test_paper.py::",
    ),
    "two columns exchanged in the data of a page": (
        "book/explorer.py",
        "column: getattr(row, column) for column in ADDED",
        "column: getattr(row, other) for column, other in zip(ADDED, (*ADDED[:2], ADDED[3], ADDED[2]))",
        "test_book.py",
        "test_a_text_of_the_explorer",
    ),
    "another plan named in the data of a page": (
        "book/explorer.py",
        '"plan": labels.get(plan_id, plan_id),',
        '"plan": next(iter(labels.values())),',
        "test_book.py",
        "test_a_text_of_the_explorer",
    ),
    "the chance of another vintage on the card of a target": (
        "book/outlook.py",
        'chance["vintage"] == row["base_vintage"]',
        'chance["vintage"] != row["base_vintage"]',
        "test_book_reader.py",
        "test_the_card_of_a_target",
    ),
    "a revision before the latest on the first page of the book": (
        "book/home.py",
        "now = revised.iloc[-1]",
        "now = revised.iloc[0]",
        "test_book_front.py",
        "test_the_finding_tells_the_latest",
    ),
    "names of codes in another order in an export": (
        "export.py",
        "categories=list(names.values())",
        "categories=list(names.values())[::-1]",
        "test_export.py",
        "test_variables_and_codes_are_labelled",
    ),
    "a unit ten times too large in one row": (
        "language/units.csv",
        "公顷,公顷,1,area,平方公里,0.01,",
        "公顷,公顷,1,area,平方公里,0.1,",
        "test_language_units.py",
        "test_language_units.py::",
    ),
    "results of another set in a row of a sweep": (
        "pipeline/sweep.py",
        'path = outputs / run.name / "tables"',
        'path = outputs / runs[0].name / "tables"',
        "test_pipeline_sweep.py",
        "test_pipeline_sweep.py::",
    ),
}


def _in_code(file: str, old: str, new: str, tests_file: str, told: str) -> Fault:
    return Fault(lambda p: p.edit(f"src/plantargets/{file}", old, new), tests(tests_file), told)


FAULTS |= {name: _in_code(*change) for name, change in WRONG_BUT_PLAUSIBLE.items()}
