"""What the reading of a frame stumbles over, below the codec."""


class WireProblem(Exception):  # noqa: N818 - a finding, turned into a MalformedEvent by the codec
    """A value that cannot be what it should; the message is "path: what is wrong"."""
