"""The Python API: the same conversation as `grokvoice talk`, driven by a program.

    async with grokvoice.connect(local=True, voice="ara") as talk:
        print(await talk.ask("What is two plus three?"))

A `Conversation` is a thin hand on the session core: each method tells it one event, and what the
core shows comes back through `updates()`. Sound is optional: without a microphone nothing is
captured, and without a speaker replies count as heard at once.
"""

import asyncio
import contextlib
import itertools
import os
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from grokvoice.adapters.collecting import CollectingSpeaker
from grokvoice.adapters.none import SilentMicrophone
from grokvoice.adapters.sinks import NullSink
from grokvoice.app.answer import words_of_reply
from grokvoice.app.assembly import Equip, Wiring, assembled, core_options
from grokvoice.app.conductor import Conductor
from grokvoice.app.link import Trace
from grokvoice.app.ports import Microphone, Speaker
from grokvoice.app.recorder import recorded
from grokvoice.app.updates_view import QueueView
from grokvoice.config.load import check_key, load_settings
from grokvoice.config.settings import Settings
from grokvoice.errors import GrokVoiceError, ServerError, UsageError
from grokvoice.protocol.items import ContentPart, Item
from grokvoice.protocol.settings import SessionSettings
from grokvoice.session import events
from grokvoice.session.context import ChatContext
from grokvoice.session.updates import (
    ErrorShown,
    ReplyMatched,
    ReplyMissed,
    SessionEnded,
    Update,
)

if TYPE_CHECKING:
    from grokvoice.tools.approval import Ask


class Conversation:
    """A running conversation; made by `connect`."""

    def __init__(self, conductor: Conductor, view: QueueView) -> None:
        self._conductor = conductor
        self._view = view
        self._request_numbers = itertools.count(1)

    @property
    def context(self) -> ChatContext:
        """What was said and heard so far."""
        return self._conductor.context

    async def updates(self) -> AsyncIterator[Update]:
        """Give everything that is shown from now on, until the conversation has ended."""
        with self._view.subscribed() as queue:
            while True:
                update = await queue.get()
                yield update
                if isinstance(update, SessionEnded):
                    return

    async def ask(self, text: str) -> str:
        """Say something as the user, and wait for the reply to be over.

        Returns:
            The words of the reply that were heard.

        Raises:
            ServerError: the conversation ended, or nothing was answered.
        """
        with self._view.subscribed() as queue:
            self._conductor.tell(events.UserText(text))
            return await words_of_reply(queue)

    def send_text(self, text: str) -> None:
        """Say something as the user, without waiting."""
        self._conductor.tell(events.UserText(text))

    def speak(self, text: str, *, interruptible: bool = True) -> None:
        """Have exactly these words spoken; what is not interruptible is heard in full."""
        self._conductor.tell(events.VerbatimText(text, is_interruptible=interruptible))

    async def reply(self, instructions: str = "", *, timeout_s: float = 10.0) -> str:
        """Ask for a reply to the conversation as it stands.

        Args:
            instructions: In place of the session's, for this reply only.
            timeout_s: How long it may take to begin.

        Returns:
            The id of the response that answers; its items and frames carry it.

        Raises:
            ServerError: it did not begin in time.
        """
        request_id = f"request-{next(self._request_numbers)}"
        request = events.ReplyRequested(request_id=request_id, instructions=instructions)
        with self._view.subscribed() as queue, contextlib.suppress(TimeoutError):
            self._conductor.tell(request)
            async with asyncio.timeout(timeout_s):
                while True:
                    match await queue.get():
                        case ReplyMatched(request_id=matched, response_id=response_id):
                            if matched == request_id:
                                return response_id
                        case ReplyMissed(request_id=missed) if missed == request_id:
                            break
                        case SessionEnded():
                            break
                        case _:
                            pass
        raise ServerError(
            f"no reply began within {timeout_s:g} s; ask again, or look at updates()."
        )

    def change(self, settings: SessionSettings) -> None:
        """Set the session up differently; only what differs is sent.

        A refusal leaves the old settings in force and is shown as a notice.
        """
        self._conductor.tell(events.SettingsChanged(settings))

    def add(self, item: Item, *, after_item_id: str | None = None) -> None:
        """Add an item to the conversation, without asking for a reply.

        Raises:
            UsageError: it holds an image, which the model is blind to today.
        """
        if any(part.type == "input_image" for part in item.content or ()):
            raise UsageError(
                "images are taken by the service but not seen by the model: describe it in words."
            )
        self._conductor.tell(events.ItemOffered(item=item, after_item_id=after_item_id))

    def add_text(self, text: str, role: str = "user") -> None:
        """Add words to the conversation, without asking for a reply."""
        kind = "output_text" if role == "assistant" else "input_text"
        part = ContentPart(type=kind, text=text)
        self.add(Item(type="message", role=role, content=(part,)))

    def delete(self, item_id: str) -> None:
        """Remove an item from the conversation."""
        self._conductor.tell(events.ItemDropped(item_id))

    def send_audio(self, pcm: bytes) -> None:
        """Add sound as if from the microphone: PCM16 little-endian mono at 24 kHz."""
        self._conductor.tell(events.MicrophoneChunk(pcm))

    def commit(self) -> None:
        """End a manual turn; with speech in it, the reply begins by itself."""
        self._conductor.tell(events.TurnEnded())

    def clear(self) -> None:
        """Forget the sound of a manual turn, and the reply to it."""
        self._conductor.tell(events.TurnDiscarded())

    def interrupt(self) -> None:
        """Stop the reply that sounds."""
        self._conductor.tell(events.SpeechStopRequested())

    def mute(self, *, is_muted: bool = True) -> None:
        """Close or open the microphone."""
        self._conductor.tell(events.UserMuted(is_muted))

    def close(self) -> None:
        """End the conversation; leaving the `async with` does so too."""
        self._conductor.tell(events.HangUpRequested())


@contextlib.asynccontextmanager
async def connect(
    *,
    microphone: Microphone | None = None,
    speaker: Speaker | None = None,
    context: ChatContext | None = None,
    observe: Trace | None = None,
    functions: Sequence[Callable[..., object]] = (),
    ask: "Ask | None" = None,
    **options: str | float | bool,
) -> AsyncIterator[Conversation]:
    """Open a conversation, as `grokvoice talk` with the same options would.

    Args:
        microphone: Where sound comes from; None for nothing but `send_audio`.
        speaker: Where it goes; None lets replies count as heard at once.
        context: What was said before; told to the server when the conversation begins.
        observe: Called with "in" or "out" and every event on the wire.
        functions: What the model may call: ordinary typed functions with docstrings, see `tool`.
        ask: Puts what must be agreed to before a call to a person; None refuses it.
        options: `voice`, `model`, `instructions`, `url`, `local`, `speed`… as on the command line.

    Raises:
        GrokVoiceError: and its kinds; a missing key, a wrong option, a device that fails.
    """
    settings = load_settings(
        {name: _as_text(value) for name, value in options.items()}, os.environ, Path.cwd()
    )
    check_key(settings)
    core = replace(
        core_options(settings, listens=microphone is not None or bool(options.get("mic"))),
        quiet_s=0.0,
        context=context or ChatContext(),
    )
    view = QueueView()
    sound = (microphone or SilentMicrophone(), speaker or CollectingSpeaker("none", NullSink()))
    equip = _equip(functions, ask, settings)
    with recorded(settings.sound.record) as recorder:
        wiring = Wiring(observe=observe, recorder=recorder)
        async with (
            assembled(settings, core, sound, view, wiring, equip) as conductor,
            _conversing(conductor, view) as conversation,
        ):
            yield conversation


@contextlib.asynccontextmanager
async def _conversing(conductor: Conductor, view: QueueView) -> AsyncIterator[Conversation]:
    """Run the conversation beside a program's block; what either raises is raised as it is."""
    failures: list[Exception] = []
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(_run(conductor, view, failures), name="conversation")
        conversation = Conversation(conductor, view)
        try:
            yield conversation
        except Exception as error:  # noqa: BLE001 - the program's own: no group may hide it
            failures.insert(0, error)
        finally:
            conversation.close()
            await asyncio.wait([running])
    for failure in failures:
        raise failure


def _equip(
    functions: Sequence[Callable[..., object]], ask: "Ask | None", settings: Settings
) -> Equip | None:
    if not (functions or settings.tools.is_wanted):
        return None
    # Only programs that bring tools pay for what reads signatures and docstrings.
    from grokvoice.app.equipment import toolbox_of

    return partial(toolbox_of, functions, ask, settings)


async def _run(conductor: Conductor, view: QueueView, failures: list[Exception]) -> None:
    """Run the conversation; a failure of it is kept, and shown to whoever waits for a reply."""
    try:
        await conductor.run()
    except GrokVoiceError as failure:
        failures.append(failure)
        view.show(ErrorShown(code="failed", text=str(failure)), 0.0)


def _as_text(value: str | float | bool) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
