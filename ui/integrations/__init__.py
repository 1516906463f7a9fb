"""Doors for other programs' tools: an MCP server, retrievers for LangChain and LlamaIndex. Each needs its own extra."""
