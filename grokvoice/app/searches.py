"""What the settings name of tools that xAI runs; light enough to be checked before connecting."""

from grokvoice.config.settings import ToolSettings
from grokvoice.tools.hosted import Filters, WebFilters, XFilters, hosted_tools, read_location
from grokvoice.tools.tool_list import read_tool_list


def check_searches(tools: ToolSettings) -> None:
    """Make sure that the list can be meant, and that the service would take its searches.

    Raises:
        UsageError: it cannot, or would not.
    """
    hosted_tools(read_tool_list(tools.names), filters_of(tools))


def filters_of(tools: ToolSettings) -> Filters:
    """Read how hosted tools are to search.

    Raises:
        UsageError: a place that says nothing.
    """
    web = WebFilters(
        allow=tools.web_allow,
        block=tools.web_block,
        sees_images=tools.web_images,
        location=read_location(tools.web_location),
    )
    x = XFilters(
        allow=tools.x_allow,
        block=tools.x_block,
        begin=tools.x_from,
        end=tools.x_to,
        sees_images=tools.x_images,
        sees_videos=tools.x_videos,
    )
    return Filters(web=web, x=x, files_max=tools.files_max)
