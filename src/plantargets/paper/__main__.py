"""``python -m plantargets.paper``."""

from plantargets.ending import in_one_sentence

if __name__ == "__main__":
    with in_one_sentence():
        from plantargets.paper.manuscript import make_paper
        from plantargets.project import project_root

        for path in make_paper(project_root()):
            print(path.relative_to(project_root()).as_posix())
