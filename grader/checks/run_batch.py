"""04_batches/run_batch: what is graded (B2, B3, B18). The worker is killed at every event that it brings about."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Any, Final, Literal, TypeAlias

from hypothesis import strategies as st

from grader.rubric import (
    Api,
    Attempt,
    Base,
    Case,
    Claim,
    Disturbance,
    Instant,
    Model,
    Reply,
    Rubric,
    Run,
    Scenario,
    Script,
    Simulator,
    Submission,
    case,
    cases,
    moment,
    steps,
    that,
)

BATCHES: Final = "/v1/messages/batches"
CREATE: Final = ("POST", BATCHES)
rubric = Rubric("04_batches/run_batch", asks=f"POST {BATCHES} or GET {BATCHES} or GET {BATCHES}/*")

KEYS: Final = ("doc-1", "empty")
"""The request of the last one is none that a batch may hold, so its result is an error."""
TWO: Final = {
    key: {"model": "claude-haiku-5-5", "max_tokens": 64, "messages": [{"role": "user", "content": content}]}
    for key, content in (("tree-1", "Name a tree."), ("bird_2", "Name a bird."))
}
"""The requests of the recording, by key."""
LIVES: Final = 4
"""How often a call is made again that was killed, or raised an error of the SDK."""
MOST_KILLS: Final = 60
"""At how many events of one life kills are tried: about twice what the reference brings about."""
Kill: TypeAlias = Literal["kill-before", "kill-after"]
KILLS: Final[tuple[Kill, ...]] = ("kill-before", "kill-after")
DAY: Final = 86_400.0
OLD, LARGE, LARGER = (f"msgbatch_01StrangersBatchNumber{i}xy" for i in "123")
"""Batches of others that can't be the one that is looked for: too old, and too large."""


def parameters(case: Case) -> dict[str, dict[str, Any]]:
    """Return the requests of a case by key."""
    return {
        key: {
            "model": "claude-haiku-5-5",
            "max_tokens": 0 if key == "empty" else 64,
            "messages": [{"role": "user", "content": f"Name a thing like {key}."}],
        }
        for key in case.args.get("keys", KEYS)
    }


def lives(submission: Submission, api: Api, case: Case) -> Run:
    """Call it, and again with the same store as long as it is killed or fails; then as often as the case says."""
    store = api.store({})
    run = submission.run_batch(api.client, parameters(case), store)
    for _ in range(LIVES):
        if not (run.ended == "killed" or run.raised("APIError") or run.raised("KeyboardInterrupt")):
            break
        api.sleep(case.args.get("pause", 60))
        run = submission.run_batch(api.client, parameters(case), store)
    for _ in range(case.args.get("again", 0)):
        api.sleep(60)
        run = submission.run_batch(api.client, parameters(case), store)
    return run


def of_the_recording(submission: Submission, api: Api, _: Case) -> Run:
    """Ask for what was recorded."""
    return submission.run_batch(api.client, TWO, api.store({}))


# ---------------------------------------------------------------- the workspace


class Slow:
    """A simulator whose time of day is behind ours."""

    def __init__(self, simulator: Simulator, seconds: float) -> None:
        self._simulator = simulator
        self._seconds = seconds
        self.mint = simulator.mint

    def reply(self, request: Any, now: Instant, saying: Any = None, *, status: str | None = None) -> Reply:
        """Answer as if it were earlier."""
        return self._simulator.reply(request, Instant(now.at, now.wall - self._seconds), saying, status)


def of_others(simulator: Simulator, case: Case) -> Simulator:
    """Put batches of others into the workspace, none of which can be the one that is looked for."""
    same = {key: params | {"max_tokens": 9} for key, params in parameters(case).items()}
    simulator.plant(same, moment(-2 * DAY), batch_id=OLD)
    simulator.plant(len(same) + 1, moment(0), batch_id=LARGE)
    simulator.plant(same | {"more": same[min(same)]}, moment(30), batch_id=LARGER)
    return simulator


def of_the_same_size(simulator: Simulator, case: Case) -> Simulator:
    """Put batches of others into the workspace that look like the one that is looked for, but for their custom_ids."""
    simulator.plant(len(parameters(case)), moment(0))
    simulator.plant(parameters(case), moment(30), seconds=case.args.get("seconds"))
    simulator.plant({f"run7-{key}": params for key, params in parameters(case).items()}, moment(40))
    return of_others(simulator, case)


def behind(simulator: Simulator, case: Case) -> Base:
    """Let the API's clock be behind."""
    return Slow(simulator, case.behind)


def of_many(simulator: Simulator, case: Case) -> Simulator:
    """Put more batches of others into the workspace than a page of the list shows, all of them newer."""
    for number in range(case.others):
        simulator.plant(len(parameters(case)) + 1, moment(30 + number / 100))
    return simulator


# ---------------------------------------------------------------- what was seen


def lives_of(run: Run) -> tuple[Run, ...]:
    """Return all calls of a case, in order."""
    return (*run.earlier, run)


def dead(run: Run) -> list[Run]:
    """Return the calls that were killed or interrupted."""
    return [life for life in lives_of(run) if life.ended == "killed" or life.raised("KeyboardInterrupt")]


def is_create(a: Attempt) -> bool:
    """Tell whether an attempt has created a batch, whether anybody heard of that or not."""
    never_sent = (a.fault or "").startswith("Connect")
    return (a.request.method, a.request.path) == CREATE and a.status < 400 and not never_sent


def created(*runs: Run) -> list[Attempt]:
    """Return the attempts that have created a batch."""
    return [a for run in runs for a in run.attempts if is_create(a)]


def sends(run: Run) -> list[Attempt]:
    """Return all attempts to create a batch, whatever came of them."""
    return [a for life in lives_of(run) for a in life.attempts if (a.request.method, a.request.path) == CREATE]


def between(run: Run, one: Attempt, other: Attempt) -> list[Attempt]:
    """Return the attempts between two others."""
    places = range(one.request_event.i + 1, other.request_event.i)
    return [a for life in lives_of(run) for a in life.attempts if a.request_event.i in places]


def is_look(a: Attempt) -> bool:
    """Tell whether an attempt asks for the list of batches."""
    return (a.request.method, a.request.path) == ("GET", BATCHES)


def may_have_created(a: Attempt) -> bool:
    """Tell whether an attempt may have created a batch, for all that its caller knows."""
    return is_create(a) or a.status >= 500


def noted(life: Run) -> bool:
    """Tell whether a call has written down the id of the batch that it created."""
    ids = [a.reply.json["id"] for a in created(life) if a.reply and isinstance(a.reply.json, dict)]
    return any(batch_id in str(put.data["value"]) for batch_id in ids for put in life.of("put"))


def custom_ids(a: Attempt) -> dict[str, Any]:
    """Return the parameters of a batch by custom_id."""
    return {entry["custom_id"]: entry["params"] for entry in a.request.params["requests"]}


def results(run: Run, batch: Attempt) -> dict[str, Any]:
    """Return the results of a batch by custom_id, as they were read in any of the calls."""
    for life in lives_of(run):
        for a in life.attempts:
            if a.request.path.endswith("/results") and a.reply and a.status == 200:
                lines = [json.loads(line) for line in a.reply.body.splitlines()]
                found = {line["custom_id"]: line["result"] for line in lines}
                if set(found) == set(custom_ids(batch)):
                    return found
    return {}


def expected(run: Run, requests: Mapping[str, Any]) -> dict[str, Any]:
    """Return the results of the batch that was created first, by key."""
    for batch in created(*lives_of(run))[:1]:
        found = results(run, batch)
        keys = {json.dumps(params, sort_keys=True): key for key, params in requests.items()}
        named = {i: keys.get(json.dumps(params, sort_keys=True)) for i, params in custom_ids(batch).items()}
        return {str(named[i]): result for i, result in found.items()}
    return {}


def plain(value: Any) -> Any:
    """Return what was returned, as JSON."""
    return {k: v.data if isinstance(v, Model) else v for k, v in value.items()} if isinstance(value, dict) else value


def returns_results(run: Run, requests: Mapping[str, Any]) -> Iterator[Claim]:
    """State that the results of its own batch are returned."""
    yield that(run).ends()
    wanted = expected(run, requests)
    yield that(set(wanted) == set(requests), at=run.end).happens(
        "the results of its own batch to be read, of all requests", "they are not"
    )
    yield that(plain(run.value), "the results by key", at=run.end).equals(wanted)


def survives(run: Run) -> Iterator[Claim]:
    """State that nothing is lost, and nothing paid for twice."""
    batches = created(*lives_of(run))
    sent = [a.request_event for a in batches]
    yield that(len(batches), "how many batches are created in all calls", at=sent[1:] or run.end).equals(1)
    yield from returns_results(run, parameters(run.case))


# ---------------------------------------------------------------- the cases


def kills(run: Run) -> Iterator[Case]:
    """Yield cases that kill at each event of a run without a kill, and of one that was killed at its `create`.

    For the world, before an event is after the one before it. So a read of a reply is struck once, and of the second
    run only what changes the world.
    """
    killed = dead(run)
    if run.case.args.get("again") or len(killed) > 1 or (killed and not at_its_create(killed[0])):
        return
    posts = {a.request_event.i for a in sends(run)}
    events = [event for event in run.trace if event.effect and (run.end is None or event.i < run.end.i)]
    for event in events[:MOST_KILLS]:
        if not killed:
            yield from killed_at(run.case, event.effect, KILLS[1:] if event.kind in {"chunk", "end"} else KILLS)
        elif event.kind in {"put", "wait"} or event.i in posts:
            yield from killed_at(run.case, event.effect, KILLS[1:])


def at_its_create(life: Run) -> bool:
    """Tell whether a call was killed at the first request that it sent, or was about to send."""
    return any(kill.data["what"] == "request" for kill in life.of("kill")) and not life.of("reply", "fault")


def killed_at(case: Case, at: int, kinds: Iterable[Kill] = KILLS) -> Iterator[Case]:
    """Yield the cases that kill at an event, before it takes effect, and after that but before its answer arrives."""
    script = case.script
    for kind in kinds:
        yield Case(case.args, Script(script.steps, script.forever, (*script.disturbances, Disturbance(kind, at))))


def at_the_create(run: Run) -> Iterator[Case]:
    """Yield the two cases that kill at the creation of the batch."""
    for a in created(run)[:1] if not dead(run) else ():
        yield from killed_at(run.case, a.request_event.effect)


def after_the_create(run: Run) -> Iterator[Case]:
    """Yield the case that kills when the batch has been created, before the answer arrives."""
    yield from list(at_the_create(run))[1:]


def disturbances(most: int) -> st.SearchStrategy[Script]:
    """Return scripts with one or two kills or interruptions."""
    one = st.builds(Disturbance, st.sampled_from((*KILLS, "interrupt")), st.integers(1, most))
    return st.lists(one, min_size=1, max_size=2).map(
        lambda found: Script(disturbances=tuple(sorted(found, key=lambda d: d.at)))
    )


POLLED: Final = "in_progress; ended"

recorded = Scenario(
    of_the_recording,
    cases(),
    examples=1,
    why="one recording, which says something else in every grade",
    cassette="04_batches/two_requests",
)
killed = Scenario(
    lives,
    cases(
        disturbances(40),
        keys=st.sampled_from((KEYS, KEYS[:1], ("Doc_2", "doc-1", "empty", "x"))),
        pause=st.sampled_from((60, 7200)),
    ),
    examples=6,
    why="each event of a run, and of the run after a `create` that nobody heard of; drawn are pairs of any two",
    pinned=[case(again=1), case(POLLED)],
    then=kills,
    base=of_others,
)
crowded = Scenario(
    lives,
    cases(pause=st.sampled_from((60, 300))),
    examples=1,
    why="others' batches of the same size, older and newer, with ids like ours and unlike them",
    pinned=[case(), case(keys=KEYS[:1])],
    then=at_the_create,
    base=of_the_same_size,
)
skewed = Scenario(
    lives,
    cases(behind=st.sampled_from((0, 300))),
    examples=1,
    why="behind and ahead by minutes",
    pinned=[case(behind=-600), case(behind=600)],
    then=after_the_create,
    base=behind,
)
paged = Scenario(
    lives,
    cases(others=30),
    examples=1,
    why="more than a page of 20, and of 100",
    pinned=[case(others=25), case(others=120)],
    then=after_the_create,
    base=of_many,
)
lost = Scenario(
    lives,
    cases(steps("silent", "reset", "500", "529", "short")),
    examples=1,
    why="what may befall the one request that must not be repeated is a short list, and pinned",
    pinned=[*map(case, ("ok", "silent", "reset", "short", "500", "529", "refused", "silent; 500", "500; silent"))],
    base=of_others,
)


# ---------------------------------------------------------------- the checks


@rubric.check(
    "RUN-01",
    recorded,
    cites=("return each result by its key",),
    help="Each custom_id holds a key and your token: what is returned bears the key alone.",
    hints=(
        "First what you are about to do, then the deed, then what came of it.",
        "`store.put`, `batches.create(requests=[...])`, `results_by_id`",
        'keys = {f"{token}-{key}": ... for key in requests}',
    ),
)
def returns_the_results(run: Run) -> Iterator[Claim]:
    """Creates the batch, waits for its end, and returns each result by its key."""
    yield from returns_results(run, TWO)


@rubric.check(
    "RUN-02",
    killed,
    cites=("B2", "If none is yours, yours was never created"),
    needs=("RUN-01",),
    help="Between two calls of `put` you can be killed, too: what belongs together goes into one value.",
    hints=(
        "An intent without a batch is a state like any other: look, find none, create it.",
        "`store.get`, one `store.put` for token and time",
        'store.put("intent", json.dumps({"token": token, "since": ...}))',
    ),
)
def creates_it_after_all(run: Run) -> Iterator[Claim]:
    """Killed before the batch was created, it creates it when it is called again, and once."""
    for life in dead(run)[:1]:
        if len(dead(run)) == 1 and not created(life):
            yield from survives(run)


@rubric.check(
    "RUN-03",
    killed,
    cites=("B3",),
    needs=("RUN-01",),
    help="That no id is stored does not mean that there is no batch.",
    hints=(
        "The API has no idempotency key, but it has a list: look there for your token.",
        "`client.messages.batches.list`, `created_at`, `request_counts`, `results_by_id`",
        "for batch in client.messages.batches.list(): ...",
    ),
)
def finds_its_batch(run: Run) -> Iterator[Claim]:
    """Killed after the batch was created and before its id was stored, it finds it, and creates no second one."""
    for life in dead(run)[:1]:
        if len(dead(run)) == 1 and created(life) and not noted(life):
            yield from survives(run)


@rubric.check(
    "RUN-04",
    killed,
    cites=("B2", "B18"),
    needs=("RUN-01",),
    help="The end of the wait is no reason to forget: the caller may not have heard of it.",
    hints=(
        "Whoever is called again knows nothing but the store.",
        '`store.get("batch_id")`',
        "if batch_id is None: ...",
    ),
)
def goes_on_with_its_batch(run: Run) -> Iterator[Claim]:
    """Killed after the id was stored, or called again after it has returned, it goes on with its batch."""
    if len(dead(run)) < 2 and all(map(noted, dead(run))):
        yield from survives(run)
        looks = [a.request_event for a in run.attempts if is_look(a)] if run.earlier else []
        yield that(looks, at=looks).never("look at the list, as the id is known")


@rubric.check(
    "RUN-05",
    killed,
    cites=("A call that goes on can be killed as well",),
    needs=("RUN-02", "RUN-03", "RUN-04"),
    help="A call that goes on can be killed as well: it may do nothing that its own successor could not understand.",
    hints=(
        "Going on is the same code as beginning.",
        "`store.get` for the token, whatever the state",
        "token, since = store.get(...)  # and no other token after that",
    ),
)
def survives_a_second_kill(run: Run) -> Iterator[Claim]:
    """Killed once more in the call that goes on, it survives that too."""
    if len(dead(run)) > 1:
        yield from survives(run)


@rubric.check(
    "RUN-06",
    crowded,
    cites=("The list shows no `custom_id`: **only the results do**",),
    needs=("RUN-03",),
    help="A colleague's batch may have as many requests as yours, and the same keys.",
    hints=(
        "What makes a batch yours is your token in its custom_ids, and only its results show them.",
        "`results_by_id(client, batch.id)`",
        "if set(results_by_id(client, batch.id)) == custom_ids: ...",
    ),
)
def takes_no_other_batch(run: Run) -> Iterator[Claim]:
    """Takes for its own only a batch whose results bear its custom_ids, and no other of the same size."""
    if run.returned or created(*lives_of(run)):  # one that gives up has taken no other's
        yield from survives(run)


@rubric.check(
    "RUN-07",
    skewed,
    cites=("leave a margin: they may be minutes apart here",),
    needs=("RUN-03",),
    help="`created_at` is the API's time, your intent bears yours.",
    hints=(
        "Two clocks never agree: leave a margin.",
        "`timedelta`",
        "if batch.created_at < since - MARGIN: ...",
    ),
)
def allows_for_other_clocks(run: Run) -> Iterator[Claim]:
    """Finds its batch though the API's clock is minutes behind its own, or ahead."""
    yield from survives(run)


@rubric.check(
    "RUN-08",
    paged,
    cites=("Read **all pages**, back to the time of your intent",),
    needs=("RUN-03",),
    help="A page holds 20 batches, and others create some while you are dead.",
    hints=(
        "The list comes in pages, the newest batch first.",
        "`for batch in client.messages.batches.list()` asks for the next page by itself",
        "for batch in client.messages.batches.list(limit=100): ...",
    ),
)
def reads_all_pages(run: Run) -> Iterator[Claim]:
    """Finds its batch on a later page of the list."""
    yield from survives(run)


@rubric.check(
    "RUN-09",
    lost,
    cites=("B3", "it is not sent again without a look at the list"),
    needs=("RUN-03",),
    help="The SDK sends a request that failed up to three times, a `create` too.",
    hints=(
        "An error without an answer leaves you where a kill does.",
        "`max_retries`",
        "client.with_options(max_retries=0).messages.batches.create(...)",
    ),
)
def repeats_no_create(run: Run) -> Iterator[Claim]:
    """Sends no second `create` after one whose outcome it does not know, without a look at the list."""
    if created(*lives_of(run)):  # whether one is created after an error that created none is another check's matter
        yield from survives(run)
    for one, other in pairwise(sends(run)):
        looked = any(map(is_look, between(run, one, other)))
        if may_have_created(one):
            yield that(looked, at=other.request_event).happens("a look at the list before it", "none")


@rubric.check(
    "RUN-10",
    killed,
    cites=("Leave alone what can't be yours",),
    needs=("RUN-03",),
    help="To read the results of a batch you wait for its end, which may be tomorrow.",
    hints=(
        "Age and number of requests stand in the list already.",
        "`batch.created_at`, `batch.request_counts`",
        "if sum(dict(batch.request_counts).values()) == ...",
    ),
)
def leaves_others_alone(run: Run) -> Iterator[Claim]:
    """Polls and reads no batch that can't be its own: of another size, or days older than its intent."""
    asked = [
        a for life in lives_of(run) for a in life.attempts if {OLD, LARGE, LARGER} & set(a.request.path.split("/"))
    ]
    yield that(asked, at=[a.request_event for a in asked]).never("request for a batch that can't be its own")
