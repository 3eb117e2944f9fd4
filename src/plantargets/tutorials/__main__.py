"""Write the tutorials' notebooks anew: ``python -m plantargets.tutorials``."""

from plantargets.project import project_root
from plantargets.tutorials.notebooks import write_lessons

for path in write_lessons(project_root()):
    print(path.relative_to(project_root()))
