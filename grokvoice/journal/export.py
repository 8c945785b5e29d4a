"""A conversation as a text for people, or for other programs."""

import json
import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from grokvoice.journal.captions import srt, vtt
from grokvoice.journal.conversation import Conversation, Turn, turn_of
from grokvoice.journal.entry import Entry
from grokvoice.protocol.values import JsonObject
from grokvoice.session.updates import ToolCalled, ToolReturned

_NAMES: Final = {"you": "You", "grok": "Grok"}
_MARKUP: Final = re.compile(r"[\\`*_\[\]<>~|]|(?m:^[#+-])|(?m:(?<=^\d)|(?<=^\d\d))[.)]")
"""What Markdown would take for more than it is: emphasis, links, headings, lists."""


def markdown(conversation: Conversation) -> str:
    """Write Markdown: a heading, and a paragraph for each turn and each tool."""
    blocks = [f"# {_title(conversation)}", _summary(conversation)]
    blocks += [block for entry in conversation.entries if (block := _markdown(entry))]
    return "\n\n".join(blocks) + "\n"


def plain_text(conversation: Conversation) -> str:
    """Write plain text: a block of lines for each turn, a line for each tool."""
    blocks = [f"{_title(conversation)}\n{_summary(conversation)}"]
    blocks += [block for entry in conversation.entries if (block := _plain(entry))]
    return "\n\n".join(blocks) + "\n"


def as_json(conversation: Conversation) -> str:
    """Write one JSON object: what is known of the conversation, its turns and its tools."""
    header = conversation.header
    whole: JsonObject = {
        "v": 1,
        "id": header.id,
        "started": header.started.isoformat(),
        "command": header.command,
        "model": header.model,
        "voice": header.voice,
        "continues": header.continues,
        "length_s": round(conversation.length_s, 3),
        "dollars": conversation.dollars,
        "turns": [_turn_object(turn) for turn in conversation.turns],
        "tools": [tool for e in conversation.entries if (tool := _tool_object(e))],
    }
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


FORMS: Final[Mapping[str, Callable[[Conversation], str]]] = MappingProxyType(
    {"md": markdown, "txt": plain_text, "json": as_json, "srt": srt, "vtt": vtt}
)
"""How to write each form, by the ending of its files."""


def clock(seconds: float) -> str:
    """Write a length or a moment as `1:02:03` or `2:03`."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def _title(conversation: Conversation) -> str:
    return f"Conversation of {conversation.header.started:%Y-%m-%d %H:%M}"


def _summary(conversation: Conversation) -> str:
    header, dollars = conversation.header, conversation.dollars
    known = [
        header.model,
        f"voice {header.voice}" if header.voice else "",
        clock(conversation.length_s),
        "" if dollars is None else f"about ${dollars:.2f}",
    ]
    return ", ".join(part for part in known if part)


def _markdown(entry: Entry) -> str:
    match entry.update:
        case ToolCalled(name=name, arguments=arguments):
            return f"*{_escaped(name)} is called with {_escaped(arguments)}*"
        case ToolReturned(name=name, output=output, is_error=is_error):
            return f"*{_escaped(name)} {'failed' if is_error else 'said'}: {_escaped(output)}*"
    turn = turn_of(entry)
    if turn is None:
        return ""
    unheard = f" ~~{_escaped(turn.unheard.strip())}~~" if turn.unheard.strip() else ""
    said = f"{_escaped(turn.heard.strip())}{unheard}".strip()
    return f"**{_NAMES[turn.speaker]}** ({clock(turn.began_s)})  \n{said}"


def _plain(entry: Entry) -> str:
    match entry.update:
        case ToolCalled(name=name, arguments=arguments):
            return f"[{name} is called with {arguments}]"
        case ToolReturned(name=name, output=output, is_error=is_error):
            return f"[{name} {'failed' if is_error else 'said'}: {output}]"
    turn = turn_of(entry)
    if turn is None:
        return ""
    rest = turn.unheard.strip()
    unheard = f"\n(cut short, not heard: {rest})" if rest else ""
    return f"{_NAMES[turn.speaker]} ({clock(turn.began_s)}):\n{turn.heard.strip()}{unheard}"


def _turn_object(turn: Turn) -> JsonObject:
    return {
        "speaker": turn.speaker,
        "began_s": turn.began_s,
        "ended_s": turn.ended_s,
        "heard": turn.heard,
        "unheard": turn.unheard,
    }


def _tool_object(entry: Entry) -> JsonObject | None:
    match entry.update:
        case ToolCalled() as call:
            return {"call_id": call.call_id, "name": call.name, "arguments": call.arguments}
        case ToolReturned() as result:
            return {"call_id": result.call_id, "output": result.output, "error": result.is_error}
        case _:
            return None


def _escaped(text: str) -> str:
    return _MARKUP.sub(lambda match: "\\" + match[0], text).replace("\n", "  \n")
