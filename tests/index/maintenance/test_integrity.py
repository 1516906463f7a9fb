"""Each invariant is broken by hand: the check names it, and a repair makes the library as it was."""

import json
import sqlite3
from pathlib import Path

import numpy as np
import pytest

from index import Library
from index.backends.vector_index import FILE_NAME as DENSE
from index.catalog import FILE_NAME
from tests.support.fakes import HashEncoder

QUESTIONS = ("茶叶产值", "港口", "秦望舒", "第3次专题研究")


def everything(library: Library) -> list[object]:
    """What a user sees, chunk ids left out."""
    return [
        library.speeches(),
        [library.chunks(s.id) for s in library.speeches()],
        [library.copies(s.id) for s in library.speeches()],
        *(results(library, question) for question in QUESTIONS),
    ]


def results(library: Library, question: str) -> object:
    terms, dense = library.search_terms(question, 500), library.search_dense(question, 500)
    hits = [
        sorted((h.text, round(h.score, 5)) for h in library.hits([(i, s, "") for i, s in f])) for f in (terms, dense)
    ]
    return hits, [(s.id, start) for s, start, _ in library.find(question)]


def break_it(directory: Path, *statements: str) -> None:
    with sqlite3.connect(directory / FILE_NAME, isolation_level=None) as connection:
        for statement in statements:
            connection.execute(statement)
    connection.close()


def wrong(library: Library) -> set[str]:
    return {check.name for check in library.check() if not check.ok}


def test_a_sound_library_passes_every_check(library: Library) -> None:
    checks = library.check()
    assert [check.name for check in checks] == ["file", "texts", "spans", "terms", "vectors", "copies", "dense"]
    assert all(check.ok and check.examined > 0 for check in checks), checks
    assert library.mend() == checks


def test_an_empty_library_passes_too(tmp_path: Path) -> None:
    with Library.open(tmp_path / "library", HashEncoder()) as library:
        assert all(check.ok for check in library.check())


CHUNK = "(SELECT max(id) FROM chunks)"
TERMS = "INSERT INTO chunk_terms (rowid, text, heading, title, about)"
OTHER = np.full(64, 0.125, "<f2").tobytes().hex()

DAMAGES = {
    "speech span": ("spans", 'UPDATE speeches SET "end" = "end" + 9999 WHERE rowid = 3'),
    "chunk span": ("spans", f"UPDATE chunks SET start = start + 3 WHERE id = {CHUNK}"),
    "chunk text": ("spans", f"UPDATE chunks SET text = replace(text, '茶', '盐') || ' ' WHERE id > {CHUNK} - 30"),
    "sentence packing": ("spans", f"UPDATE chunks SET sentences = '[[0,' WHERE id = {CHUNK}"),
    "chunk numbering": ("spans", f"UPDATE chunks SET ordinal = 77 WHERE id = {CHUNK}"),
    "section span": ("spans", "UPDATE sections SET \"end\" = 99999 WHERE ordinal = 1"),
    "character count": ("texts", "UPDATE documents SET characters = characters + 1 WHERE id = 4"),
    "exact words": ("texts", "UPDATE documents SET folded = replace(folded, '港口', '海口') WHERE id < 3"),
    "all terms": ("terms", "INSERT INTO chunk_terms (chunk_terms) VALUES ('delete-all')"),
    "terms of another": ("terms", f"{TERMS} VALUES (99999, 'x', '', '', '')"),
    "terms too often": ("terms", f"{TERMS} VALUES ({CHUNK}, '茶', '', '', '')"),
    "vector cut": ("vectors", f"UPDATE chunks SET embedding = substr(embedding, 1, 10) WHERE id = {CHUNK}"),
    "vector not finite": ("vectors", f"UPDATE chunks SET embedding = unhex_or('{'007e' * 64}') WHERE id = {CHUNK}"),
    "vector too long": ("vectors", f"UPDATE chunks SET embedding = unhex_or('{'0040' * 64}') WHERE id = {CHUNK}"),
    "model unreadable": ("vectors", "UPDATE meta SET value = 'garbage' WHERE key = 'embedding'"),
    "copies gone": ("copies", "DELETE FROM copies"),
    "keys gone": ("copies", "DELETE FROM copy_keys WHERE document_id = 5"),
    "shared miscounted": ("copies", "UPDATE copies SET shared = shared + 5"),
    "rows of nobody": ("file", "INSERT INTO sections VALUES ('nobody', 0, 0, 1, 1, 'x')"),
}  # fmt: skip


@pytest.mark.parametrize("name", DAMAGES)
def test_damage_is_named_and_repaired(library: Library, name: str) -> None:
    check, statement = DAMAGES[name]
    before = everything(library)
    library.close()
    with sqlite3.connect(library.directory / FILE_NAME, isolation_level=None) as connection:
        connection.create_function("unhex_or", 1, bytes.fromhex)
        assert connection.execute(statement).rowcount != 0
    connection.close()
    with Library.open(library.directory, HashEncoder()) as damaged:
        assert check in wrong(damaged)
        left = damaged.mend()
        assert all(one.ok for one in left), [str(one) for one in left if not one.ok]
        assert everything(damaged) == before
    with Library.open(library.directory, HashEncoder()) as again:
        assert wrong(again) == set()


def test_a_vector_that_another_replaced_is_noticed_beside_the_dense_index(library: Library) -> None:
    library.close()
    with sqlite3.connect(library.directory / FILE_NAME, isolation_level=None) as connection:
        connection.execute(f"UPDATE chunks SET embedding = ? WHERE id = {CHUNK}", (bytes.fromhex(OTHER),))
    connection.close()
    with Library.open(library.directory, HashEncoder()) as damaged:
        assert wrong(damaged) == {"dense"}
        assert all(check.ok for check in damaged.mend())


def test_a_text_that_changed_on_the_disk_is_lost_and_said_to_be(library: Library) -> None:
    library.close()
    break_it(library.directory, "UPDATE documents SET text = replace(text, '产值达到', '产值超过') WHERE id = 2")
    with Library.open(library.directory, HashEncoder()) as damaged:
        [texts] = [check for check in damaged.mend() if check.name == "texts"]
        [problem] = texts.problems
        assert problem.lost and "0001.txt" in problem.what
        path = next(s.path for s in damaged.speeches() if s.id == problem.speech_id)
        damaged.remove(problem.speech_id or "")
        damaged.add(path)  # the way out: from the file it came from
        assert wrong(damaged) == set()


def test_a_damaged_dense_file_is_made_again_and_the_library_says_so(library: Library) -> None:
    before = everything(library)
    library.close()
    (library.directory / DENSE).write_bytes(b"yinzheng dense 1\n" + b"x" * 500)
    with Library.open(library.directory, HashEncoder()) as damaged:
        assert damaged.notes == ()
        assert everything(damaged) == before
        [note] = damaged.notes
        assert "dense.faiss" in note and "made again" in note


def test_pages_that_are_overwritten_are_reported_not_raised(library: Library) -> None:
    library.close()
    path = library.directory / FILE_NAME
    data = bytearray(path.read_bytes())
    for page in range(8, len(data) // 4096 - 1, 3):
        data[page * 4096 + 100 : page * 4096 + 900] = b"\xa5" * 800
    path.write_bytes(data)
    from corpus import LibraryError

    try:
        with Library.open(library.directory, HashEncoder()) as damaged:
            assert "file" in wrong(damaged)
    except LibraryError as error:
        assert "restore" in str(error) and "\n" not in str(error)


def test_a_check_changes_nothing(library: Library) -> None:
    before = library._catalog.generation()
    library.check()
    assert library._catalog.generation() == before
    assert json.dumps([str(check) for check in library.check()])
