# The pipeline for Snakemake, read from its declaration in src/plantargets/pipeline/steps.py. Nothing is declared here.
#
# Snakemake decides what is out of date by the fingerprint alone (--rerun-triggers params), runs steps side by side,
# locks and resumes. `plantargets reproduce` calls it; so can you:
#     snakemake --cores 2 --rerun-triggers params
# `plantargets run STEP --sweep FILE` adds the runs of the file, by --config sweep_step=STEP sweep_file=FILE.
import shlex
import sys
from pathlib import Path

from plantargets.pipeline.declaration import all_runs, find_step
from plantargets.pipeline.reproduce import safe_fingerprint
from plantargets.pipeline.steps import STEPS
from plantargets.pipeline.sweep import read_sweep

ROOT = Path(workflow.basedir)
WORDS = ["env", f"PLANTARGETS_ROOT={ROOT}", sys.executable, "-m", "plantargets.pipeline.job"]
RUNS = [*all_runs(STEPS)]
if "sweep_file" in config:
    SWEEP = (config["sweep_step"], config["sweep_file"])
    RUNS += read_sweep(find_step(STEPS, SWEEP[0]), Path(SWEEP[1]))
    WORDS += ["--sweep", *SWEEP]
COMMAND = shlex.join(WORDS).replace("{", "{{").replace("}", "}}") + " {params.run}"


rule all:
    input:
        [f"outputs/{run.name}/record.json" for run in all_runs(STEPS)],


for run in RUNS:

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
            COMMAND
