"""Something long to listen to, and to interrupt."""

from typing import Final

STORY: Final = (
    "Once there was a lighthouse at the very end of a long harbour wall.",
    "Its keeper was called Marta, and she had lived there for thirty winters.",
    "Every evening she climbed the hundred and twelve steps and lit the lamp.",
    "Every morning she climbed them again and put it out.",
    "One night a thick fog came in from the sea, thicker than any she remembered.",
    "The light reached no further than the foot of the tower.",
    "Then she heard a bell, small and slow, somewhere out on the water.",
    "Marta took the old brass horn from its hook and blew it once.",
    "The bell answered, twice, a little nearer than before.",
    "So they went on, the horn and the bell, all through the night.",
    "She blew until her lips were sore, and still the bell came nearer.",
    "At four in the morning a rowing boat bumped softly against the stones.",
    "In it sat a boy of ten, wrapped in a sail, with a ship's bell between his knees.",
    "He had been fishing when the fog came, and had lost both oars.",
    "Where did you learn to answer a horn, asked Marta, while the kettle boiled.",
    "From my grandfather, said the boy, he kept a lighthouse too.",
    "He told me that a light is only a voice that people can see.",
    "Marta thought about that for a long time.",
    "When the fog lifted, she gave him two new oars and a loaf of bread.",
    "And from that day on, when the fog came, there were two who kept the light.",
)
"""One sentence each."""

_ENOUGH: Final = 18
"""Letters by which a sentence is known."""


def is_story(text: str) -> bool:
    """Tell whether a text is a part of the story, perhaps cut short."""
    return any(sentence[:_ENOUGH] in text for sentence in STORY)


def tell_on(told: str) -> str:
    """Return the story from the sentence that was not told to its end; all of it, if none is left.

    Args:
        told: What was told, or heard of it; "" for nothing.
    """
    begun = [n for n, sentence in enumerate(STORY) if sentence[:_ENOUGH] in told]
    place = begun[-1] if begun else 0
    if STORY[place] in told:
        place += 1
    return " ".join(STORY[place:] or STORY)
