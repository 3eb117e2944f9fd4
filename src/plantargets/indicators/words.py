"""The words by which names of indicators are taken apart, read once from ``data/words.toml``."""

from plantargets.language.word_lists import WordLists

LISTS = WordLists("plantargets.indicators", "data/words.toml")
word_list, any_word = LISTS.words, LISTS.any_word
