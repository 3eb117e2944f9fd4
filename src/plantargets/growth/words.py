"""The words that figures and their quotes are searched for, read once from ``data/words.toml``."""

from plantargets.language.word_lists import WordLists

LISTS = WordLists("plantargets.growth", "data/words.toml")
word_list, any_word = LISTS.words, LISTS.any_word
