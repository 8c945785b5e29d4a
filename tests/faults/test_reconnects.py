"""A talk outlives its connections: 500 of them are cut, at random moments of every stage (L3)."""

from collections import Counter
from dataclasses import replace
from typing import Final, Literal, TypeAlias

import pytest

from grokvoice.protocol.client_events import ResponseCreate
from grokvoice.session.events import InputEnded, UserText
from grokvoice.session.updates import (
    AssistantFinal,
    ErrorShown,
    Notice,
    State,
    StateChanged,
    SumsCounted,
    UserFinal,
)
from grokvoice.simulator.quirks import Quirks
from tests.faults.cable import Cut
from tests.faults.confidant import TOLD, Confidant
from tests.faults.numbered_speech import Utterance
from tests.faults.rough_talk import RoughTalk
from tests.faults.troubles import Ordeal, Stage, talking

TALKS = 100
CUTS_A_TALK = 5
Memory: TypeAlias = Literal["complete", "assistant", "none"]
"""What servers know of a conversation that is resumed."""
MEMORIES: Final[tuple[Memory, ...]] = ("complete", "assistant", "none")


@pytest.fixture(scope="module")
def ordeals() -> list[Ordeal]:
    """A hundred talks, each with five connections cut; a third of them with each kind of server."""
    return [
        Ordeal(seed, CUTS_A_TALK, Quirks(resumption=MEMORIES[seed % 3])).live()
        for seed in range(TALKS)
    ]


def utterances(ordeal: Ordeal) -> list[str]:
    """The numbers of the utterances that were written down."""
    lines = [line.text for line in ordeal.talk.only(UserFinal)]
    spoken = [line.split() for line in lines if line not in ordeal.person.typed]
    return [word for words in spoken for word in words if word != "Utterance"]


def test_500_connections_are_cut_some_at_every_stage(ordeals: list[Ordeal]) -> None:
    stages = Counter[Stage]()
    for ordeal in ordeals:
        stages += ordeal.saboteur.done

    assert stages.total() == 500
    assert all(stages[stage] >= 40 for stage in Stage)


def test_nothing_is_written_down_twice(ordeals: list[Ordeal]) -> None:
    for ordeal in ordeals:
        users = [line.item_id for line in ordeal.talk.only(UserFinal)]
        replies = [line.item_id for line in ordeal.talk.only(AssistantFinal)]
        assert len(set(users)) == len(users)
        assert len(set(replies)) == len(replies)
        assert set(Counter(utterances(ordeal)).values()) <= {1}


def test_every_line_typed_is_written_down_once_and_in_its_order(ordeals: list[Ordeal]) -> None:
    for ordeal in ordeals:
        lines = [line.text for line in ordeal.talk.only(UserFinal)]
        assert [line for line in lines if line in ordeal.person.typed] == ordeal.person.typed


def test_every_tool_runs_once_and_is_answered_once(ordeals: list[Ordeal]) -> None:
    for ordeal in ordeals:
        runs, known = ordeal.talk.chronicle.runs, ordeal.talk.servers.remembered
        answers = Counter(one.call_id for one in known if one.role == "output")
        calls = {one.call_id for one in known if one.role == "call"}
        assert set(runs.values()) <= {1}
        assert answers == dict.fromkeys(calls & runs.keys(), 1)

    assert sum(ordeal.talk.chronicle.runs.total() for ordeal in ordeals) > 100


def test_what_was_told_at_the_beginning_is_known_at_every_reply(ordeals: list[Ordeal]) -> None:
    in_the_dark = [memory for ordeal in ordeals for memory in ordeal.mind.in_the_dark]

    assert in_the_dark == []
    assert sum(ordeal.mind.replies for ordeal in ordeals) > 500


def test_every_frame_is_accounted_for(ordeals: list[Ordeal]) -> None:
    for ordeal in ordeals:
        [sums] = ordeal.talk.only(SumsCounted)
        kept = sums.acknowledged + sums.in_flight + sums.waiting
        assert sums.captured == ordeal.talk.microphone.captured
        assert sums.captured == kept + sum(sums.dropped.values()) + sums.muted
        assert sums.received == sums.played + sums.flushed + sums.stale + sums.buffered
        assert sums.played == ordeal.talk.loudspeaker.taken.total()


def test_only_the_network_is_ever_complained_about(ordeals: list[Ordeal]) -> None:
    for ordeal in ordeals:
        told = {notice.code for notice in ordeal.talk.only(Notice)}
        assert told <= {"reconnecting", "reconnected"}
        assert ordeal.talk.only(ErrorShown) == []


def test_dialling_begins_soon_and_never_becomes_a_storm(ordeals: list[Ordeal]) -> None:
    for ordeal in ordeals:
        told = ordeal.talk.chronicle
        waits = [
            min(dialled for dialled in told.dialled_at if dialled > failed) - failed
            for failed in told.failed_at
        ]
        assert waits[0] <= 0.5
        assert max(waits) < 10.001
        sooner_and_later = zip(told.dialled_at, told.dialled_at[10:], strict=False)
        assert all(later - sooner >= 60.0 for sooner, later in sooner_and_later)


@pytest.mark.parametrize("memory", MEMORIES)
def test_nobody_is_greeted_again(memory: Memory) -> None:
    mind = Confidant()
    talk = RoughTalk(talking(), Quirks(resumption=memory), mind)
    talk.tell(UserText(TOLD))
    talk.wait(8.0)

    for how in [*Cut, *Cut, *Cut]:
        talk.cut(how)
        talk.wait(25.0)

    assert len(talk.chronicle.configured_at) >= 10
    assert (talk.chronicle.sent[ResponseCreate], mind.replies) == (1, 1)


@pytest.mark.parametrize("memory", MEMORIES)
def test_a_connection_of_28_minutes_is_renewed_unheard(memory: Memory) -> None:
    mind = Confidant()
    talk = RoughTalk(talking(), Quirks(resumption=memory), mind)
    talk.tell(UserText(TOLD))
    talk.wait(28 * 60.0 - 5.0)
    talk.microphone.wake(talk.now)
    talk.wait(4.0)
    talk.tell(UserText("A moment before."))

    talk.run(lambda: len(talk.chronicle.dialled_at) == 2, within_s=10.0)
    renewed_at = talk.now
    talk.microphone.add(Utterance(1, talk.now + 0.05, talk.now + 1.0))
    talk.wait(10.0)
    talk.tell(InputEnded())
    talk.run(lambda: talk.exit_code is not None, within_s=10.0)

    [sums] = talk.only(SumsCounted)
    replies = talk.only(AssistantFinal)
    assert renewed_at >= 28 * 60.0
    lines = [line.text for line in talk.only(UserFinal)]
    assert lines == [TOLD, "A moment before.", "Utterance 1."]
    assert [reply.is_interrupted for reply in replies] == [False, False, False]
    assert mind.in_the_dark == []
    assert (sums.flushed, sums.stale, sum(sums.dropped.values())) == (0, 0, 0)
    assert State.RECONNECTING not in {change.state for change in talk.only(StateChanged)}
    assert talk.only(Notice) == []


@pytest.mark.parametrize("closed_on", ["session.created", "session.updated"])
def test_a_server_that_accepts_and_closes_at_once_is_not_stormed(closed_on: str) -> None:
    talk = RoughTalk(talking(jitter=lambda: 0.0), Quirks(close_on=closed_on), Confidant())

    talk.wait(300.0)

    dialled_at = talk.chronicle.dialled_at
    most = max(sum(at <= later < at + 60.0 for later in dialled_at) for at in dialled_at)
    assert (talk.exit_code, most) == (None, 10)


@pytest.mark.parametrize(
    ("quirks", "refusals"),
    [(Quirks(), 1000), (Quirks(close_on="session.updated"), 0)],
    ids=["nobody there", "configures and closes"],
)
def test_patience_of_15_seconds_ends_in_a_clear_word(quirks: Quirks, refusals: int) -> None:
    talk = RoughTalk(replace(talking(), give_up_after_s=15.0), quirks, Confidant())
    talk.tell(UserText(TOLD))
    talk.wait(0.2)
    talk.cut(Cut.ABORT, refusals=refusals)

    talk.run(lambda: talk.exit_code is not None, within_s=60.0)

    [error] = talk.only(ErrorShown)
    assert (talk.exit_code, error.code) == (5, "gave-up")
    assert talk.now - talk.chronicle.failed_at[0] <= 15.0
    assert "Gave up after" in error.text
