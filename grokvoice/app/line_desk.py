"""The person at a terminal where nothing is redrawn: whole lines in, edited by the terminal itself.

    a line          a turn, or a command if it begins with a slash
    Enter alone     pushed to talk: begins a turn, or sends it; elsewhere it stops Grok
    y, a, n         answer a tool that asks for consent; so does Enter alone, with No
    Ctrl-D          ends the talk

Works everywhere, with every screen reader; no key is needed that a terminal might not report.
"""

import asyncio
import contextlib
import threading
from collections.abc import Iterator
from typing import Final, TextIO

from grokvoice.adapters.terminal_mode import drop_input
from grokvoice.app.commands import Commands, ListTools, list_cards
from grokvoice.app.consent import Consent
from grokvoice.app.entries import enter
from grokvoice.app.keys import SpokenTalk
from grokvoice.config.settings import Settings
from grokvoice.session.events import (
    HangUpRequested,
    InputEnded,
    SpeechStopRequested,
    TurnBegan,
)
from grokvoice.tools.approval import Answer, Ask, Question, Verdict
from grokvoice.ui.dashboard import Dashboard
from grokvoice.ui.view import View

_VERDICTS: Final = {
    **dict.fromkeys(("y", "yes"), Verdict.ONCE),
    **dict.fromkeys(("a", "always"), Verdict.ALWAYS),
    **dict.fromkeys(("n", "no", ""), Verdict.NO),
}
KEY_HELP: Final = "Enter   stop Grok; with --ptt: begin a turn, and send it\nCtrl-D  end the talk"


class LineDesk:
    """Reads the lines of one talk.

    Args:
        settings: Whether turns are pushed, and whether the talk is typed.
        stdin: The terminal.
        shows_questions: Whether the person would see what a tool asks.
    """

    def __init__(self, settings: Settings, stdin: TextIO, *, shows_questions: bool) -> None:
        self._settings = settings
        self._stdin = stdin
        self._is_open = False
        self._lines: asyncio.Queue[tuple[str, float]] = asyncio.Queue()
        """Each with the moment at which it was entered."""
        self._consent = Consent(how_to_answer)
        self._shows_questions = shows_questions

    def look(self) -> Dashboard:
        """Give nothing: there is no screen to show it on."""
        return Dashboard()

    @property
    def ask(self) -> Ask | None:
        """Puts a question to the person; None if it would not be seen."""
        return self._ask if self._shows_questions else None

    @contextlib.contextmanager
    def opened(self, screen: View) -> Iterator[None]:
        """Leave the terminal as it is."""
        del screen
        yield

    async def attend(self, talk: SpokenTalk, tools: ListTools) -> None:
        """Obey lines until their end; `tools` names what Grok may use."""
        commands = Commands(talk, tools, list_cards, KEY_HELP)
        loop = asyncio.get_running_loop()
        threading.Thread(target=self._read, args=(loop,), name="lines", daemon=True).start()
        self._consent.attend(talk)
        while (entered := await self._lines.get())[0]:
            line, at = entered
            if self._answers(line.strip().lower(), at):
                pass
            elif line.strip():
                await enter(line, talk, commands)
            else:
                self._enter_nothing(talk)
        talk.tell(InputEnded() if self._settings.is_text else HangUpRequested())

    def _read(self, loop: asyncio.AbstractEventLoop) -> None:
        """Hand over every line, then the empty text; a read blocks, and cannot be cancelled."""
        line = "more"
        while line:
            line = self._stdin.readline()
            with contextlib.suppress(RuntimeError):  # the talk is over, and with it the loop
                loop.call_soon_threadsafe(self._lines.put_nowait, (line, loop.time()))

    async def _ask(self, question: Question) -> Answer:
        """Ask without what was typed before: its Enter would make an answer of it."""
        drop_input(self._stdin)
        return await self._consent.ask(question)

    def _answers(self, line: str, at: float) -> bool:
        """Take a line for the answer to what a tool asks, if it is one."""
        is_end_of_turn = not line and self._is_open
        verdict = None if is_end_of_turn else _VERDICTS.get(line)
        return verdict is not None and self._consent.answer(verdict, at)

    def _enter_nothing(self, talk: SpokenTalk) -> None:
        if not self._settings.turns.is_push_to_talk:
            talk.tell(SpeechStopRequested())
        elif self._is_open:
            talk.end_turn()
        else:
            talk.tell(TurnBegan())
        self._is_open = not self._is_open


def how_to_answer(question: Question) -> str:
    """Say which lines answer a question."""
    always = ", a for always" if question.may_be_always else ""
    return f"Enter y for yes{always}; Enter alone is no."
