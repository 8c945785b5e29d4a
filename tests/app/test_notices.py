from grokvoice.app.notices import Notices
from grokvoice.session.events import Observed
from grokvoice.session.updates import Notice
from tests.app.stage import FakeView
from tests.app.test_commands import FakeTalk

NOTICE = Notice(code="mcp", text="MCP server notes: it is gone.")


def test_before_the_talk_a_notice_is_shown_at_once() -> None:
    view = FakeView()

    Notices(view).tell(NOTICE)

    assert view.shown == [NOTICE]


def test_from_its_beginning_on_the_talk_shows_it_in_its_turn() -> None:
    view, talk = FakeView(), FakeTalk()
    notices = Notices(view)

    notices.begin(talk)
    notices.tell(NOTICE)

    assert (view.shown, talk.told) == ([], [Observed(NOTICE)])
