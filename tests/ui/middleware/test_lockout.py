import pytest

from ui.middleware.lockout import FIRST, FREE, LONGEST, Lockout, network


class Clock:
    def __init__(self) -> None:
        self.time = 0.0

    def __call__(self) -> float:
        return self.time


def test_a_few_wrong_guesses_are_free_and_then_each_doubles_the_wait() -> None:
    clock = Clock()
    lockout = Lockout(clock)
    waits = []
    for _ in range(FREE + 10):
        lockout.failed("192.0.2.1")
        waits.append(lockout.wait("192.0.2.1"))
    assert waits[: FREE - 1] == [0] * (FREE - 1)
    assert waits[FREE - 1 : FREE + 2] == [FIRST, 2 * FIRST, 4 * FIRST]
    assert waits[-1] == LONGEST
    clock.time += LONGEST
    assert lockout.wait("192.0.2.1") == 0
    assert lockout.wait("192.0.2.2") == 0


def test_the_right_password_forgets_the_wrong_ones() -> None:
    lockout = Lockout(Clock())
    for _ in range(FREE - 1):
        lockout.failed("192.0.2.1")
    lockout.succeeded("192.0.2.1")
    lockout.failed("192.0.2.1")
    assert lockout.wait("192.0.2.1") == 0


def test_wrong_guesses_are_forgotten_after_hours() -> None:
    clock = Clock()
    lockout = Lockout(clock)
    for _ in range(FREE - 1):
        lockout.failed("192.0.2.1")
    clock.time += 7 * 3600
    lockout.failed("192.0.2.1")
    assert lockout.wait("192.0.2.1") == 0


def test_memory_is_bounded_and_who_is_locked_out_stays_so() -> None:
    lockout = Lockout(Clock(), addresses=100)
    for _ in range(FREE):
        lockout.failed("192.0.2.1")
    for number in range(5_000):
        lockout.failed(f"10.{number // 250}.{number % 250}.1")
    assert len(lockout) == 100
    assert lockout.wait("192.0.2.1") > 0


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("testclient", "?"),
    ],
)
def test_an_ipv6_network_counts_as_one(address: str, counted: str) -> None:
    assert network(address) == counted
