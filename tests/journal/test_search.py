import json
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grokvoice.journal.conversation import Conversation
from grokvoice.journal.entry import Entry, entry_to_json
from grokvoice.journal.header import Header
from grokvoice.journal.search import fold, look, may_hold, words_of
from grokvoice.session.updates import AssistantFinal, Notice, UserFinal

NewTalk = Callable[..., Conversation]


def said(text: str) -> UserFinal:
    return UserFinal(item_id="u", text=text)


def answered(heard: str, unheard: str = "") -> AssistantFinal:
    text = heard + unheard
    return AssistantFinal(
        item_id="a", text=text, heard=heard, unheard=unheard, is_interrupted=bool(unheard)
    )


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("OSLO", "oslo"),
        ("Ça alors, Élodie", "ca alors, elodie"),
        ("Ålesund", "alesund"),
        ("Straße", "strasse"),
        ("ΑΘΗΝΑ", "αθηνα"),
        ("e\u0301", "e"),
        ("Blåbær på Røros", "blabaer pa roros"),
        ("東京 ガス", "東京 ガス"),
        ("ℌ", "h"),
    ],
)
def test_case_and_accents_do_not_matter(text: str, folded: str) -> None:
    assert fold(text.encode()).decode() == folded


def test_words_are_looked_for_one_by_one() -> None:
    assert words_of("  Café\tOslo ") == (b"cafe", b"oslo")


def test_all_words_must_have_been_said_by_anybody(talk: NewTalk) -> None:
    conversation = talk((1.0, said("How is Oslo?")), (2.0, answered("Rainy.")))

    assert look(conversation, words_of("OSLO rain")) is not None
    assert look(conversation, words_of("oslo snow")) is None


def test_the_turn_with_most_of_the_words_is_shown(talk: NewTalk) -> None:
    conversation = talk(
        (1.0, said("Oslo?")), (2.0, answered("Rain in Oslo.")), (3.0, said("Rain in Oslo!"))
    )

    found = look(conversation, words_of("rain oslo"))

    assert found is not None
    assert found.turn == conversation.turns[1]


def test_what_was_not_heard_is_found_as_well(talk: NewTalk) -> None:
    assert look(talk((1.0, answered("It", " rains."))), words_of("rains")) is not None


def test_only_what_was_said_is_searched(talk: NewTalk) -> None:
    notice = Notice(code="c", text="rain")

    assert look(talk((1.0, notice)), words_of("rain")) is None
    assert look(talk((1.0, said("Hello.")), (2.0, notice)), words_of("rain")) is None


@pytest.mark.parametrize("separators", [(",", ":"), (", ", ": ")])
@pytest.mark.parametrize(
    ("text", "query", "may"),
    [
        ("Élodie in Oslo", "elodie OSLO", True),
        ("Élodie in Oslo", "elodie bergen", False),
        ("Élodie in Oslo", "final", False),
        ("Élodie in Oslo", "elodia", False),
        ("Cafe\u0301 au lait", "cafe", True),
        ("na\u0308chtlich", "nachtlich", True),
        ("Oslo", "oslu", False),
        ('she said "oui"', 'said "oui"', True),
        ("a\\b", "a\\b", True),
        ("one\ntwo", "two", True),
    ],
)
def test_a_journal_can_be_ruled_out_as_it_is_written(
    text: str, query: str, may: bool, separators: tuple[str, str]
) -> None:
    lines = [
        entry_to_json(Entry(1.0, Notice(code="c", text="bergen"))),
        entry_to_json(Entry(2.0, said("Hm."))),
        entry_to_json(Entry(3.0, said(text))),
    ]
    journal = "\n".join(
        json.dumps(line, ensure_ascii=False, separators=separators) for line in lines
    )

    assert may_hold(journal.encode(), words_of(query)) is may


def test_bytes_that_are_no_text_do_no_harm() -> None:
    assert fold(b"Oslo\xff\xc3 x") == b"oslo\xff\xc3 x"


LETTERS = st.text(alphabet='aåáeéßøoœﬁİi\u0301\u030a ñn"\\g', max_size=12)


@given(text=LETTERS, query=LETTERS)
def test_nothing_that_was_said_is_ever_ruled_out(text: str, query: str) -> None:
    conversation = Conversation(
        Header(id="x", started=datetime(2026, 11, 21, tzinfo=UTC)), (Entry(1.0, said(text)),)
    )
    journal = json.dumps(entry_to_json(conversation.entries[0]), ensure_ascii=False).encode()
    words = words_of(query)

    assert may_hold(journal, words) or look(conversation, words) is None
