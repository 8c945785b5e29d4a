"""What to do about a microphone that gives perfect silence: each platform has its own switch."""

from typing import Final

_PLACES: Final = {
    "darwin": "allow this terminal in System Settings > Privacy & Security > Microphone",
    "win32": "allow desktop apps in Settings > Privacy > Microphone",
}


def silence_remedy(platform: str) -> str:
    """Return what to do on a platform, named as `sys.platform` does."""
    return _PLACES.get(platform, "look at its switch and at the sound settings")
