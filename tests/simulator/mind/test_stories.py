from grokvoice.simulator.mind.stories import STORY, is_story, tell_on

WHOLE = " ".join(STORY)


def test_a_story_takes_long_enough_to_be_interrupted() -> None:
    assert len(WHOLE.split()) > 200


def test_a_story_begins_at_its_beginning() -> None:
    assert tell_on("") == WHOLE


def test_a_story_goes_on_behind_the_last_whole_sentence() -> None:
    assert tell_on(" ".join(STORY[:3])) == " ".join(STORY[3:])


def test_a_sentence_that_was_cut_is_told_again() -> None:
    assert tell_on(f"{STORY[0]} {STORY[1][:25]}") == " ".join(STORY[1:])


def test_a_story_goes_on_from_where_it_was_taken_up() -> None:
    assert tell_on(f"{STORY[4]} {STORY[5]}") == " ".join(STORY[6:])


def test_a_story_that_is_over_begins_again() -> None:
    assert tell_on(WHOLE) == WHOLE


def test_a_part_of_the_story_is_known_as_such() -> None:
    assert [is_story(text) for text in (STORY[7][:30], "Hello there.", "")] == [True, False, False]
