"""What a server says in a talk that has everything: speech, typing, a tool, and replies to all."""

from typing import Final

from grokvoice.protocol.client_events import (
    AnyClientEvent,
    InputAudioAppend,
    ItemCreate,
    ResponseCreate,
    SessionUpdate,
)
from grokvoice.protocol.codec import encode
from grokvoice.protocol.items import ContentPart, Item
from grokvoice.protocol.response_events import FunctionArgumentsDone
from grokvoice.protocol.unreadable import BinaryFrame
from grokvoice.session.events import MicrophoneChunk
from grokvoice.simulator.quirks import Quirks
from grokvoice.simulator.rehearsal import Rehearsal
from tests.faults.confidant import CALLING, TOLD, Confidant
from tests.faults.numbered_speech import NumberedMicrophone, Utterance
from tests.faults.servers import Servers
from tests.faults.troubles import talking

_PAUSE_S: Final = 6.0


def recorded() -> list[str]:
    """The frames of one such talk, in their order."""
    server = Servers(Quirks(), Confidant()).connect("", 0.0)
    _tell(server, SessionUpdate(session=talking().settings))
    _tell(server, _typed(TOLD), ResponseCreate())
    _tell(server, *_spoken())
    _tell(server, _typed(f"{CALLING} 1"), ResponseCreate())
    [call] = [sent.event for sent in server.sent if isinstance(sent.event, FunctionArgumentsDone)]
    output = Item(type="function_call_output", call_id=call.call_id, output="rain")
    _tell(server, ItemCreate(item=output), ResponseCreate())
    events = [sent.event for sent in server.take_sent()]
    return [encode(event) for event in events if not isinstance(event, BinaryFrame | str)]


def _tell(server: Rehearsal, *events: AnyClientEvent) -> None:
    server.receive(*events)
    server.run_until(server.now + _PAUSE_S)


def _typed(text: str) -> ItemCreate:
    part = ContentPart(type="input_text", text=text)
    return ItemCreate(item=Item(type="message", role="user", content=(part,)))


def _spoken() -> list[InputAudioAppend]:
    microphone = NumberedMicrophone()
    microphone.add(Utterance(1, 0.5, 1.5))
    chunks: list[MicrophoneChunk] = microphone.take_events(3.0)
    return [InputAudioAppend(audio=chunk.pcm) for chunk in chunks]
