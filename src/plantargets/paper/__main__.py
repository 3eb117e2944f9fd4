"""``python -m plantargets.paper``."""

from plantargets.paper.manuscript import make_paper
from plantargets.project import project_root

if __name__ == "__main__":
    for path in make_paper(project_root()):
        print(path.relative_to(project_root()).as_posix())
