"""Three service processes behind the reverse proxy of `docs/deploy`, one library, one PostgreSQL, one search engine.

Readers ask, a writer adds, and one service is killed in the middle: what was acknowledged is there, each reader gets an
answer to the question that was asked. `campaign` kills the others too, for as long as one likes.
"""

import threading
from pathlib import Path

import pytest

from tests.robustness.services.arrangement import MOST, arranged, missing, name_of, place_of, text_of, wrong_of
from tests.robustness.services.clients import Clients, lost, unsound

DOCUMENTS = 12
ADDED = ((6,), (7,), (8,), (9,), (10, 11))  # while others read, each in one request
KILLED = (8,)  # behind these
READERS = 8
ASKED = 6  # by each

WHY = missing()


def test_no_two_documents_of_the_arrangement_are_alike() -> None:
    assert len({name_of(number) for number in range(MOST)}) == MOST == len({place_of(n) for n in range(MOST)})
    assert not any(place_of(a) in place_of(b) for a in range(MOST) for b in range(a + 1, MOST))


def test_a_mixed_up_answer_is_seen() -> None:
    right = {"refused": False, "text": f"建在{place_of(3)}。", "citations": [{"quote": text_of(3)[-60:-30]}]}
    assert wrong_of(3, right) is None and wrong_of(4, right) is not None
    assert wrong_of(3, right | {"text": f"建在{place_of(4)}。"}) is not None
    assert wrong_of(3, right | {"refused": True, "text": "没有"}) is None


@pytest.mark.timeout(900)
@pytest.mark.skipif(WHY is not None, reason=str(WHY))
def test_nothing_acknowledged_is_lost_and_nothing_mixed_up_though_a_service_is_killed(tmp_path: Path) -> None:
    with arranged(tmp_path) as everything:
        clients = Clients(everything.address)
        clients.add(*range(DOCUMENTS // 2))
        assert len(clients.acknowledged) == DOCUMENTS // 2

        def read(reader: int) -> None:
            for turn in range(ASKED):
                clients.ask(clients.acknowledged[(reader * 7 + turn * 5) % len(clients.acknowledged)])

        threads = [threading.Thread(target=read, args=(reader,)) for reader in range(READERS)]
        for thread in threads:
            thread.start()
        for numbers in ADDED:
            clients.add(*numbers)
            if numbers == KILLED:
                everything.parts["service"][0].kill()
        for thread in threads:
            thread.join()
        assert clients.acknowledged == list(range(DOCUMENTS))
        assert clients.mixed_up == []
        # who was being answered by the service that was killed, and at most once each
        assert clients.failed.total() <= READERS, clients.failed
        assert clients.right >= 0.9 * clients.answered > 0
        assert len(clients.judged) >= clients.answered - READERS
        assert lost(clients, everything.services[1]) == []
        assert unsound(everything) == []
        clients.acknowledged.append(DOCUMENTS)
        clients.judged.append("nobody")
        assert len(lost(clients, everything.services[1])) == 2  # it would be seen
    print(f"{clients.answered} answers, {clients.right} right, {clients.failed.total()} failed, lost 0, mixed up 0")
