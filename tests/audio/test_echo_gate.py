from grokvoice.audio.echo_gate import EchoGate


def taught(echo_db: float) -> EchoGate:
    """A gate that has heard half a second of echo so much softer than what was played."""
    gate = EchoGate()
    for frame in range(50):
        gate.opens(-20 + echo_db - frame % 3, -20)
    return gate


def test_before_anything_is_learned_only_what_is_louder_than_the_loudspeaker_passes() -> None:
    assert not EchoGate().opens(-20, -20)
    assert EchoGate().opens(-11, -20)


def test_an_echo_does_not_pass() -> None:
    assert not taught(-30).opens(-45, -20)


def test_a_voice_that_is_clearly_louder_than_the_echo_passes() -> None:
    assert taught(-30).opens(-40, -20)


def test_a_gate_stays_open_for_the_soft_end_of_a_word_and_learns_nothing_from_it() -> None:
    gate = taught(-30)
    gate.opens(-30, -20)

    passes = [gate.opens(-60, -20) for _ in range(31)]

    assert passes == [True] * 30 + [False]
    assert gate.opens(-40, -20)
