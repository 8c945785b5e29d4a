"""Whether processes are gone that are not children of ours."""

import os
import select
import sys
from typing import Final

PATIENCE_S: Final = 10.0


def has_ended(pid: int) -> bool:
    """Wait for the end of a process of anybody's."""
    if sys.platform != "linux":
        return False
    try:
        descriptor = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    ready, _, _ = select.select([descriptor], [], [], PATIENCE_S)
    os.close(descriptor)
    return bool(ready)
