"""What every microphone and loudspeaker tells whoever keeps it open."""

from grokvoice.errors import AudioDeviceError


class SoundDevice:
    """A device that works until it is stopped, as files, pipes and silence do.

    Args:
        name: What people call it.
    """

    def __init__(self, name: str) -> None:
        self.name = name

    @property
    def failure(self) -> str | None:
        """Why no sound moves any more although nobody stopped it; None while all is well."""
        return None

    @property
    def can_return(self) -> bool:
        """Whether `stop` and `start` may help after a failure."""
        return False

    @property
    def is_steady(self) -> bool:
        """Whether sound has moved since the last start, so that the device can be believed."""
        return True

    @property
    def advice(self) -> str:
        """What a person should know about the device as it was opened; "" if nothing."""
        return ""

    def inspect(self) -> None:
        """Look closer whether all is well; may take some 10 ms, so not on the event loop."""

    def choose(self, wanted: str | int | None) -> str | int | None:
        """Take another card at the next start.

        Args:
            wanted: None for the default, an index, or a part of the name.

        Returns:
            What was wanted before, in the same form.

        Raises:
            AudioDeviceError: this is no card.
        """
        raise AudioDeviceError(
            f"{self.name} is no sound card, so {wanted!r} cannot take its place. "
            "Begin another talk with --mic and --speaker."
        )
