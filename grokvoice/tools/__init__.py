"""What the model may use: hosted searches, functions of a Python file, and MCP servers."""
