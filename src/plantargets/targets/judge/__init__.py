"""Judge a number that was read: the reasons why it is no target, and the kind of a target."""
