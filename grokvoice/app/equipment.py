"""From what the settings or a program ask for to a toolbox; loaded only where tools are wanted."""

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from grokvoice.app.searches import filters_of
from grokvoice.config.mcp_tables import McpTable
from grokvoice.config.places import config_file
from grokvoice.config.redaction import redactor
from grokvoice.config.settings import Settings
from grokvoice.session.updates import Notice
from grokvoice.tools.approval import Ask, Rules
from grokvoice.tools.functions import function_from
from grokvoice.tools.servers import McpServer
from grokvoice.tools.surroundings import Surroundings
from grokvoice.tools.tool_list import read_tool_list
from grokvoice.tools.toolbox import Toolbox
from grokvoice.tools.wishes import ToolWishes

_MEMORY = "tools.toml"
_LOGS = "mcp-logs"


def toolbox_of(
    functions: Sequence[Callable[..., object]],
    ask: Ask | None,
    settings: Settings,
    tell: Callable[[Notice], None],
) -> Toolbox:
    """Make a toolbox of what the settings name and of a program's own functions.

    Args:
        functions: Those of a program; it allows them by handing them over.
        ask: Puts questions to the person; None where nobody can answer.
        settings: What was asked for.
        tell: Shows a notice.

    Raises:
        UsageError: something that is no tool, or cannot be meant; the message says where it is.
    """
    made = tuple(function_from(function) for function in functions)
    tools = settings.tools
    wishes = ToolWishes(
        named=read_tool_list(tools.names),
        filters=filters_of(tools),
        functions=made,
        servers=tuple(server_of(table) for table in tools.servers),
        rules=Rules(
            allow=frozenset(tools.allow) | {one.name for one in made}, deny=frozenset(tools.deny)
        ),
    )
    return Toolbox(wishes, _around(settings, tell, ask))


def _around(settings: Settings, tell: Callable[[Notice], None], ask: Ask | None) -> Surroundings:
    folder = _folder()
    return Surroundings(
        ask=ask,
        tell=tell,
        redact=redactor(settings.secrets),
        environ=os.environ,
        memory=folder / _MEMORY if folder else None,
        logs=folder / _LOGS if folder else None,
    )


def _folder() -> Path | None:
    file = config_file(os.environ, sys.platform)
    return file.parent if file else None


def server_of(table: McpTable) -> McpServer:
    """Read a table of the configuration as the server it describes."""
    return McpServer(
        name=table.name,
        command=table.command,
        args=table.args,
        env=table.env,
        url=table.url,
        headers=table.headers,
        allowed_tools=table.allowed_tools,
        is_trusted=table.trusted,
        is_hosted=table.hosted,
        description=table.description,
    )
