"""Where a library's chunks are searched: in this process, or on a search engine. Everything here is derived.

From outside: `opening`, `vector_index`.
"""
