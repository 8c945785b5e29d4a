import pytest

from grokvoice.protocol.settings import (
    AudioFormat,
    AudioInput,
    AudioOutput,
    AudioSettings,
    FunctionSpec,
    Reasoning,
    Resumption,
    SessionInfo,
    SessionSettings,
    Tool,
    Transcription,
    TurnDetection,
)
from grokvoice.protocol.values import UNSET
from grokvoice.simulator.brain.formats import WireFormat
from grokvoice.simulator.brain.settings import (
    Settings,
    flat,
    merged,
    nested,
    served_model,
    wire_format,
)

PCM = AudioFormat(type="audio/pcm", rate=24_000)
FLAT = Tool(type="function", name="get", description="Gets.", parameters={"type": "object"})
NESTED = Tool(
    type="function",
    function=FunctionSpec(name="get", description="Gets.", parameters={"type": "object"}),
)


def changed(*updates: SessionSettings) -> Settings:
    settings = Settings()
    settings.model = "grok-voice-latest"
    for update in updates:
        settings.change(update)
    return settings


def test_what_an_update_leaves_out_keeps_its_value_at_every_depth() -> None:
    settings = changed(
        SessionSettings(
            instructions="Be brief.",
            audio=AudioSettings(input=AudioInput(transcription=Transcription(model="m"))),
        ),
        SessionSettings(audio=AudioSettings(input=AudioInput(format=AudioFormat(rate=16_000)))),
    )

    assert settings.asked == SessionSettings(
        instructions="Be brief.",
        audio=AudioSettings(
            input=AudioInput(
                transcription=Transcription(model="m"), format=AudioFormat(rate=16_000)
            )
        ),
    )


def test_lists_and_nulls_replace_what_was_there() -> None:
    old = SessionSettings(tools=(FLAT,), turn_detection=TurnDetection(type="server_vad"))
    new = SessionSettings(tools=(), turn_detection=None)

    assert merged(old, new) == new


def test_unknown_settings_are_kept_beside_each_other() -> None:
    old, new = SessionSettings(extra={"a": 1, "b": 1}), SessionSettings(extra={"b": 2})

    assert merged(old, new).extra == {"a": 1, "b": 2}


def test_the_model_cannot_be_changed_any_more() -> None:
    settings = changed(SessionSettings(model="other"))

    assert settings.echo().model == "grok-voice-latest"


@pytest.mark.parametrize(
    ("wanted", "served"),
    [
        ("", "grok-voice-latest"),
        ("grok-voice-think-fast-1.0", "grok-voice-think-fast-1.0"),
        ("grok-voise", "grok-voice-3.0"),
    ],
)
def test_a_misspelt_model_is_replaced_without_a_word(wanted: str, served: str) -> None:
    assert served_model(wanted) == served


def test_without_an_update_everything_has_its_default() -> None:
    settings = changed()

    assert settings.instructions == settings.voice == ""
    assert (settings.speed, settings.pronunciations, settings.tools) == (1.0, (), ())
    assert (settings.detection, settings.is_resumable) == (None, False)
    assert (settings.has_transcripts, settings.has_binary_output) == (False, False)
    assert settings.input_format == settings.output_format == WireFormat()


def test_an_update_is_told_back_by_the_properties() -> None:
    settings = changed(
        SessionSettings(
            voice="xai_Eve",
            turn_detection=TurnDetection(type="server_vad"),
            resumption=Resumption(enabled=True),
            replace={"kubectl": "cube control"},
            tools=(FLAT,),
            audio=AudioSettings(
                input=AudioInput(
                    format=AudioFormat(type="audio/pcmu"), transcription=Transcription(model="m")
                ),
                output=AudioOutput(speed=1.25, transport="binary"),
            ),
        )
    )

    assert (settings.voice, settings.speed, settings.tools) == ("eve", 1.25, (FLAT,))
    assert settings.pronunciations == (("kubectl", "cube control"),)
    assert settings.detection == TurnDetection(type="server_vad")
    assert settings.is_resumable
    assert settings.has_transcripts
    assert settings.has_binary_output
    assert settings.input_format == WireFormat("audio/pcmu", 8000)


def test_turn_detection_of_no_type_is_none() -> None:
    assert changed(SessionSettings(turn_detection=TurnDetection(type=None))).detection is None


def test_the_echo_of_manual_mode_has_no_turn_detection() -> None:
    echo = changed(SessionSettings(turn_detection=None)).echo()

    assert echo == SessionInfo(
        instructions="",
        model="grok-voice-latest",
        modalities=("audio",),
        tool_choice="auto",
        enable_noise_suppression=False,
        keep_context=False,
        enable_phonetic_spelling=False,
        input_audio_format="not specified",
        output_audio_format="not specified",
        temperature=-1.0,
        max_response_output_tokens="inf",
        audio=AudioSettings(
            input=AudioInput(format=PCM, transport="json"),
            output=AudioOutput(format=PCM, transport="json"),
        ),
    )


def test_the_echo_tells_what_was_set() -> None:
    echo = changed(
        SessionSettings(
            voice="eve",
            reasoning=Reasoning(effort="none"),
            replace={"a": "b"},
            tool_choice="required",
            turn_detection=TurnDetection(type="server_vad", threshold=0.5),
            tools=(FLAT,),
            audio=AudioSettings(
                input=AudioInput(
                    transcription=Transcription(model="grok-transcribe", language_hint="en"),
                    extra={"noise_reduction": None},
                )
            ),
        )
    ).echo()

    assert (echo.voice, echo.reasoning, echo.replace) == (
        "eve",
        Reasoning(effort="none"),
        {"a": "b"},
    )
    assert (echo.tool_choice, echo.tools) == ("required", (NESTED,))
    assert echo.turn_detection == TurnDetection(type="server_vad", threshold=0.5)
    assert echo.enable_noise_suppression is True
    assert echo.input_audio_transcription == Transcription(model="grok-transcribe")
    assert isinstance(echo.audio, AudioSettings)
    assert echo.audio.input == AudioInput(
        format=PCM,
        transport="json",
        transcription=Transcription(model="grok-transcribe", language_hint="en"),
    )


@pytest.mark.parametrize(
    ("wanted", "read"),
    [
        (UNSET, WireFormat()),
        ("pcm16", WireFormat()),
        (AudioFormat(rate=8000), WireFormat("audio/pcm", 8000)),
        (AudioFormat(type="audio/pcma"), WireFormat("audio/pcma", 8000)),
    ],
)
def test_a_format_takes_the_default_for_what_it_leaves_out(
    wanted: object, read: WireFormat
) -> None:
    assert wire_format(wanted) == read


@pytest.mark.parametrize("tool", [FLAT, NESTED])
def test_a_function_is_told_nested_and_read_flat(tool: Tool) -> None:
    assert (nested(tool), flat(tool)) == (NESTED, FLAT)


def test_a_server_tool_is_told_as_it_was_sent() -> None:
    tool = Tool(type="web_search", extra={"allowed_domains": ["x.ai"]})

    assert nested(tool) == flat(tool) == tool
