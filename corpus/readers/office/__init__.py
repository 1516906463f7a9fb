"""Files of office programs as text.

From outside: `docx`, `laid_out`, `legacy`, `ofd`, `opendocument`, `presentation`, `rtf`, `spreadsheet`.
"""
