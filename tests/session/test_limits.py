from dataclasses import replace

import pytest

from grokvoice.protocol.items import Usage
from grokvoice.protocol.prices import AS_OF, Price
from grokvoice.session.limits import Limits, LimitSettings, Meter
from grokvoice.session.updates import CostMeasured, Notice

PRICE = Price(per_minute=0.06, per_text_item=0.004)


def metered(open_at: float = 0.0) -> Meter:
    meter = Meter(PRICE)
    meter.opened(open_at)
    return meter


def limits(settings: LimitSettings, now: float = 0.0) -> Limits:
    room = Limits(settings)
    room.start(now)
    return room


def spent(meter: Meter, now: float) -> CostMeasured:
    """What it has cost, without the dust of binary fractions."""
    measured = meter.measured(now)
    return replace(measured, audio_s=round(measured.audio_s, 6), dollars=round(measured.dollars, 6))


def cost(audio_s: float, dollars: float) -> CostMeasured:
    return CostMeasured(audio_s=audio_s, dollars=dollars, prices_as_of=AS_OF)


def test_an_open_session_costs_by_the_clock() -> None:
    assert spent(metered(10.0), 130.0) == cost(120.0, 0.12)


def test_a_closed_session_costs_no_more() -> None:
    meter = metered(10.0)
    meter.closed(70.0)
    meter.closed(80.0)
    between = spent(meter, 100.0)
    meter.opened(200.0)

    assert (between, spent(meter, 230.0)) == (cost(60.0, 0.06), cost(90.0, 0.09))


def test_the_servers_own_count_decides_where_it_is_larger() -> None:
    meter = metered()
    meter.usage(Usage(billable_audio_seconds=90.0))
    meter.usage(Usage(billable_audio_seconds=30.0))
    meter.usage(Usage())
    meter.usage(None)

    assert (spent(meter, 60.0), spent(meter, 120.0)) == (cost(90.0, 0.09), cost(120.0, 0.12))


def test_the_servers_count_begins_anew_with_each_conversation() -> None:
    meter = metered()
    meter.usage(Usage(billable_audio_seconds=90.0))
    meter.closed(10.0)
    meter.opened(20.0)
    meter.usage(Usage(billable_audio_seconds=30.0))

    assert spent(meter, 30.0) == cost(120.0, 0.12)


def test_texts_cost_by_the_item() -> None:
    meter = Meter(PRICE)
    meter.text_items(3)

    assert spent(meter, 9.0) == cost(0.0, 0.012)


def test_a_meter_knows_when_an_amount_will_be_reached() -> None:
    meter = metered()

    assert meter.reaches_at(0.06, 30.0) == pytest.approx(60.0)
    assert meter.reaches_at(0.06, 90.0) == 90.0
    assert Meter(PRICE).reaches_at(0.06, 90.0) is None


def test_without_limits_nothing_is_ever_due() -> None:
    room = limits(LimitSettings())

    assert (room.deadline(metered(), 0.0), room.reached(metered(), 1e9)) == (None, "")
    assert room.take_warning(1e9) == []


def test_minutes_are_counted_from_the_start() -> None:
    room = limits(LimitSettings(max_minutes=2.0), now=10.0)

    assert room.deadline(metered(), 10.0) == 130.0
    assert room.reached(metered(), 129.9) == ""
    assert room.reached(metered(), 130.0) == "2 minutes are over (--max-minutes)"


def test_the_cost_is_watched_as_it_grows() -> None:
    room, meter = limits(LimitSettings(max_cost=0.06)), metered()

    assert room.deadline(meter, 30.0) == pytest.approx(60.0)
    assert room.reached(meter, 59.0) == ""
    assert room.reached(meter, 60.1) == "about $0.06 are spent (--max-cost)"


def test_the_first_of_several_limits_counts() -> None:
    room = limits(LimitSettings(max_minutes=2.0, max_cost=6.0, idle_s=600.0))

    assert room.deadline(metered(), 0.0) == 120.0


def test_silence_is_warned_of_before_it_ends_the_talk() -> None:
    room = limits(LimitSettings(idle_s=300.0))
    due = [room.deadline(metered(), 0.0)]
    early = room.take_warning(269.9)

    warnings = [room.take_warning(270.0), room.take_warning(271.0)]
    due.append(room.deadline(metered(), 271.0))

    text = "Nobody has spoken for a while: hanging up in 30 s unless you do."
    assert (early, warnings) == ([], [[Notice(code="idle", text=text)], []])
    assert due == [270.0, 300.0]
    assert room.reached(metered(), 299.9) == ""
    assert room.reached(metered(), 300.0) == "nobody spoke for 5 minutes (--idle)"


def test_somebody_who_is_there_is_warned_anew_the_next_time() -> None:
    room = limits(LimitSettings(idle_s=300.0))
    room.take_warning(270.0)

    room.touch(280.0)

    assert room.deadline(metered(), 280.0) == 550.0
    assert len(room.take_warning(550.0)) == 1


def test_a_patience_shorter_than_the_warning_warns_halfway() -> None:
    room = limits(LimitSettings(idle_s=20.0))
    room.touch(100.0)

    assert room.take_warning(100.0) == []
    assert room.deadline(metered(), 100.0) == 110.0
    text = "Nobody has spoken for a while: hanging up in 10 s unless you do."
    assert room.take_warning(110.0) == [Notice(code="idle", text=text)]
    assert room.reached(metered(), 120.0) == "nobody spoke for 0.333333 minutes (--idle)"
