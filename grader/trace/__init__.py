"""What the judge saw of a call: requests, replies, events, runs. Plain data, and nothing here ever fails to answer.

Accessors are total: where a learner's code sent nothing, a list is empty and a value is None, so a check can state
its claim without first asking whether there is anything to state it of. Events compare by identity: two chunks may
well say the same.
"""

from grader.trace.events import ENDS, NANO, Event, Kind
from grader.trace.http import Reply, Request, fits, header, parsed
from grader.trace.runs import Attempt, Run
from grader.trace.values import EnumMember, Error, Model, Opaque, Record, Span, Where, same

__all__ = [
    "ENDS",
    "NANO",
    "Attempt",
    "EnumMember",
    "Error",
    "Event",
    "Kind",
    "Model",
    "Opaque",
    "Record",
    "Reply",
    "Request",
    "Run",
    "Span",
    "Where",
    "fits",
    "header",
    "parsed",
    "same",
]
