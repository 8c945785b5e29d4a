import pytest

from grokvoice.app.permission import silence_remedy


@pytest.mark.parametrize(
    ("platform", "place"),
    [("darwin", "Privacy & Security"), ("win32", "Privacy > Microphone"), ("linux", "its switch")],
)
def test_each_platform_has_its_own_switch(platform: str, place: str) -> None:
    assert place in silence_remedy(platform)
