import numpy as np

from grokvoice.audio.pcm import Samples, from_float32, level_dbfs, to_float32
from grokvoice.audio.webrtc import DELAY_FRAMES, FRAME, Clarifier, EchoCanceller

SECOND = 24_000
BLOCK = 480


def speech(seconds: int, seed: int) -> Samples:
    """Noise that comes and goes like syllables, with most of its power below 4 kHz."""
    white = np.random.default_rng(seed).normal(0, 8000, seconds * SECOND)
    noise = np.convolve(white, np.ones(6) / 6, "same")
    swell = np.maximum(0, np.sin(np.arange(len(noise)) / SECOND * 2 * np.pi * 2.3 + seed))
    return from_float32((noise * swell / 32_768).astype(np.float32))


def echo_of(far: Samples, delay_ms: int, gain: float) -> Samples:
    delay = delay_ms * SECOND // 1000
    late = np.concatenate((np.zeros(delay, np.int16), far[:-delay]))
    return from_float32(to_float32(late) * np.float32(gain))


def cleaned(near: Samples, far: Samples) -> Samples:
    canceller = EchoCanceller()
    frames = range(0, len(near) - FRAME + 1, FRAME)
    return np.concatenate(
        [canceller.clean(near[i : i + FRAME], far[i : i + FRAME]) for i in frames]
    )


def test_what_is_played_is_taken_off_by_more_than_twenty_decibels_after_a_second() -> None:
    far = speech(4, seed=1)
    near = echo_of(far, 80, 0.1)

    out = cleaned(near, far)

    assert level_dbfs(near[2 * SECOND :]) - level_dbfs(out[2 * SECOND :]) > 20


def test_a_voice_without_an_echo_stays_as_it_is_and_is_nine_milliseconds_late() -> None:
    near = speech(3, seed=2)

    out = cleaned(near, np.zeros_like(near))

    voice = near[SECOND:][:4800].astype(float)
    matches = np.correlate(out[SECOND:][: len(voice) + 480].astype(float), voice, "valid")
    assert abs(int(np.argmax(matches)) - DELAY_FRAMES) <= 1
    assert abs(level_dbfs(out[SECOND:]) - level_dbfs(near[SECOND:])) < 1.5


def test_a_voice_over_an_echo_stays() -> None:
    far, voice = speech(5, seed=1), speech(5, seed=2)
    voice[: 3 * SECOND] = 0

    out = cleaned(echo_of(far, 80, 0.1) + voice, far)

    assert level_dbfs(voice[4 * SECOND :]) - level_dbfs(out[4 * SECOND :]) < 4


def clarified(clarifier: Clarifier, sound: Samples) -> Samples:
    blocks = range(0, len(sound), BLOCK)
    return np.concatenate([clarifier.push(sound[i : i + BLOCK]) for i in blocks])


def test_steady_noise_is_made_softer_and_a_voice_keeps_its_level() -> None:
    clarifier = Clarifier(suppresses_noise=True, evens_gain=False)
    noise = np.random.default_rng(5).normal(0, 100, 4 * SECOND).astype(np.int16)
    voice = speech(2, seed=2)

    hush = clarified(clarifier, noise)[2 * SECOND :]
    said = clarified(clarifier, voice + noise[: 2 * SECOND])

    assert level_dbfs(noise) - level_dbfs(hush) > 14
    assert abs(level_dbfs(said) - level_dbfs(voice)) < 1.5


def test_a_soft_voice_is_raised_and_more_than_a_loud_one() -> None:
    loud, soft = speech(4, seed=2), echo_of(speech(4, seed=2), 80, 0.1)

    raised_db = [
        level_dbfs(clarified(Clarifier(suppresses_noise=False, evens_gain=True), voice)[SECOND:])
        - level_dbfs(voice[SECOND:])
        for voice in (loud, soft)
    ]

    assert raised_db[1] > 10
    assert raised_db[1] - raised_db[0] > 5


def test_less_than_a_frame_waits_for_the_rest() -> None:
    clarifier = Clarifier(suppresses_noise=True, evens_gain=True)

    given = [len(clarifier.push(np.zeros(frames, np.int16))) for frames in (100, 139, 1, 500)]

    assert given == [0, 0, FRAME, 2 * FRAME]


def test_where_nothing_is_asked_for_sound_passes_as_it_is() -> None:
    sound = speech(1, seed=1)[:101]

    assert Clarifier(suppresses_noise=False, evens_gain=False).push(sound) is sound
