import threading
from collections.abc import Iterator
from typing import Any

import pytest

from corpus import BusyError, TimeLimitError
from rag.answering.events import Delta, Event, Finished
from rag.datamodel import Answer
from tests.support.ui.serving import wait_until
from ui.services.generation_queue import Gate, Waiting

DONE = Finished(Answer("答"))


class Notes:
    def __init__(self) -> None:
        self.all: list[tuple[Any, ...]] = []

    def asked(self, *note: Any) -> None:
        self.all.append(note)


def test_who_waits_is_told_his_place_and_served_in_order() -> None:
    gate = Gate(waiting=5)
    first = gate.stream(lambda: iter([Delta("一"), DONE]))
    next(first)
    said: list[list[Any]] = [[] for _ in range(3)]
    order: list[int] = []

    def wait(number: int) -> None:
        def events() -> Iterator[Event]:
            order.append(number)
            yield DONE

        for event in gate.stream(events, tell=True):
            said[number].append(event)

    threads = []
    for number in range(3):
        threads.append(threading.Thread(target=wait, args=(number,)))
        threads[-1].start()
        wait_until(lambda expected=number + 2: gate.inside == expected)
    wait_until(lambda: all(said))
    assert [places[0] for places in said] == [Waiting(1), Waiting(2), Waiting(3)]
    first.close()
    for thread in threads:
        thread.join()
    assert order == [0, 1, 2]
    assert [places[-1] for places in said] == [DONE] * 3
    assert gate.inside == 0


def test_as_many_run_as_may_and_the_next_is_told_his_place() -> None:
    gate = Gate(waiting=1, running=2)
    first, second = (gate.stream(lambda: iter([Delta("一"), DONE])) for _ in range(2))
    assert next(first) == next(second) == Delta("一")
    third = gate.stream(lambda: iter([DONE]), tell=True)
    assert next(third) == Waiting(1)
    with pytest.raises(BusyError):
        next(gate.stream(lambda: iter([DONE])))
    second.close()  # not the one that came first
    assert next(third) == DONE
    assert list(first) == [DONE] and gate.inside == 1


def served(gate: Gate, asked: list[str]) -> list[str]:
    """Who is served in what order, while one answer runs until all have asked."""
    held = gate.stream(lambda: iter([Delta("一"), DONE]))
    next(held)
    order: list[str] = []

    def wait(client: str) -> None:
        def events() -> Iterator[Event]:
            order.append(client)
            yield DONE

        list(gate.stream(events, client=client.rstrip("0123456789")))

    threads = []
    for client in asked:
        threads.append(threading.Thread(target=wait, args=(client,)))
        threads[-1].start()
        wait_until(lambda: gate.inside == len(threads) + 1)
    held.close()
    for thread in threads:
        thread.join()
    return order


def test_clients_take_turns_and_each_is_served_in_his_own_order() -> None:
    gate = Gate(waiting=9)
    assert served(gate, ["甲1", "甲2", "甲3", "乙1", "丙1", "乙2"]) == ["甲1", "乙1", "丙1", "甲2", "乙2", "甲3"]


def test_who_has_waited_is_not_overtaken_for_ever_by_clients_that_come_later() -> None:
    gate = Gate(waiting=9)
    served(gate, ["甲1", "甲2", "甲3"])
    # the line is empty again: what was served long ago is forgotten
    assert served(gate, ["乙1", "甲1", "丙1"]) == ["乙1", "甲1", "丙1"]
    # 甲's second is due as soon as one answer has been given: of those that come after that, it is the first
    held = gate.stream(lambda: iter([Delta("一"), DONE]), client="甲")
    next(held)
    second = gate.stream(lambda: iter([DONE]), tell=True, client="甲")
    assert next(second) == Waiting(1)
    before = gate.stream(lambda: iter([Delta("二"), DONE]), tell=True, client="乙")
    assert next(before) == Waiting(1) and next(second) == Waiting(2)
    held.close()
    assert next(before) == Delta("二")
    third = gate.stream(lambda: iter([DONE]), tell=True, client="丙")
    assert next(third) in (Waiting(1), Waiting(2))
    late = gate.stream(lambda: iter([DONE]), tell=True, client="乙")
    assert next(late) == Waiting(3)
    list(before)
    third.close()
    assert list(second)[-1] == DONE


def test_who_left_the_line_unserved_has_used_nothing() -> None:
    gate = Gate(waiting=9)
    held = gate.stream(lambda: iter([Delta("一"), DONE]))
    next(held)
    left = gate.stream(lambda: iter([DONE]), tell=True, client="甲")
    next(left)
    left.close()
    again = gate.stream(lambda: iter([DONE]), tell=True, client="甲")
    assert next(again) == Waiting(1)
    other = gate.stream(lambda: iter([DONE]), tell=True, client="乙")
    assert next(other) == Waiting(2)
    held.close()
    assert list(again) == [DONE] == list(other)


def test_who_leaves_the_line_gives_up_his_place() -> None:
    gate = Gate(waiting=1)
    first = gate.stream(lambda: iter([Delta("一")]))
    next(first)
    second = gate.stream(lambda: iter([Delta("二")]), tell=True)
    assert next(second) == Waiting(1)
    with pytest.raises(BusyError):
        next(gate.stream(lambda: iter(())))
    second.close()
    third = gate.stream(lambda: iter([Delta("三")]), tell=True)
    assert next(third) == Waiting(1)
    first.close()
    assert list(third) == [Delta("三")]


def test_an_answer_that_takes_too_long_is_stopped() -> None:
    stopped = threading.Event()

    def endless() -> Iterator[Event]:
        try:
            while True:
                yield Delta(pending="…")
        finally:
            stopped.set()

    gate = Gate(limit=0.05)
    with pytest.raises(TimeLimitError, match=r"0\.05 seconds"):
        for _ in gate.stream(endless):
            pass
    assert stopped.is_set()
    assert gate.inside == 0


def test_the_watcher_learns_every_end() -> None:
    notes = Notes()
    gate = Gate(waiting=0, limit=0.05, watcher=notes)

    def failing() -> Iterator[Event]:
        yield Delta("一")
        raise KeyError("x")

    def endless() -> Iterator[Event]:
        while True:
            yield Delta()

    list(gate.stream(lambda: iter([DONE])))
    list(gate.stream(lambda: iter([Finished(Answer("无", refused=True))])))
    with pytest.raises(KeyError):
        list(gate.stream(failing))
    with pytest.raises(TimeLimitError):
        list(gate.stream(endless))
    held = gate.stream(endless)
    next(held)
    with pytest.raises(BusyError):
        next(gate.stream(endless))
    held.close()
    assert [note[0] for note in notes.all] == ["answered", "refused", "failed", "late", "busy", "left"]
    assert notes.all[0][3] is DONE
    assert all(0 <= note[1] <= note[2] for note in notes.all)
