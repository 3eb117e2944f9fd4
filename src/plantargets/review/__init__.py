"""A table one can defend: its accuracy sampled, its rows reviewed, rows of others audited, numbers found."""
