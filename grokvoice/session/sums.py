"""The two sums that must come out exactly: where every frame of sound went."""

from grokvoice.session.talk import Talk
from grokvoice.session.updates import SumsCounted


def counted(talk: Talk) -> SumsCounted:
    """Add up the microphone's frames and the loudspeaker's."""
    gate, speaking = talk.gate, talk.speaking
    played, flushed, buffered = speaking.ledger.sums
    return SumsCounted(
        captured=gate.captured,
        acknowledged=gate.acknowledged,
        in_flight=gate.in_flight,
        waiting=gate.waiting,
        dropped=dict(gate.dropped),
        muted=gate.muted,
        received=speaking.received,
        played=played,
        flushed=flushed,
        stale=speaking.stale,
        buffered=buffered,
    )
