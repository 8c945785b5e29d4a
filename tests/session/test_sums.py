from grokvoice.protocol.items import Response
from grokvoice.session.options import Options
from grokvoice.session.sums import counted
from grokvoice.session.talk import Talk
from grokvoice.session.updates import SumsCounted
from tests.session.dialogue import heard, sound


def test_every_frame_of_both_ways_is_somewhere() -> None:
    talk = Talk(Options(backlog_s=0.1))
    talk.gate.push(bytes(9600), 0.1)
    talk.gate.push(bytes(4800), 0.2)
    talk.gate.open()
    talk.gate.receipt(1000)
    talk.gate.is_muted = True
    talk.gate.push(bytes(480), 0.3)
    talk.reply_created(Response(id="r1"), 1.0)
    talk.speaking.sound(sound(100), 1.0)
    talk.progressed(heard(20), 1.1)
    talk.speaking.sound(sound(10, reply="r9"), 1.2)

    assert counted(talk) == SumsCounted(
        captured=7440,
        acknowledged=1000,
        in_flight=1400,
        waiting=0,
        dropped={"overflow": 4800},
        muted=240,
        received=2640,
        played=480,
        flushed=0,
        stale=240,
        buffered=1920,
    )


def test_what_is_counted_does_not_change_any_more() -> None:
    talk = Talk(Options(backlog_s=0.1))
    before = counted(talk)

    talk.gate.push(bytes(9600), 0.1)

    assert before.dropped == {}
