"""The vocabulary of checks: all that a rubric module imports. `docs/authoring.md` shows how it reads."""

from grader.judge.clock import moment
from grader.judge.submission import KEY, Api, Submission
from grader.judge.values import Once, Repeat, Requests
from grader.judge.world import Late
from grader.rubric.claims import Claim, that
from grader.rubric.scenario import Check, Rubric, Scenario
from grader.rubric.statements import (
    ends_as,
    field,
    idle,
    one_request,
    raises_its_error,
    step_of,
    tells,
    transient,
    truncated_or,
)
from grader.rubric.strategies import (
    PERMANENT,
    TRANSIENT,
    WORDS,
    cases,
    disturbed,
    mixed,
    places,
    says,
    scripts,
    steps,
    texts,
)
from grader.trace import Attempt, EnumMember, Error, Event, Model, Opaque, Record, Reply, Run, Span, same
from grader.wire.case import Case, case
from grader.wire.delivery import Instant
from grader.wire.resumption import Resumption
from grader.wire.saying import Part, Saying
from grader.wire.script import Base, Disturbance, Place, Script, Step
from grader.wire.simulator import Simulator

__all__ = [
    "KEY",
    "PERMANENT",
    "TRANSIENT",
    "WORDS",
    "Api",
    "Attempt",
    "Base",
    "Case",
    "Check",
    "Claim",
    "Disturbance",
    "EnumMember",
    "Error",
    "Event",
    "Instant",
    "Late",
    "Model",
    "Once",
    "Opaque",
    "Part",
    "Place",
    "Record",
    "Repeat",
    "Reply",
    "Requests",
    "Resumption",
    "Rubric",
    "Run",
    "Saying",
    "Scenario",
    "Script",
    "Simulator",
    "Span",
    "Step",
    "Submission",
    "case",
    "cases",
    "disturbed",
    "ends_as",
    "field",
    "idle",
    "mixed",
    "moment",
    "one_request",
    "places",
    "raises_its_error",
    "same",
    "says",
    "scripts",
    "step_of",
    "steps",
    "tells",
    "texts",
    "that",
    "transient",
    "truncated_or",
]
