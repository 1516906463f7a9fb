from dataclasses import replace
from pathlib import Path

import pytest

from corpus import (
    Document,
    Enumeration,
    Fact,
    Listing,
    ListMention,
    NotFoundError,
    ParsedSpeech,
    Utterance,
    iter_documents,
    parse,
)
from corpus.structure.listings import name_key
from index import Filters, Library
from index.catalog import Catalog
from tests.support.speech_makers import write_speech

FACTS = (Fact("speaker", "邵北辰", 30, 33, 0.98), Fact("date", "2002-03-02", 0, 0, 1.0))
UTTERANCES = (Utterance(40, 60, "邵北辰", False), Utterance(45, 50, None, True))
ENUMERATIONS = (
    Enumeration(40, 90, "两个坚持", 2, ((45, 60), (60, 90))),
    Enumeration(100, 120, None, None, ()),
)
LISTINGS = (
    Listing(
        "enumeration", 40, 90, ((45, 60), (60, 90)), ("甲", "乙"), ("两个坚持",), 2, (38, 45), ("一、开头", "两个坚持")
    ),
    Listing("outline", 100, 120, ((100, 105), (110, 115)), ("丙", "丁"), labelled=(True, False)),
)
MENTIONS = (ListMention(40, 44, "两个坚持", True, False), ListMention(70, 76, "两个坚持与担当", False, True))


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library.open(tmp_path / "library")


def put(library: Library, path: Path, **found: object) -> tuple[Catalog, Document, ParsedSpeech]:
    [document] = iter_documents([path])
    assert isinstance(document, Document)
    parsed = replace(parse(document, speech_id=document.sha256[:12]), **found)  # type: ignore[arg-type]
    library._catalog.put(document, parsed, None, None)
    return library._catalog, document, parsed


def test_what_was_found_is_read_back_as_it_was(library: Library, tmp_path: Path) -> None:
    catalog, document, parsed = put(
        library,
        write_speech(tmp_path, 1),
        facts=FACTS,
        utterances=UTTERANCES,
        enumerations=ENUMERATIONS,
        listings=LISTINGS,
    )
    for _ in range(2):
        speech_id = parsed.speech.id[:9]
        assert tuple(library.facts(speech_id)) == FACTS
        assert tuple(library.utterances(speech_id)) == UTTERANCES
        assert tuple(library.enumerations(speech_id)) == ENUMERATIONS
        assert tuple(library.listings(speech_id)) == LISTINGS
        assert [e.complete for e in library.enumerations(speech_id)] == [True, True]
        catalog.put_again(document, parsed, None, None)


def test_lists_are_found_by_their_names_in_every_spelling(library: Library, tmp_path: Path) -> None:
    put(library, write_speech(tmp_path, 1), listings=LISTINGS)
    [speech] = library.speeches()
    for name in ("两个坚持", "2个坚持", "两个“坚持”"):
        assert library.listings_called(name_key(name)) == [(speech, LISTINGS[0])]
    assert library.listings_called("2个") == [(speech, LISTINGS[0])]
    assert library.listings_called("3个") == library.listings_called("2个", Filters(speakers=["无此人"])) == []


def test_places_that_name_a_list_are_found_by_how_the_name_begins(library: Library, tmp_path: Path) -> None:
    put(library, write_speech(tmp_path, 1), list_mentions=MENTIONS, letters_in_rows=(("新", 3), ("要", 2)))
    [speech] = library.speeches()
    assert tuple(library.list_mentions(speech.id)) == MENTIONS
    assert library.list_mentions_called(name_key("2个坚持")) == [(speech, one) for one in MENTIONS]
    assert library.list_mentions_called(name_key("两个坚持与担当")) == [(speech, MENTIONS[1])]
    assert library.list_mentions_called("2个", Filters(speakers=["无此人"])) == []
    assert library.letters_in_rows("新") == {speech.id: 3}
    assert library.letters_in_rows("旧") == {}


def test_an_update_replaces_what_was_found(library: Library, tmp_path: Path) -> None:
    put(
        library,
        write_speech(tmp_path, 1, "a.txt"),
        facts=FACTS,
        utterances=UTTERANCES,
        enumerations=ENUMERATIONS,
        listings=LISTINGS,
    )
    put(library, write_speech(tmp_path, 2, "a.txt"), facts=FACTS[:1], utterances=(), enumerations=(), listings=())
    [speech] = library.speeches()
    assert tuple(library.facts(speech.id)) == FACTS[:1]
    assert library.utterances(speech.id) == library.enumerations(speech.id) == library.listings(speech.id) == []


def test_what_parsing_finds_is_in_the_library(library: Library, tmp_path: Path) -> None:
    path = write_speech(tmp_path, 1)
    library.add(path)
    [document] = iter_documents([path])
    assert isinstance(document, Document)
    parsed = parse(document, speech_id="x")
    [speech] = library.speeches()
    assert tuple(library.facts(speech.id)) == parsed.facts
    assert tuple(library.utterances(speech.id)) == parsed.utterances
    assert tuple(library.enumerations(speech.id)) == parsed.enumerations
    assert tuple(library.listings(speech.id)) == parsed.listings


def test_an_unknown_speech_is_refused(library: Library) -> None:
    for call in (
        library.facts,
        library.utterances,
        library.enumerations,
        library.listings,
        library.copies,
        library.preferred,
    ):
        with pytest.raises(NotFoundError, match="yinzheng list"):
            call("zzz")
