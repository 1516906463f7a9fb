from corpus import Speech, Utterance
from ui.rendering.attribution_labels import whose_words


def test_who_quotes_whom_is_said_in_a_speech() -> None:
    speech = Speech("1", "a", "讲话", "顾望舒", kind="讲话")
    said = [Utterance(10, 30, "陆知行", direct=True), Utterance(40, 60, "陆知行", direct=False)]
    assert whose_words(speech, said, 12, 28) == ("顾望舒 引用 陆知行 的原话", "顾望舒 quoting 陆知行")
    assert whose_words(speech, said, 41, 59) == ("顾望舒 转述 陆知行 的话", "顾望舒 retelling 陆知行")
    assert whose_words(speech, said, 0, 9) == ("此处为 顾望舒 本人的话", "顾望舒's own words")


def test_speakers_own_words_in_quotation_marks_are_no_quotation_of_another() -> None:
    speech = Speech("1", "a", "讲话", "顾望舒", kind="讲话")
    pair = whose_words(speech, [Utterance(0, 20, "顾望舒", direct=True)], 0, 20)
    assert pair is not None and "引用" not in pair[0]
