"""The right answers of the exercises, and the wrong ones that tell what was done, computed from the data."""

from __future__ import annotations

from collections.abc import Callable

from plantargets.tutorials.answers.comparing import (
    green_factories_promised,
    green_factories_ratio,
    meaning_of_more,
    reading_of_firmness,
    share_with_firmness,
    shared_indicators,
)
from plantargets.tutorials.answers.forecasts import (
    chance_of_local_trend,
    chance_of_target,
    error_of_coverage,
    histories_needed,
    length_that_helps,
    meaning_of_interval,
    textbook_coverage,
)
from plantargets.tutorials.answers.kept import (
    meaning_of_base_rate,
    national_goals_met,
    reading_of_about,
    share_near_the_goal,
    width_by_years,
)
from plantargets.tutorials.answers.own_plans import (
    harder_checks,
    harder_precision,
    harder_recall,
    harder_targets,
    own_label,
    own_lead_body,
    own_record,
    own_sha256,
    own_targets,
)
from plantargets.tutorials.answers.reading import (
    agreement_with_readers,
    digits_in_goals,
    offset_of_quote,
    row_by_hand,
    targets_by_hand,
    targets_for_each,
    unsure_rows,
)
from plantargets.tutorials.answers.shared import Answer, standard_error
from plantargets.tutorials.answers.tables import (
    corrected_period,
    misread_quote,
    table_row_by_hand,
    table_targets,
    total_without_parts,
)
from plantargets.tutorials.answers.vintages import (
    chained_fall,
    growth_first_published,
    growth_of_last_year,
    growth_revised,
    milestone,
    share_of_revision,
)

__all__ = ["ANSWERS", "Answer", "own_record", "standard_error"]

ANSWERS: dict[str, Callable[[], Answer]] = {
    "1.1": digits_in_goals,
    "1.2": targets_by_hand,
    "1.3": offset_of_quote,
    "1.4": row_by_hand,
    "1.5": targets_for_each,
    "1.6": unsure_rows,
    "1.7": agreement_with_readers,
    "2.1": share_with_firmness,
    "2.2": shared_indicators,
    "2.3": green_factories_promised,
    "2.4": green_factories_ratio,
    "2.5": reading_of_firmness,
    "2.6": meaning_of_more,
    "3.1": growth_first_published,
    "3.2": growth_revised,
    "3.3": milestone,
    "3.4": share_of_revision,
    "3.5": chained_fall,
    "3.6": growth_of_last_year,
    "4.1": textbook_coverage,
    "4.2": error_of_coverage,
    "4.3": histories_needed,
    "4.4": length_that_helps,
    "4.5": chance_of_target,
    "4.6": meaning_of_interval,
    "4.7": chance_of_local_trend,
    "5.1": own_sha256,
    "5.2": own_record,
    "5.3": own_targets,
    "5.4": own_lead_body,
    "5.5": harder_targets,
    "5.6": harder_recall,
    "5.7": harder_precision,
    "5.8": own_label,
    "5.9": harder_checks,
    "6.1": national_goals_met,
    "6.2": reading_of_about,
    "6.3": share_near_the_goal,
    "6.4": width_by_years,
    "6.5": meaning_of_base_rate,
    "7.1": table_targets,
    "7.2": table_row_by_hand,
    "7.3": total_without_parts,
    "7.4": misread_quote,
    "7.5": corrected_period,
}
