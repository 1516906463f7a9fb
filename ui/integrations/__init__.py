"""Doors for other programs: an MCP server, retrievers for LangChain and LlamaIndex. Each needs its own extra.

From outside: `langchain_retriever`, `llamaindex_retriever`, `mcp_http`, `mcp_server`.
"""
