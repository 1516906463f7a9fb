"""English words behind a number: 1 speech, 2 speeches. Chinese needs none of this.

A template says both: `{:speech|speeches}` is the number and the word, `{:~was|were}` the word alone.
"""

from typing import Any


class _Count(int):
    """A number whose format is the word for one of a thing and, behind a bar, for any other number of them."""

    def __format__(self, spec: str) -> str:
        one, bar, many = spec.removeprefix("~").partition("|")
        if not bar:
            return format(int(self), spec)
        word = one if self == 1 else many
        return word if spec.startswith("~") else f"{int(self):,} {word}"


def counted(template: str, *values: object, **named: object) -> str:
    """Return an English template with its placeholders filled, the words behind numbers as many as these say.

    counted("{:use|uses} in {:speech|speeches}", 1, 2)  ->  "1 use in 2 speeches"
    """
    return template.format(*map(_count, values), **{name: _count(value) for name, value in named.items()})


def _count(value: Any) -> Any:
    return _Count(value) if isinstance(value, int) else value
