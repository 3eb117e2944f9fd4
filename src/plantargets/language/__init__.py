"""What words mean, no plan in it: words, units, times, numerals, and the form in which text is read."""
