"""What the tests of PDF files need of the machine."""

from pathlib import Path

import pytest


@pytest.fixture
def chinese_font() -> None:
    """Skip where the machine has no Chinese font: PDFium passes over text in fonts that neither file nor machine has.

    Asked when a test runs: other tests may have installed one since they were collected.
    """
    if not any(any(Path("/usr/share/fonts").rglob(name)) for name in ("Noto*CJK*", "wqy*", "*[Ss]ong*")):
        pytest.skip("no Chinese font; install one: apt-get install fonts-noto-cjk")
