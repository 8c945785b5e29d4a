import asyncio

import pytest

from grokvoice.app.doctor.group import Group, Report
from grokvoice.app.doctor.judgement.finding import Finding, skipped

KEY = skipped("key", "told")


def findings(group: Group) -> list[Finding]:
    return asyncio.run(group.findings())


def test_what_a_group_tells_is_told_in_its_order() -> None:
    async def examine(report: Report) -> None:
        report(skipped("server", "told"))
        report(KEY)

    found = findings(Group(("key", "server"), examine, 5))

    assert found == [KEY, skipped("server", "told")]


def test_what_was_told_before_a_fault_is_kept(caplog: pytest.LogCaptureFixture) -> None:
    async def examine(report: Report) -> None:
        report(KEY)
        raise RuntimeError("of ours")

    kept, untold = findings(Group(("key", "server"), examine, 5))

    assert kept == KEY
    assert (untold.name, untold.state) == ("server", "fail")
    assert untold.text == "It cannot be examined: unexpected RuntimeError, a fault of ours"
    assert "a probe failed" in caplog.text


def test_what_was_told_before_it_hung_is_kept() -> None:
    async def examine(report: Report) -> None:
        report(KEY)
        await asyncio.get_running_loop().create_future()

    kept, untold = findings(Group(("key", "server"), examine, 0.01))

    assert kept == KEY
    assert (untold.state, untold.text) == ("fail", "No answer within 0.01 s")


def test_what_a_group_forgets_is_no_secret() -> None:
    async def examine(report: Report) -> None:
        report(KEY)

    assert findings(Group(("key", "server"), examine, 5))[1].text == "It was not reached"


def test_a_group_that_is_given_up_from_outside_ends() -> None:
    async def examine(_report: Report) -> None:
        raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        findings(Group(("key",), examine, 5))
