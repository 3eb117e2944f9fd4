"""The pipeline: its steps, their parameters, what they read and what they write.

This is the one place where a step is declared. The Snakefile, the runner, the records and the tables of the
README read it. A step's notebook must assign the same parameters with the same defaults in its cell tagged
``parameters``, and hand exactly these tables and figures to ``write_results``; a run that does not is
refused.
"""

from __future__ import annotations

from plantargets.pipeline.declaration import Parameter, Step

LANGUAGE = Parameter("language", "str", "en", "Language of figures and tables.", ("en", "zh"))
PLAN_SET = Parameter(
    "plan_set", "str", "all", "Plans taken together: all, henan, action-plans, ids, level=…, place=…, year=…."
)
REGISTERS = ("data/plans/plans.csv",)
CHINESE = (("zh", (("language", "zh"),)),)

STEPS: tuple[Step, ...] = (
    Step(
        name="plans",
        notebook="notebooks/01_plans.ipynb",
        title="The plans and their structure",
        parameters=(PLAN_SET, LANGUAGE),
        registers=REGISTERS,
        tables=("plans", "sections"),
        figures=("structure",),
        variants=CHINESE,
    ),
    Step(
        name="targets",
        notebook="notebooks/02_targets.ipynb",
        title="The targets, with accuracy against the gold tables",
        parameters=(PLAN_SET, LANGUAGE),
        inputs=("data/gold/*.csv", "data/gold/texts/*.txt", "data/datapackage.json"),
        registers=REGISTERS,
        tables=(
            "targets",
            "accuracy",
            "confusion_kind",
            "confusion_comparator",
            "errors",
            "checks",
            "repeats",
            "unlinked",
        ),
        figures=("targets_by_plan",),
        variants=CHINESE,
    ),
    Step(
        name="comparison",
        notebook="notebooks/03_comparison.ipynb",
        title="Targets compared across the plans",
        parameters=(
            PLAN_SET,
            LANGUAGE,
            Parameter("themes", "str", "all", "Themes of the aligned targets, ids with commas between."),
            Parameter("indicators", "str", "all", "Indicators aligned, ids with commas between."),
        ),
        inputs=("data/statistics/*.csv", "data/datapackage.json"),
        registers=REGISTERS,
        reads=("targets/targets",),
        tables=(
            "aligned",
            "comparable",
            "shared",
            "commitments",
            "sizes",
            "levels",
            "firmness",
            "wording",
            "audit",
            "bodies",
            "functions",
            "words",
            "themes",
            "similarity",
            "passages",
        ),
        figures=("shared", "commitments", "firmness", "bodies", "words", "themes"),
        variants=CHINESE,
    ),
    Step(
        name="growth",
        notebook="notebooks/04_growth.ipynb",
        title="Growth trajectories toward a target",
        parameters=(
            Parameter(
                "region", "str", "河南省", "Region whose series is taken, such as 河南省, 河南 or Henan."
            ),
            Parameter(
                "indicator",
                "str",
                "industrial_value_added",
                "Series that the target is about, by its id or name, such as gdp or 地区生产总值.",
            ),
            Parameter("target", "float", 23000.0, "Value to be reached, in the unit of the series (亿元)."),
            Parameter("target_year", "int", 2025, "Year in which it is to be reached."),
            Parameter("base_year", "int", 2022, "Year whose value the plan was written against."),
            Parameter(
                "base_value", "float", 0.0, "Value in the base year where no series is observed; 0: none."
            ),
            Parameter(
                "comparator",
                "str",
                "ge",
                "How the target binds: at least (ge), at most (le), about (approx) …",
                ("ge", "gt", "le", "lt", "eq", "approx", "range"),
            ),
            Parameter(
                "measure",
                "str",
                "as stated",
                "What is asked for; as stated: the level, or of a rate of growth each year.",
                ("as stated", "level", "growth", "average_growth", "each_year", "cumulative_growth"),
            ),
            LANGUAGE,
        ),
        inputs=("data/statistics/*.csv", "data/datapackage.json"),
        reads=("backtest/scores",),
        tables=("summary", "paths", "forecast", "chances", "remaining", "decomposition", "bound"),
        figures=("trajectories", "ambition", "tornado"),
        summary_table="summary",
        variants=CHINESE,
    ),
    Step(
        name="corpus",
        notebook="notebooks/05_corpus.ipynb",
        title="Growth targets of the provinces, from their work reports",
        parameters=(
            Parameter(
                "folder",
                "str",
                "",
                "Folder of work reports named by province; empty: the stored targets of 2026.",
                names_folder=True,
            ),
            Parameter("year", "int", 2026, "Year of the reports."),
            LANGUAGE,
        ),
        inputs=("data/statistics/*.csv", "data/datapackage.json"),
        tables=("growth_targets", "by_province", "chances"),
        figures=("growth_targets",),
    ),
    Step(
        name="attainment",
        notebook="notebooks/06_attainment.ipynb",
        title="Goals of work reports against their outcomes",
        parameters=(
            Parameter("indicator", "str", "gdp_growth", "Goal in which provinces and nation are compared."),
            Parameter("room", "float", 0.5, "Percentage points that 左右 may be read with."),
            LANGUAGE,
        ),
        inputs=("data/statistics/*.csv", "data/datapackage.json"),
        tables=(
            "goals",
            "shares",
            "shares_by_year",
            "shares_by_wording",
            "near_goal",
            "above_nation",
            "chances",
            "scores",
            "five_year",
        ),
        figures=("shares", "near_goal", "above_nation"),
        summary_table="shares",
        variants=CHINESE,
    ),
    Step(
        name="backtest",
        notebook="notebooks/07_backtest.ipynb",
        title="How good the chances are, on the past of the provinces",
        parameters=(LANGUAGE,),
        inputs=("data/statistics/*.csv", "data/datapackage.json"),
        tables=("reliability", "scores", "coverage"),
        figures=("reliability",),
        variants=CHINESE,
    ),
    Step(
        name="scorecard",
        notebook="notebooks/08_scorecard.ipynb",
        title="What became of every target of the plans",
        parameters=(LANGUAGE,),
        inputs=("data/statistics/*.csv", "data/datapackage.json"),
        registers=REGISTERS,
        reads=("targets/targets",),
        tables=("scorecard", "judgements", "reasons", "goals"),
        figures=("scorecard",),
        variants=CHINESE,
    ),
)
