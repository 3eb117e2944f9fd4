"""Plans: the register, the texts, their structure and the bodies responsible for their tasks."""

from plantargets.plans.bodies import Task
from plantargets.plans.plan import Plan, load_plans, plan_from_text, read_plan
from plantargets.plans.register import PLAN_SETS, PlanRecord, load_register
from plantargets.plans.structure import Block, Section
from plantargets.plans.tables import Cell, Table
from plantargets.plans.text import mainland_in_place, mainland_words, to_simplified, to_simplified_each

__all__ = [
    "PLAN_SETS",
    "Block",
    "Cell",
    "Plan",
    "PlanRecord",
    "Section",
    "Table",
    "Task",
    "load_plans",
    "load_register",
    "mainland_in_place",
    "mainland_words",
    "plan_from_text",
    "read_plan",
    "to_simplified",
    "to_simplified_each",
]
