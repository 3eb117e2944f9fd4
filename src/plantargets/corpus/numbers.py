"""The account of every number of a corpus: how many became rows, parts of rows, or nothing, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from plantargets.corpus.files import list_files, sizes
from plantargets.errors import PlanTargetsError
from plantargets.targets.explain import NONE, PART, ROW, UNREAD, Explanation, explain

# Above this size of all files together the account, which reads them once more, is made only when asked for.
ALWAYS_BELOW_BYTES = 5_000_000


@dataclass
class Account:
    """Counts of numerals by what became of them, and of those that are no targets by reason."""

    counts: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)

    def add(self, told: Explanation) -> None:
        """Add the numbers of one text."""
        self.counts.update(number.became for number in told.numbers)
        self.reasons.update(number.reason for number in told.numbers if number.became == NONE)

    def __str__(self) -> str:
        shown = ", ".join(f"{count} {name}" for name, count in self.reasons.most_common(4))
        more = len(self.reasons) - 4
        why = f" ({shown}{f', {more} more reasons' if more > 0 else ''})" if shown else ""
        return (
            f"{self.counts.total()} numerals: {self.counts[ROW]} in rows, {self.counts[PART]} parts of rows, "
            f"{self.counts[NONE]} no targets{why}, {self.counts[UNREAD]} not read"
        )


def is_small(paths: Sequence[Path]) -> bool:
    """Whether reading the files once more costs a user nothing that is felt."""
    files, _ = list_files(paths)
    return sum(sizes(file.path for file in files)) < ALWAYS_BELOW_BYTES


def explain_files(paths: Sequence[Path], language: str = "en", kind: str = "") -> Iterator[Explanation]:
    """Yield the explanation of each file; those that cannot be read are passed over, as `extract` names them.

    >>> next(explain_files([Path("data/plans/langfang-2019.txt")])).plan_id  # doctest: +SKIP
    'langfang-2019'
    """
    files, _ = list_files(paths, kind)
    for file in files:
        try:
            plan = file.read()
        except PlanTargetsError:
            continue
        yield explain(plan, language)


def counted(explanations: Iterable[Explanation], account: Account) -> Iterator[Explanation]:
    """Pass explanations on, adding each to the account."""
    for told in explanations:
        account.add(told)
        yield told
