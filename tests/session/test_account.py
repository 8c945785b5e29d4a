"""The account: what costs, what shows life, and what a limit says."""

from grokvoice.protocol.client_events import InputAudioAppend, ItemCreate
from grokvoice.protocol.items import ContentPart, Item, Usage
from grokvoice.session.account import Account
from grokvoice.session.commands import Send, Show
from grokvoice.session.limits import LimitSettings
from grokvoice.session.updates import Notice, UserFinal

MODEL = "grok-voice-latest"


def typed(text: str) -> Send:
    part = ContentPart(type="input_text", text=text)
    return Send(ItemCreate(item=Item(type="message", role="user", content=(part,))))


def test_minutes_count_while_a_session_is_open_and_each_text_is_charged() -> None:
    account = Account(MODEL, LimitSettings())

    account.opened(MODEL, 10.0)
    account.note(typed("hello"), 11.0)
    account.note(Send(InputAudioAppend(audio=b"\0\0")), 11.0)
    account.closed(70.0)

    cost = account.billed(None, 500.0)
    assert (cost.audio_s, round(cost.dollars, 6)) == (60.0, 0.084)


def test_a_model_has_its_own_price_once_it_is_known() -> None:
    account = Account(MODEL, LimitSettings())

    account.opened("grok-voice-think-fast-1.0", 0.0)

    assert round(account.billed(None, 60.0).dollars, 6) == 0.05


def test_the_servers_count_is_believed_where_it_is_larger() -> None:
    account = Account(MODEL, LimitSettings())
    account.opened(MODEL, 0.0)

    cost = account.billed(Usage(billable_audio_seconds=90), 30.0)

    assert cost.audio_s == 90


def test_words_of_the_users_put_off_the_idle_hang_up_and_so_does_a_running_reply() -> None:
    account = Account(MODEL, LimitSettings(idle_s=60.0))
    account.start(0.0)

    account.note(Show(UserFinal(item_id="u", text="hello")), 40.0)
    account.note(Show(Notice(code="x", text="y")), 50.0)
    put_off_until = account.deadline(40.0)
    account.engaged(80.0)

    assert put_off_until == 70.0
    assert (account.warnings(109.0), account.reached(139.0)) == ([], "")
    assert account.reached(140.0) == "nobody spoke for 1 minutes (--idle)"


def test_a_hang_up_that_is_near_is_announced() -> None:
    account = Account(MODEL, LimitSettings(idle_s=60.0))
    account.start(0.0)

    (warning,) = account.warnings(30.0)

    assert isinstance(warning, Show)
    assert isinstance(warning.update, Notice)
    assert warning.update.code == "idle"
