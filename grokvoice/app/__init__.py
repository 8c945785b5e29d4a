"""Where parts are put together: one inbox, one TaskGroup."""
