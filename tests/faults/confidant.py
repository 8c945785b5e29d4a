"""The mind of the servers: it is told a code word, and notes at every reply whether it knows it."""

import json
from typing import Final

from grokvoice.simulator.brain.memory import Remembered
from grokvoice.simulator.brain.plans import CallFunction, Situation, Speak, Step

CODE_WORD: Final = "heron"
TOLD: Final = f"The code word is {CODE_WORD}."
LOOK_UP: Final = "look_up"
CALLING: Final = "Look it up:"


class Confidant:
    """Answers everything, never says the code word, and looks things up where asked to."""

    def __init__(self) -> None:
        self.replies = 0
        self.in_the_dark: list[tuple[Remembered, ...]] = []
        """What was remembered at each reply for which the code word was not known."""

    def plan(self, situation: Situation) -> tuple[Step, ...]:
        """Give the steps of a reply."""
        self.replies += 1
        if not any(CODE_WORD in one.text for one in situation.memory):
            self.in_the_dark.append(situation.memory)
        return _answer(situation.memory[-1]) if situation.memory else (Speak("Hello there!"),)


def _answer(last: Remembered) -> tuple[Step, ...]:
    if last.role == "output":
        return (Speak(f"It says {last.text}."),)
    if last.text.startswith(CALLING):
        number = last.text.removeprefix(CALLING).strip()
        call = CallFunction(LOOK_UP, json.dumps({"number": number}))
        return (Speak("One moment, let me see."), call)
    return (Speak("Yes, and there is one thing more to say."),)
