"""``python -m plantargets`` is the ``plantargets`` command."""

from plantargets.cli import main

if __name__ == "__main__":
    main(prog_name="plantargets")
