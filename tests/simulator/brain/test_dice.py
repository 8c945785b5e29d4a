from grokvoice.simulator.brain.dice import Dice


def test_the_same_seed_throws_the_same_numbers() -> None:
    one, two, other = Dice(7), Dice(7), Dice(8)

    thrown = [[dice.below(1000) for _ in range(20)] for dice in (one, two, other)]

    assert thrown[0] == thrown[1] != thrown[2]


def test_numbers_stay_below_their_limit_and_reach_all_of_it() -> None:
    dice = Dice(1)

    assert {dice.below(6) for _ in range(200)} == set(range(6))


def test_fractions_lie_from_zero_to_one_and_spread() -> None:
    dice = Dice(1)
    thrown = [dice.fraction() for _ in range(500)]

    assert 0 <= min(thrown) < 0.05
    assert 0.95 < max(thrown) < 1
