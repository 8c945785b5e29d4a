from grokvoice.simulator.brain.agenda import Agenda


def drain(agenda: Agenda, now: float) -> None:
    while action := agenda.take(now):
        action()


def test_actions_are_taken_in_the_order_of_their_times() -> None:
    agenda, done = Agenda(), list[str]()
    agenda.at(2.0, lambda: done.append("late"))
    agenda.at(1.0, lambda: done.append("early"))
    agenda.at(3.0, lambda: done.append("never"))

    drain(agenda, now=2.5)

    assert done == ["early", "late"]


def test_equal_times_keep_the_order_of_asking() -> None:
    agenda, done = Agenda(), list[int]()
    for number in range(5):
        agenda.at(1.0, lambda n=number: done.append(n))  # type: ignore[misc]  # a bound default

    drain(agenda, now=1.0)

    assert done == [0, 1, 2, 3, 4]


def test_the_next_time_is_that_of_the_earliest_action() -> None:
    agenda = Agenda()
    before = agenda.next_due()
    agenda.at(5.0, print)
    agenda.at(4.0, print)

    assert (before, agenda.next_due()) == (None, 4.0)


def test_what_was_promised_for_an_owner_can_be_forgotten() -> None:
    agenda, done = Agenda(), list[str]()
    agenda.at(1.0, lambda: done.append("reply"), "reply")
    agenda.at(1.0, lambda: done.append("ping"))

    agenda.forget("reply")
    drain(agenda, now=9.0)

    assert done == ["ping"]
