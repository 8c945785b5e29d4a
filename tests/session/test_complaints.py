from grokvoice.session.commands import Command, Show
from grokvoice.session.complaints import Complaints
from grokvoice.session.updates import ErrorShown, Notice


def error(text: str = "Oops.") -> list[Command]:
    return [Show(ErrorShown(code="internal_error", text=text))]


def shown(complaints: Complaints, text: str = "Oops.", now: float = 0.0) -> list[Command]:
    return complaints.show("internal_error", text, now)


def test_the_same_complaint_is_shown_five_times_a_minute_and_then_said_to_go_on() -> None:
    complaints = Complaints()

    told = [shown(complaints, now=float(second)) for second in range(8)]

    text = "The server repeats this error; it is not shown for a minute: Oops."
    goes_on: list[Command] = [Show(Notice(code="error-repeats", text=text))]
    assert told == [error()] * 5 + [goes_on, [], []]


def test_a_minute_later_it_is_shown_again() -> None:
    complaints = Complaints()
    for _ in range(100):
        shown(complaints)

    assert [shown(complaints, now=now) for now in (59.9, 60.0)] == [[], error()]


def test_other_complaints_are_shown_all_the_same() -> None:
    complaints = Complaints()
    for _ in range(100):
        shown(complaints)

    assert shown(complaints, "Ouch.") == error("Ouch.")


def test_a_long_complaint_is_cut_short() -> None:
    assert shown(Complaints(), "x" * 1_000_000) == error("x" * 500 + "…")


def test_only_the_latest_complaints_are_remembered() -> None:
    complaints = Complaints()
    for _ in range(6):
        shown(complaints, "0")

    for number in range(1, 65):
        shown(complaints, str(number))

    assert shown(complaints, "0") == error("0")
