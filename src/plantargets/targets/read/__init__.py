"""Read the words around a number: sentence, number, words before and behind, noun, time, headings, scope."""
