"""What functions returned, made into sentences."""

import json
from collections.abc import Sequence

from grokvoice.protocol.values import JsonValue
from grokvoice.simulator.brain.memory import Remembered
from grokvoice.simulator.mind.tool_choice import spoken_name


def fresh_results(memory: Sequence[Remembered]) -> list[tuple[str, str]]:
    """Return the results that came since the assistant or the user last spoke.

    Returns:
        Pairs of a function's name ("" if its call is not known) and its output, oldest first; empty
        if anything was said after the last output.
    """
    names = {one.call_id: one.name for one in memory if one.role == "call"}
    results: list[tuple[str, str]] = []
    for one in reversed(memory):
        if one.role == "output":
            results.append((names.get(one.call_id, ""), one.text))
        elif one.role != "call" or not results:
            break
    return results[::-1]


def tell_results(results: Sequence[tuple[str, str]]) -> str:
    """Say results: a single one as it is, several with the names of their functions."""
    if len(results) == 1:
        return _sentence(results[0][1])
    return " ".join(
        f"{spoken_name(name) or 'one function'} says: {_sentence(output)}"
        for name, output in results
    )


def _sentence(output: str) -> str:
    try:
        value: JsonValue = json.loads(output)
    except (ValueError, RecursionError):
        value = output
    text = _said(value).strip() or "nothing"
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _said(value: JsonValue) -> str:
    match value:
        case dict():
            return ", ".join(f"{name}: {_said(held)}" for name, held in value.items())
        case list():
            return ", ".join(_said(held) for held in value)
        case bool():
            return "yes" if value else "no"
        case None:
            return "nothing"
        case _:
            return str(value)
