from grokvoice.ui.title import Title


def test_the_title_is_told_once() -> None:
    title = Title()

    assert title.changed_to("grokvoice: muted") == "\x1b[22;2t\x1b]2;grokvoice: muted\x07"
    assert title.changed_to("grokvoice: muted") == ""
    assert title.changed_to("grokvoice: hearing") == "\x1b]2;grokvoice: hearing\x07"


def test_the_title_found_is_put_back_once() -> None:
    title = Title()
    title.changed_to("grokvoice: muted")

    assert title.put_back() == "\x1b]2;\x07\x1b[23;2t"
    assert title.put_back() == ""


def test_words_cannot_end_the_title() -> None:
    assert Title().changed_to("a\x07\x1b[2Jb") == "\x1b[22;2t\x1b]2;a\\x07\\x1b[2Jb\x07"
