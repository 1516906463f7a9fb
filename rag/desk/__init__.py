"""The drafter's desk: texts as data, each result with exact spans. Functions first; `ui` shows them."""
