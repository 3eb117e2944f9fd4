"""The words by which documents are taken apart, read once from ``words.toml``: patterns are made of them."""

from plantargets.language.word_lists import WordLists

LISTS = WordLists("plantargets.plans", "words.toml")
word_list, any_word = LISTS.words, LISTS.any_word
