from tests.ui.picture import PICTURE, picture


def test_the_picture_in_the_readme_is_what_the_view_draws() -> None:
    assert PICTURE.read_text(encoding="utf-8") == picture(), "python -m tests.ui.picture"
