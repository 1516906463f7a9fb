"""Corrects a speech by hand: its document is parsed again and written with the corrections, in one transaction."""

from collections.abc import Mapping, Sequence

from corpus import BusyError, Speech, parse
from index.catalog import Catalog
from index.maintenance.reparse import known_vectors
from index.storage import corrections, schema


def correct(catalog: Catalog, speech_id: str, fields: Mapping[str, str | None], forget: Sequence[str] = ()) -> Speech:
    """Correct fields of a speech and forget earlier corrections.

    Chunks keep their vectors unless what is embedded with them changed; those get theirs with the next `add`.

    :raises InputError: If a field or its value cannot be one.
    :raises NotFoundError: If there is no such speech.
    :raises ReadError: If its document can no longer be parsed.
    :raises BusyError: If its file is changed again and again meanwhile.
    """
    values = corrections.checked(fields)
    corrections.check_names(forget)
    for _ in range(10):
        speech = catalog.speech(speech_id)
        document = catalog.document(speech.id)
        if document is None:
            continue
        with catalog.reading() as connection:
            known = corrections.of_speech(connection, speech.id)
        kept = {name: value for name, value in known.items() if name not in forget}
        parsed = corrections.apply(parse(document, speech_id=speech.id), {**kept, **values})
        vectors = known_vectors(catalog, speech, parsed)
        with catalog.changing() as connection:
            outcome, met, row_id = schema.fate(connection, document.path, document.sha256)
            now = corrections.of_speech(connection, speech.id)
            if (outcome, met) != ("unchanged", speech.id) or row_id is None or now != known:
                connection.execute("ROLLBACK")
                continue
            corrections.forget(connection, speech.id, forget)
            corrections.write(connection, speech.id, values)
            schema.delete(connection, row_id, schema.speech_with_id(connection, speech.id))
            return schema.insert(connection, document, parsed, speech.id, vectors)
    raise BusyError("{speech!r} is being changed by another process; try again", code="speech_busy", speech=speech_id)


def corrections_of(catalog: Catalog, speech_id: str) -> dict[str, str]:
    """Return what was corrected of the speech with this whole id, by field; "" for what is known to be unknown."""
    with catalog.reading() as connection:
        return corrections.of_speech(connection, speech_id)
