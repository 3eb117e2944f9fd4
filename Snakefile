# The pipeline for Snakemake, read from its declaration in src/plantargets/pipeline/steps.py. Nothing is declared here.
#
# Snakemake decides what is out of date by the fingerprint alone (--rerun-triggers params), runs steps side by side,
# locks and resumes. `plantargets reproduce` calls it; so can you:
#     snakemake --cores 2 --rerun-triggers params
# `plantargets run STEP --sweep FILE` adds the sets that are out of date, in parts, by --config sweep=NAME parts=FILE.
import shlex
import sys
from pathlib import Path

from plantargets.pipeline.declaration import all_runs
from plantargets.pipeline.parts import count_parts, marker, read_part
from plantargets.pipeline.reproduce import safe_fingerprint
from plantargets.pipeline.steps import STEPS

ROOT = Path(workflow.basedir)
WORDS = ["env", f"PLANTARGETS_ROOT={ROOT}", sys.executable, "-m", "plantargets.pipeline.job"]


def command(*words):
    return shlex.join([*WORDS, *words]).replace("{", "{{").replace("}", "}}")


rule all:
    input:
        [f"outputs/{run.name}/record.json" for run in all_runs(STEPS)],


for run in all_runs(STEPS):

    rule:
        name:
            run.rule
        input:
            [f"outputs/{step}/record.json" for step in run.step.upstream],
        output:
            # The runner replaces the folder as a whole, and only when the step has succeeded. Without update(),
            # Snakemake would delete the former results before it starts the step.
            [update(f"outputs/{run.name}/{path}") for path in ("record.json", *run.outputs)],
        params:
            # What is a parameter here decides what is out of date: nothing of the machine, no more than this.
            fingerprint=safe_fingerprint(run, STEPS, ROOT),
            run=run.name,
        shell:
            # Snakemake evaluates this line late, when `run` is the last run of the loop.
            command() + " {params.run}"


if "parts" in config:
    for number in range(count_parts(Path(config["parts"]))):

        rule:
            name:
                f"part_{number}"
            input:
                [f"outputs/{step}/record.json" for step in read_part(Path(config["parts"]), number, STEPS)[0].step.upstream],
            output:
                # The sets are no outputs: of a part in which one fails the others stay.
                touch(marker(config["sweep"], number)),
            params:
                number=number,
            shell:
                command("--part", config["parts"]) + " {params.number}"
