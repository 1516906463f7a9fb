import io
import os
import signal
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus import Document, ParsedSpeech, ReadError, parse
from corpus.readers.loading import read_source
from corpus.readers.sources import Source
from corpus.workers import pool
from corpus.workers.pool import parse_all
from corpus.workers.process import Job, Result
from tests.support.document_makers import PARAGRAPHS, TITLE, pdf_file, word_file

ROOT = Path(__file__).parents[3]


def text_source(number: int, times: int = 1) -> Source:
    text = f"在第{number}次推进会上的讲话\n\n同志们：\n" + f"这是第{number}次会议，要抓好落实。\n" * times
    return Source(f"{number}.txt", ".txt", text.encode())


def jobs(sources: list[Source]) -> list[Job]:
    return [Job(source, f"{number:012}") for number, source in enumerate(sources)]


def processes() -> set[int]:
    """Return the workers that run now."""
    found = set()
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_bytes()
            parent = (folder / "stat").read_text().rpartition(")")[2].split()[1]
        except OSError:
            continue
        if b"corpus.workers.process" in command and int(parent) == os.getpid():
            found.add(int(folder.name))
    return found


linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks into /proc")


@pytest.mark.parametrize("workers", [1, 2])
def test_results_come_in_order_and_are_those_of_one_process(monkeypatch: pytest.MonkeyPatch, workers: int) -> None:
    monkeypatch.setattr(pool, "FEW", 3_000)
    sources = [text_source(number, times=1 + number * 7 % 50) for number in range(60)]
    sources[7] = Source("x.docx", ".docx", word_file())
    sources[20] = Source("x.pdf", ".pdf", pdf_file())
    expected: list[tuple[Document, ParsedSpeech]] = []
    for job in jobs(sources):
        assert isinstance(job.item, Source)
        document = read_source(job.item)
        expected.append((document, parse(document, speech_id=job.speech_id)))
    assert list(parse_all(jobs(sources), workers=workers)) == expected


@pytest.mark.parametrize("workers", [1, 2])
def test_isolated_jobs_are_never_parsed_here(monkeypatch: pytest.MonkeyPatch, workers: int) -> None:
    expected = [parse(read_source(job.item), speech_id=job.speech_id) for job in jobs([text_source(1), text_source(2)])]  # type: ignore[arg-type]

    def here(job: Job) -> Result:
        raise AssertionError(f"{job.item.path} was parsed in this process")

    monkeypatch.setattr(pool, "work", here)
    found = list(parse_all(jobs([text_source(1), text_source(2)]), workers=workers, isolated=True))
    assert [one[1] for one in found] == expected  # type: ignore[index]


def test_what_is_no_job_is_passed_on_in_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "FEW", 0)
    items: list[Job | str] = [Job(text_source(1), "1"), "here", Job(text_source(2), "2"), "there"]
    results = list(parse_all(items, workers=2))
    assert [result if isinstance(result, str) else type(result) for result in results] == [
        tuple,
        "here",
        tuple,
        "there",
    ]


def test_many_small_rows_travel_in_few_messages(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[int] = []
    run = pool.Worker.run

    def counted(worker: pool.Worker, batch: list[Job]) -> list[Result] | ReadError:
        sent.append(len(batch))
        return run(worker, batch)

    monkeypatch.setattr(pool, "FEW", 0)
    monkeypatch.setattr(pool.Worker, "run", counted)
    rows = jobs([text_source(number) for number in range(2_000)])
    size = sum(row.size for row in rows)
    assert sum(not isinstance(result, ReadError) for result in parse_all(rows, workers=2)) == sum(sent) == 2_000
    assert len(sent) <= size // pool._BATCH + 1 <= 5


@linux
def test_a_few_plain_documents_need_no_process() -> None:
    results = parse_all(jobs([text_source(number) for number in range(20)]), workers=2)
    next(results)
    assert processes() == set()
    assert len(list(results)) == 19


@linux
def test_documents_of_a_killed_process_are_read_by_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "FEW", 0)
    sources = [text_source(0), *(text_source(number, 400) for number in range(1, 30))]
    results = parse_all(jobs(sources), workers=2)
    assert isinstance(next(results), tuple)
    for process in processes():
        os.kill(process, signal.SIGKILL)
    rest = list(results)
    failed = [result for result in rest if isinstance(result, ReadError)]
    assert len(rest) == 29
    assert not failed  # nothing was wrong with them: they are tried again
    assert processes() == set()


@linux
def test_a_document_that_kills_its_process_fails_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    # what a new interpreter runs first: here one word kills the process, as the system does when memory is short
    (tmp_path / "sitecustomize.py").write_text(
        "import os, sys\n"
        "if 'corpus.workers.process' in sys.orig_argv:\n"
        "    from corpus.readers import encoding\n"
        "    decode = encoding.decode\n"
        "    def deadly(data, **more):\n"
        "        return os.kill(os.getpid(), 9) if data == b'kill' else decode(data, **more)\n"
        "    encoding.decode = deadly\n"
        "    import corpus.readers.registry\n"
        "    corpus.readers.registry.decode = deadly\n"
    )
    monkeypatch.setattr(pool, "FEW", 0)
    monkeypatch.syspath_prepend(tmp_path)
    sources = [text_source(0), text_source(1), Source("bad.txt", ".txt", b"kill"), text_source(2), text_source(3)]
    results = list(parse_all(jobs(sources), workers=2))
    assert [type(result) for result in results] == [tuple, tuple, ReadError, tuple, tuple]
    assert isinstance(results[2], ReadError)
    assert results[2].path == "bad.txt"
    assert "died (signal 9" in results[2].reason


def test_a_document_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "FEW", 0)
    monkeypatch.setattr(pool, "SECONDS", 3.0)
    slow = Source("slow.txt", ".txt", (PARAGRAPHS[0].encode() + b"\n") * 4_500)
    monkeypatch.setattr(Job, "size", property(lambda _: 1))
    results = list(parse_all(jobs([text_source(1), slow, text_source(2)]), workers=1))
    assert len(results) == 3
    # with one worker plain documents are read here, without a limit
    assert all(isinstance(result, tuple) for result in results)
    monkeypatch.setattr(pool, "SECONDS", 0.05)
    first, second = parse_all(jobs([slow, Source("x.docx", ".docx", word_file())]), workers=2)
    assert all(isinstance(result, ReadError) and "took more than" in result.reason for result in (first, second))


@linux
def test_too_much_memory_is_an_error_of_its_document(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "FEW", 0)
    monkeypatch.setenv("YINZHENG_WORKER_MEMORY_MB", "20")
    large = Source("large.txt", ".txt", (PARAGRAPHS[0].encode() + b"\n") * 30_000)
    error, result = parse_all(jobs([large, text_source(2)]), workers=2)
    assert isinstance(error, ReadError)
    assert "memory" in error.reason
    assert isinstance(result, tuple)


@linux
def test_a_word_document_that_needs_too_much_memory_is_not_called_damaged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "FEW", 0)
    monkeypatch.setenv("YINZHENG_WORKER_MEMORY_MB", "60")
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(word_file())) as small, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as large:
        for name in small.namelist():
            part = small.read(name)
            if name == "word/document.xml":
                part = part.replace(b"</w:p>", b"</w:p>" + b"<w:p><w:r><w:t>x</w:t></w:r></w:p>" * 300_000, 1)
            large.writestr(name, part)
    error, result = parse_all(jobs([Source("x.docx", ".docx", made.getvalue()), text_source(2)]), workers=2)
    assert isinstance(error, ReadError)
    assert error.reason == "it needs more than 60 MB of memory; split it"
    assert isinstance(result, tuple)


@linux
def test_no_process_outlives_an_interruption(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "FEW", 0)

    def endless() -> Iterator[Job]:
        number = 0
        while True:
            number += 1
            yield Job(text_source(number, 50), f"{number}")

    results = parse_all(endless(), workers=2)
    next(results)
    assert processes()
    results.close()
    assert processes() == set()


@linux
def test_ctrl_c_ends_everything(tmp_path: Path) -> None:
    code = """
import signal
import sys
from corpus.workers import pool
from corpus.workers.pool import parse_all
from tests.corpus.workers.test_pool import text_source
from corpus.workers.process import Job
pool.FEW = 0
signal.signal(signal.SIGINT, signal.default_int_handler)  # a program started in the background ignores it
for number, _ in enumerate(parse_all((Job(text_source(n, 50), str(n)) for n in range(10**6)), workers=2)):
    if number == 3:
        print("ready", flush=True)
"""
    command = [sys.executable, "-c", code]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as program:
        assert program.stdout is not None and program.stderr is not None
        assert program.stdout.readline() == "ready\n"
        os.killpg(program.pid, signal.SIGINT)  # as a terminal does: to the workers too
        assert "KeyboardInterrupt" in program.stderr.read()
        program.wait(120)
    with pytest.raises(ProcessLookupError):
        os.killpg(program.pid, 0)  # nobody of the group is left


def test_the_title_of_a_word_file_survives_the_way_back() -> None:
    ((document, parsed),) = (
        result for result in parse_all(jobs([Source("a.docx", ".docx", word_file())])) if isinstance(result, tuple)
    )
    assert parsed.speech.title == TITLE
    chunk = parsed.chunks[-1]
    assert document.text[chunk.start : chunk.end].endswith(PARAGRAPHS[-1])


def test_a_fault_in_the_reader_costs_one_document(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: Source) -> Document:
        raise AssertionError("bad span")

    monkeypatch.setattr("corpus.workers.process.read_source", broken)
    (error,) = parse_all(jobs([text_source(1)]))
    assert isinstance(error, ReadError)
    assert "please report that: AssertionError: bad span" in error.reason
