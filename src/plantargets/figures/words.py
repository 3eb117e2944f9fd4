"""The words of the figures in both languages, ``words.csv``: one group of keys for each kind of figure."""

from plantargets.prose import Phrases

figure_words = Phrases("plantargets.figures", "words.csv").group
