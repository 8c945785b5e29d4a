"""What the conductor needs of the world, as the shapes it calls; the adapters fit them."""

from collections.abc import Callable
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from grokvoice.adapters.websocket import Closed
from grokvoice.audio.ring import Ring
from grokvoice.protocol.settings import Tool
from grokvoice.session.events import ToolFinished
from grokvoice.session.tool_calls import Call

Wake = Callable[[], None]
"""Called from any thread when there is something to fetch; must not block."""

Overhear = Callable[[NDArray[np.int16], float], None]
"""Called from any thread with sound that belongs to somebody else, and when its first frame is
heard, in monotonic seconds; must not block."""


class Device(Protocol):
    """What a microphone and a speaker have in common."""

    @property
    def name(self) -> str:
        """What people call it."""
        ...

    @property
    def level_dbfs(self) -> float:
        """How loud it is now."""
        ...

    @property
    def failure(self) -> str | None:
        """Why no sound moves, or is kept, any more; None while all is well."""
        ...

    @property
    def can_return(self) -> bool:
        """Whether `stop` and `start` may help after a failure."""
        ...

    @property
    def is_steady(self) -> bool:
        """Whether sound has moved since the last start, so that the device can be believed."""
        ...

    @property
    def advice(self) -> str:
        """What a person should know about the device as it was opened; "" if nothing."""
        ...

    def start(self, wake: Wake) -> None:
        """Begin; may take long, and what is queued meanwhile waits."""
        ...

    def stop(self) -> None:
        """End; may be called twice."""
        ...

    def inspect(self) -> None:
        """Look closer whether all is well; may take some 10 ms."""
        ...

    def choose(self, wanted: str | int | None) -> str | int | None:
        """Take another card at the next start, and give what was wanted before.

        Raises:
            AudioDeviceError: this is no card, but a file or a pipe.
        """
        ...


class Microphone(Device, Protocol):
    """Where sound comes from."""

    @property
    def at_end(self) -> bool:
        """Whether a file or pipe has given all it had; silence may still follow."""
        ...

    @property
    def is_live(self) -> bool:
        """Whether it hears a room, and not a recording."""
        ...

    @property
    def captured_at_s(self) -> float:
        """When the last frame that `read` gave was captured, in monotonic seconds."""
        ...

    def read(self) -> NDArray[np.int16]:
        """Give all sound captured since the last call; 24 kHz mono, shape (frames,)."""
        ...


class Speaker(Device, Protocol):
    """Where sound goes to."""

    @property
    def played(self) -> Ring | None:
        """All that a room hears of it, silence included, for one reader; None if there is none."""
        ...

    @property
    def is_abandoned(self) -> bool:
        """Whether whoever listened went away, having heard enough; that is no failure."""
        ...

    @property
    def gaps(self) -> tuple[int, int]:
        """Times a reply ran dry before it was finished, and times the card reported a gap."""
        ...

    def overhear(self, listener: Overhear) -> None:
        """Let somebody have all that is heard of it, silence included; before `start`."""
        ...

    def play(self, pcm: bytes) -> None:
        """Queue PCM16 at 24 kHz."""
        ...

    def finish(self) -> None:
        """Let what is queued begin, however little it is."""
        ...

    def flush(self) -> int:
        """Fade out and forget the rest; returns the generation that begins."""
        ...

    def duck(self) -> None:
        """Make the sound quieter until `restore`."""
        ...

    def restore(self) -> None:
        """Bring the sound back to its full level."""
        ...

    def progress(self) -> tuple[int, int]:
        """The generation that sounds, and the frames of it that were heard."""
        ...

    def take_flushed(self) -> list[tuple[int, int]]:
        """Generations whose flush is complete, each with the frames of it that were taken."""
        ...


class Wire(Protocol):
    """An open connection to a server."""

    async def receive(self) -> str | bytes | Closed:
        """Wait for the next frame."""
        ...

    async def send(self, text: str) -> bool:
        """Send a frame; False if the connection is over."""
        ...

    async def receipt(self) -> bool:
        """Wait until the other machine has all that was sent; False if it never will."""
        ...

    async def watch(self) -> None:
        """Hang up when the other end gives no sign of life; returns when the wire is over."""
        ...

    async def close(self) -> None:
        """Close normally, within a second."""
        ...

    def abort(self) -> None:
        """Drop the connection at once; may be called when it is over."""
        ...


class Tools(Protocol):
    """What the model may use, and who runs it."""

    @property
    def specs(self) -> tuple[Tool, ...]:
        """What the service is told; complete once they are open."""
        ...

    @property
    def functions(self) -> frozenset[str]:
        """Names of the functions that are run here."""
        ...

    async def open(self) -> None:
        """Start what must be started, in at most 10 s."""
        ...

    async def close(self) -> None:
        """Let go of it; may be called when `open` failed."""
        ...

    async def run(self, call: Call) -> ToolFinished:
        """Run a call; gives an answer whatever happens."""
        ...
