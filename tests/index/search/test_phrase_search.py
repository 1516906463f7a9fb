from pathlib import Path

from index import Library


def test_speeches_saying_words_are_found_by_the_index(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("在大会上的讲话\n\n同志们：澜(lán)川市竹纸产值二百亿。", encoding="utf-8")
    (tmp_path / "b.txt").write_text("在會議上的講話\n\n瀾川市五屆三次會議收到提案286件。", encoding="utf-8")
    with Library.open(tmp_path / "library") as library:
        library.add([tmp_path / "a.txt", tmp_path / "b.txt"])
        ids = {Path(speech.path).name: speech.id for speech in library.speeches()}
        assert library.saying("澜川") == set(ids.values())
        assert library.saying("五届三次会议") == {ids["b.txt"]}
        assert library.saying("286件") == {ids["b.txt"]}
        assert library.saying("溪州") == library.saying("") == library.saying('"“？ AND') == frozenset()
        for words in ("澜川", "竹纸产值", "五届三次会议", "收到提案"):
            assert {speech.id for speech, _ in library.count(words)} <= library.saying(words)
