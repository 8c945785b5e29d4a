from grokvoice.config import options
from grokvoice.config.options import KEYS, NAMES, OPTIONS, Option


def test_every_option_is_in_the_table_once() -> None:
    defined = [*KEYS, *(value for value in vars(options).values() if isinstance(value, Option))]

    assert sorted(option.name for option in OPTIONS) == sorted(option.name for option in defined)
    assert len(NAMES) == len(OPTIONS)


def test_names_are_spelt_so_that_flag_and_variable_follow() -> None:
    assert all(name.replace("_", "").isalpha() and name.islower() for name in NAMES)
