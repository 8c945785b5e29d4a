from grokvoice.session.recent_ids import RecentIds


def test_an_id_is_known_once_it_was_added() -> None:
    ids = RecentIds()
    before = "r1" in ids

    ids.add("r1")

    assert (before, "r1" in ids, "r2" in ids) == (False, True, False)


def test_only_the_newest_thousand_or_so_are_remembered() -> None:
    ids = RecentIds()

    for number in range(1025):
        ids.add(str(number))

    assert ("0" in ids, "1" in ids, "1024" in ids) == (False, True, True)


def test_an_id_that_is_added_again_takes_no_second_place() -> None:
    ids = RecentIds()

    for number in range(1024):
        ids.add(str(number))
    ids.add("1023")

    assert "0" in ids
