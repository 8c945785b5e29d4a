from grokvoice.session.moments import earliest


def test_the_first_moment_counts_among_those_there_are() -> None:
    assert (earliest(2.0, None, 1.0), earliest(None, None), earliest()) == (1.0, None, None)
