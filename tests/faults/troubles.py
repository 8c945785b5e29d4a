"""What befalls a `RoughTalk`: somebody who cannot keep still, and a network that breaks."""

from collections import Counter, deque
from collections.abc import Callable
from enum import Enum, auto
from itertools import count
from random import Random
from typing import Final, Self

from grokvoice.protocol.settings import (
    AudioInput,
    AudioSettings,
    Resumption,
    SessionSettings,
    Transcription,
    TurnDetection,
)
from grokvoice.session.events import InputEnded, UserText
from grokvoice.session.options import Options
from grokvoice.session.updates import State
from grokvoice.simulator.quirks import Quirks
from tests.faults.cable import Cut
from tests.faults.confidant import CALLING, LOOK_UP, TOLD, Confidant
from tests.faults.numbered_speech import Utterance
from tests.faults.rough_talk import RoughTalk

_PATIENCE_S: Final = 20.0
"""How long a stage is waited for."""
_REST_S: Final = 8.0
"""What the talk is given to come to rest in."""


class Stage(Enum):
    """What is going on when the connection is cut."""

    QUIET = auto()
    SPEECH = auto()
    THINKING = auto()
    REPLY = auto()
    TOOL = auto()
    CONFIGURING = auto()
    HANDSHAKE = auto()
    """Nothing in particular, but the connection that follows comes about only later."""


class Person:
    """Says, types and has something looked up every few seconds, until told to be quiet."""

    def __init__(self, talk: RoughTalk, random: Random) -> None:
        self.typed = [TOLD]
        self.is_quiet = False
        self._talk = talk
        self._random = random
        self._numbers = count(1)
        talk.later(0.5, lambda: talk.tell(UserText(TOLD)))
        talk.later(5.0, self._act)

    def _act(self) -> None:
        if self.is_quiet:
            return
        number, busy_s = next(self._numbers), 0.0
        match self._random.choice(["speak", "speak", "type", "look up", "look up"]):
            case "speak":
                busy_s = self._random.uniform(0.3, 2.0)
                start_s = self._talk.now + 0.1
                self._talk.microphone.add(Utterance(number, start_s, start_s + busy_s))
            case "type":
                self._type(f"Line {number}.")
            case _:
                self._type(f"{CALLING} {number}")
        self._talk.later(busy_s + self._random.uniform(2.0, 9.0), self._act)

    def _type(self, text: str) -> None:
        self.typed.append(text)
        self._talk.tell(UserText(text))


class Saboteur:
    """Cuts connections, each at a random moment of a random stage."""

    def __init__(self, talk: RoughTalk, random: Random, cuts: int) -> None:
        self.left = cuts
        self.done: Counter[Stage] = Counter()
        self._talk = talk
        self._random = random
        self._stages = deque[Stage]()
        talk.later(4.0, self._choose)

    def _choose(self) -> None:
        if not self._stages:
            self._stages.extend(self._random.sample(list(Stage), len(Stage)))
        self._lurk(self._stages.popleft(), self._talk.now + _PATIENCE_S)

    def _lurk(self, stage: Stage, until: float) -> None:
        """Wait for a stage, and a random while longer; but not for ever."""
        if self._is_at(stage):
            self._talk.later(self._random.uniform(0.0, 0.5), lambda: self._strike(stage))
        elif self._talk.now < until:
            self._talk.later(0.03, lambda: self._lurk(stage, until))
        else:
            self._lurk(Stage.QUIET, until + _PATIENCE_S)

    def _is_at(self, stage: Stage) -> bool:
        talk = self._talk.session.talk
        is_open = talk.speaking.replies.open_id is not None
        is_configured = self._talk.is_configured
        return (
            self._talk.is_connected
            and {
                Stage.SPEECH: talk.state is State.HEARING,
                Stage.THINKING: talk.state is State.THINKING,
                Stage.REPLY: is_open and talk.speaking.is_sounding,
                Stage.TOOL: talk.calling.is_running,
                Stage.CONFIGURING: not is_configured,
                Stage.QUIET: is_configured,
                Stage.HANDSHAKE: is_configured,
            }[stage]
        )

    def _strike(self, stage: Stage) -> None:
        if self._talk.is_connected:
            refusals = self._random.randint(1, 3) if stage is Stage.HANDSHAKE else 0
            self._talk.cut(self._random.choice(list(Cut)), refusals=refusals)
            self.done[stage] += 1
            self.left -= 1
        if self.left:
            is_urgent = bool(self._stages) and self._stages[0] is Stage.CONFIGURING
            peace_s = 0.0 if is_urgent else self._random.choice([0.0, 0.2, 1.0, 4.0, 12.0])
            self._talk.later(peace_s, self._choose)


class Ordeal:
    """One whole talk in which connections are cut, and in which all comes to rest at the end.

    Args:
        seed: All that happens follows from it.
        cuts: How many connections are cut.
        quirks: How the servers behave.
    """

    def __init__(self, seed: int, cuts: int, quirks: Quirks) -> None:
        self._random = Random(seed)
        self.mind = Confidant()
        options = talking(jitter=self._random.random)
        self.talk = RoughTalk(options, quirks, self.mind, tool_s=self._tool_s)
        self.person = Person(self.talk, self._random)
        self.saboteur = Saboteur(self.talk, self._random, cuts)

    def live(self) -> Self:
        """Live through it."""
        talk = self.talk
        talk.run(lambda: not self.saboteur.left, within_s=1000.0)
        talk.run(lambda: talk.is_configured, within_s=60.0)
        talk.wait(_REST_S)
        self.person.is_quiet = True
        talk.wait(_REST_S)
        talk.tell(InputEnded())
        talk.run(lambda: talk.exit_code is not None, within_s=60.0)
        return self

    def _tool_s(self) -> float:
        return self._random.uniform(0.1, 4.0)


def talking(jitter: Callable[[], float] = lambda: 0.5) -> Options:
    """The options of a talk by voice that may look things up and may be resumed."""
    return Options(
        settings=SessionSettings(
            turn_detection=TurnDetection(type="server_vad", silence_duration_ms=300),
            audio=AudioSettings(
                input=AudioInput(transcription=Transcription(model="grok-transcribe"))
            ),
            resumption=Resumption(enabled=True),
        ),
        quiet_s=3.0,
        functions=frozenset({LOOK_UP}),
        jitter=jitter,
    )
