import copy
import pickle

from grokvoice.protocol.values import UNSET, Unset


def test_unset_is_falsy_so_that_a_default_can_follow_or() -> None:
    transcript: str | Unset = UNSET

    assert (transcript or "") == ""


def test_unset_shows_its_own_name() -> None:
    assert repr(UNSET) == "UNSET"


def test_unset_stays_the_one_unset_when_copied() -> None:
    assert copy.deepcopy(UNSET) is UNSET
    assert pickle.loads(pickle.dumps(UNSET)) is UNSET
