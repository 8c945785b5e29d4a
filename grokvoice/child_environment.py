"""What programs that we start for ourselves may know of our environment: all but the secrets.

A speech synthesiser has no use for an API key, and may write down what it was given.
"""

from collections.abc import Mapping
from typing import Final

_SECRET: Final = frozenset(
    {"KEY", "APIKEY", "TOKEN", "SECRET", "PASSWORD", "PASSWD", "PASSPHRASE", "CREDENTIALS"}
)
"""Words in the names of variables that hold secrets: `XAI_API_KEY`, `GITHUB_TOKEN`, …"""


def without_secrets(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the variables of which no word of the name speaks of a secret."""
    return {
        name: value
        for name, value in environ.items()
        if _SECRET.isdisjoint(name.upper().split("_"))
    }
