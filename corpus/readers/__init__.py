"""Bytes become Documents: files, folders and archives, encodings, and a reader for each format.

From outside: `encoding`, `loading`, `registry`, `sidecar`, `sources`.
"""
