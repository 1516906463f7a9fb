"""Opens a library by what is configured: a library of its own, or one that follows a journal."""

import logging
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from corpus import JournalError
from index.catalog import Catalog
from index.embedding.encoder import Encoder
from index.library import Library
from index.maintenance.reparse import upgrade
from index.search.backend import SearchSettings
from index.storage.durability import library_folder
from index.storage.schema import FOLLOWS

logger = logging.getLogger(__name__)

Progress = Callable[[int, int, str], None]
_UNREACHABLE = "journal_unreachable"


def open_library(
    directory: str | Path,
    encoder: Encoder | Callable[[], Encoder] | None = None,
    search: SearchSettings | None = None,
    *,
    journal_url: str = "",
    progress: Progress | None = None,
) -> Library:
    """Open a library directory as `Library.open` does; one that follows a journal, with all that the journal has.

    If the journal cannot be reached, a library that has followed it before is opened as it is.

    :param journal_url: Of a PostgreSQL database, `postgresql+psycopg://…`; empty: there is no journal.
    :param progress: Called with (changes applied, changes in all, what) while the journal is caught up with.
    :raises JournalError: If it cannot be followed.
    """
    if not journal_url:
        return Library.open(directory, encoder, search)
    from index.journal.journaled_catalog import JournaledCatalog
    from index.journal.shared_library import SharedLibrary
    from index.journal.store import Journal

    journal = Journal(journal_url)
    catalog = JournaledCatalog(library_folder(directory), journal)
    failure: JournalError | None = None
    try:
        failure = _tried(catalog.join)
        if failure is not None and catalog.meta(FOLLOWS) is None:
            raise failure
        upgrade(catalog)
        failure = failure or _tried(lambda: catalog.catch_up(progress))
        library = SharedLibrary(catalog, encoder, search)
    except BaseException:
        catalog.close()
        journal.close()
        raise
    if failure is not None:
        logger.warning("%s is read as it is: %s", catalog.directory, failure)
    library.follow(failure)
    return library


def leave(directory: str | Path) -> bool:
    """Make a library that follows a journal one of its own again; return whether it followed one.

    The journal and those who follow it stay as they are.
    """
    with closing(Catalog(library_folder(directory))) as catalog:
        followed = catalog.meta(FOLLOWS) is not None
        with catalog.changing() as connection:
            connection.execute("DELETE FROM meta WHERE key = ?", (FOLLOWS,))
        return followed


def _tried(act: Callable[[], object]) -> JournalError | None:
    """Return the error if the journal cannot be reached."""
    try:
        act()
    except JournalError as error:
        if error.code not in (_UNREACHABLE, "journal_stopped"):
            raise
        return error
    return None
