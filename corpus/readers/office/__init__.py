"""Files of office programs as text.

From outside: `docx`, `legacy`, `ofd`, `opendocument`, `presentation`, `rtf`, `spreadsheet`.
"""
