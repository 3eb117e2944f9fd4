"""Lists of words that stand beside the code, in a TOML file that a policy scholar may correct."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache

from plantargets.language.lexicon import one_of
from plantargets.package_tables import package_text


@dataclass(frozen=True, slots=True)
class WordLists:
    """The lists of a file, read once when the first is asked for.

    Attributes
    ----------
    package
        The package that the file belongs to.
    path
        The file, as seen from the folder of the package.

    Examples
    --------
    >>> lists = WordLists("plantargets.plans", "words.toml")
    >>> lists.words("years_to_come")
    ('今后', '未来')
    >>> lists.any_word("term", "notice")
    '(?:期限|通知|期)'
    """

    package: str
    path: str

    def words(self, name: str) -> tuple[str, ...]:
        """Return a list in its order.

        Raises
        ------
        KeyError
            If there is no list of that name.
        """
        return _read(self.package, self.path)[name]

    def any_word(self, *names: str) -> str:
        """Return the words of lists as a group of a regular expression, longest first.

        Raises
        ------
        KeyError
            If there is no list of one of the names.
        """
        return one_of(word for name in names for word in self.words(name))


@cache
def _read(package: str, path: str) -> dict[str, tuple[str, ...]]:
    table = tomllib.loads(package_text(package, path))
    return {name: tuple(words) for name, words in table.items()}
