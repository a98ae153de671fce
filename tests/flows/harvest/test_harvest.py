"""Harvests against a server that plays pages and faults: each record lands exactly once."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from types import SimpleNamespace
from typing import BinaryIO

import pytest

from flows import store
from flows.dataset import Dataset
from flows.errors import InputError
from flows.harvest import arxiv, hf_papers, pubmed
from flows.harvest.client import Answer, Client, HarvestError, Manners, TryAgainError
from flows.harvest.coverage import Coverage
from flows.harvest.feed import Feed, Window
from flows.harvest.flow import gather, window_of, windows_to_fetch
from flows.harvest.inbox import Inbox, Landed
from flows.intake import Intake
from flows.sources import Limits, read, read_files
from schemas.records import Document, Reject
from tests.flows.harvest.conftest import Play, Stage

WINDOW = Window(date(2024, 1, 1), date(2024, 1, 31))
DAY = Window(date(2024, 1, 5), date(2024, 1, 5))
QUICK = Manners(contact="mailto:someone@example.org", interval=0.0, attempts=4)


def record(number: int, text: str) -> str:
    return (
        f"<record><header><identifier>oai:arXiv.org:2401.{number:05d}</identifier>"
        "<datestamp>2024-01-05</datestamp></header><metadata>"
        f'<arXiv xmlns="http://arxiv.org/OAI/arXiv/"><id>2401.{number:05d}</id>'
        f"<title>T{number}</title><categories>cs.CL</categories>"
        f"<abstract>{text}</abstract></arXiv></metadata></record>"
    )


def page(*numbers: int, token: str | None = None, text: str = "We count 3 owls.") -> str:
    more = f"<resumptionToken>{token}</resumptionToken>" if token is not None else ""
    records = "".join(record(number, text) for number in numbers)
    return (
        '<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><ListRecords>'
        f"{records}{more}</ListRecords></OAI-PMH>"
    )


def error(code: str) -> str:
    return (
        '<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">'
        f'<error code="{code}">so it is</error></OAI-PMH>'
    )


class Harvester:
    """One feed of a local server, harvested into a dataset."""

    def __init__(self, folder: Path, feed: Feed) -> None:
        self.dataset = Dataset(str(folder))
        self.feed = feed
        self.pauses: list[float] = []

    def __call__(
        self, window: Window = WINDOW, manners: Manners = QUICK, limits: Limits | None = None
    ) -> Landed | None:
        client = Client(self.feed.base, self.feed.hosts, manners, sleep=self.pauses.append)
        try:
            return gather(self.inbox(limits), window, client)
        finally:
            client.close()

    def inbox(self, limits: Limits | None = None) -> Inbox:
        return Inbox(self.dataset, self.feed, limits or Limits())

    def lines(self, window: Window = WINDOW) -> list[dict[str, object]]:
        path = Path(self.inbox().address(window))
        if not path.exists():
            return []
        return [json.loads(line) for line in path.read_text("utf-8").splitlines()]

    def landed(self, window: Window = WINDOW) -> list[object]:
        return [line["id"] for line in self.lines(window) if "id" in line]

    @property
    def files(self) -> list[str]:
        folder = Path(self.dataset.address) / "inbox"
        return [path.name for path in folder.iterdir()] if folder.exists() else []


@pytest.fixture
def harvester(tmp_path: Path, stage: Stage) -> Harvester:
    return Harvester(tmp_path / "out", arxiv.feed("cs.CL", stage.address))


def ids(*numbers: int) -> list[object]:
    return [f"2401.{number:05d}" for number in numbers]


def test_pages_follow_their_tokens(harvester: Harvester, stage: Stage) -> None:
    stage.play(page(1, 2, token="a b&amp;c"), page(3, token="second"), page(4, token=""))
    assert harvester() is not None
    assert harvester.landed() == ids(1, 2, 3, 4)
    assert stage.asked[0] == {
        "verb": "ListRecords",
        "metadataPrefix": "arXiv",
        "from": "2024-01-01",
        "until": "2024-01-31",
        "set": "cs:cs:CL",
    }
    assert stage.asked[1:] == [
        {"verb": "ListRecords", "resumptionToken": "a b&c"},
        {"verb": "ListRecords", "resumptionToken": "second"},
    ]
    agent = stage.headers[0]["User-Agent"]
    assert agent.startswith("paperfacts/")
    assert "someone@example.org" in agent


def test_the_inbox_is_read_latest_first(harvester: Harvester, stage: Stage) -> None:
    later = Window(date(2024, 2, 1), date(2024, 2, 9))
    # The earlier days last, as when somebody asks for them afterwards.
    stage.play(page(2, text="We count 4 owls."), page(1, 2))
    harvester(later)
    harvester()
    inbox = str(Path(harvester.inbox().address(WINDOW)).parent)
    intake = Intake(read_files([inbox]))
    items = list(intake)
    documents = {item.doc_id: item.abstract for item in items if isinstance(item, Document)}
    assert documents == {"2401.00002": "We count 4 owls.", "2401.00001": "We count 3 owls."}
    rejects = [item for item in items if isinstance(item, Reject)]
    assert [(item.reason, item.source_uri) for item in rejects] == [
        ("superseded", harvester.inbox().address(WINDOW))
    ]
    assert intake.counts.read == 3


def test_retry_after_is_obeyed(harvester: Harvester, stage: Stage) -> None:
    stage.play(Play(status=503, headers=(("Retry-After", "7"),)), page(1))
    harvester()
    assert harvester.landed() == ids(1)
    assert harvester.pauses == [7.0]


def test_long_retry_after_ends_the_harvest(harvester: Harvester, stage: Stage) -> None:
    stage.play(page(1, token="a"), Play(status=429, headers=(("Retry-After", "86400"),)))
    with pytest.raises(HarvestError, match="come back in 86,400 s"):
        harvester()
    assert harvester.files == []


FAULTS = {
    "busy": Play(status=500),
    "truncated XML": Play(page(1, 2)[:-30]),
    "broken off": Play(page(1, 2), declared=10_000),
    "wrong type": Play("<html>Sorry</html>", kind="text/html"),
    "not XML": Play("gone fishing"),
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_fault_that_passes(harvester: Harvester, stage: Stage, fault: Play) -> None:
    stage.play(fault, fault, page(1, token="a"), fault, page(2))
    harvester()
    assert harvester.landed() == ids(1, 2)
    assert len(harvester.pauses) == 3
    assert all(pause > 0 for pause in harvester.pauses)


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_fault_that_stays_lands_nothing_and_loses_nothing(
    harvester: Harvester, stage: Stage, fault: Play
) -> None:
    stage.play(page(1, token="a"), *[fault] * 4)
    with pytest.raises(HarvestError, match="gave up after 4 tries"):
        harvester()
    assert harvester.files == []
    stage.plays.clear()
    stage.asked.clear()
    stage.play(page(2))
    harvester()
    assert stage.asked == [{"verb": "ListRecords", "resumptionToken": "a"}]
    assert harvester.landed() == ids(1, 2)


def test_silence_is_a_fault_that_passes(harvester: Harvester, stage: Stage) -> None:
    stage.play(Play(is_silent=True), page(1))
    # Long enough for the answer that comes, on a machine with much else to do.
    harvester(manners=replace(QUICK, reading=3.0))
    assert harvester.landed() == ids(1)
    assert len(harvester.pauses) == 1


@pytest.mark.parametrize("date", [False, True])
def test_retry_after_as_a_date(harvester: Harvester, stage: Stage, date: bool) -> None:
    later = format_datetime(datetime.now(UTC) + timedelta(seconds=100), usegmt=True)
    stage.play(Play(status=429, headers=(("Retry-After", later if date else "soon"),)), page(1))
    harvester()
    (pause,) = harvester.pauses
    assert 90 < pause <= 100 if date else 0 < pause <= 20


def test_pauses_grow_and_differ() -> None:
    client = Client("http://localhost", frozenset(), Manners())
    client.close()
    pauses: list[float] = []
    client.sleep = pauses.append
    client._once = always_busy  # type: ignore[method-assign]
    with pytest.raises(HarvestError, match="gave up after 6 tries"):
        client.get("http://localhost", {}, (), lambda body: None)
    assert [pause // 5 for pause in pauses] == [1, 2, 4, 8, 16]
    assert len({pause % 5 for pause in pauses}) == 5


def always_busy(*_: object) -> Answer:
    raise TryAgainError("the server answers 503")


def test_broken_compression_is_a_fault_that_may_pass(harvester: Harvester, stage: Stage) -> None:
    stage.play(Play("not packed", headers=(("Content-Encoding", "gzip"),)), page(1))
    harvester()
    assert harvester.landed() == ids(1)


def test_token_that_is_refused_starts_anew(harvester: Harvester, stage: Stage) -> None:
    stage.play(page(1, token="a"), Play(status=400), page(1, token="b"), page(2))
    harvester()
    assert harvester.landed() == ids(1, 2)
    stage.play(Play(status=404))
    with pytest.raises(HarvestError, match="404"):
        harvester(DAY)


def test_token_that_has_expired_starts_anew(harvester: Harvester, stage: Stage) -> None:
    stage.play(page(1, token="a"), error("badResumptionToken"), page(1, token="b"), page(2))
    harvester()
    assert harvester.landed() == ids(1, 2)


def test_tokens_that_always_expire(harvester: Harvester, stage: Stage) -> None:
    stage.play(*[page(1, token="a"), error("badResumptionToken")] * 3)
    with pytest.raises(HarvestError, match="forgets its tokens"):
        harvester()
    assert harvester.files == []


def test_token_that_repeats_for_ever(harvester: Harvester, stage: Stage) -> None:
    stage.play(*[page(1, token="a"), page(2, token="b")] * 10)
    with pytest.raises(HarvestError, match="circle"):
        harvester()
    assert harvester.files == []
    assert len(stage.asked) <= 4


def test_new_tokens_without_end(harvester: Harvester, stage: Stage) -> None:
    endless = [page(n, token=f"t{n}") for n in range(10)]
    stage.play(*endless)
    with pytest.raises(HarvestError, match="more than 5 pages"):
        harvester(limits=Limits(harvest_pages=5))
    stage.plays.clear()
    stage.play(*endless)
    with pytest.raises(HarvestError, match="more than 1,000 bytes"):
        harvester(limits=Limits(harvest_bytes=1_000))
    assert harvester.files == []


def test_records_that_are_no_documents_land_with_their_reason(
    harvester: Harvester, stage: Stage
) -> None:
    gone = '<record><header status="deleted"><identifier>oai:arXiv.org:2401.00009</identifier>'
    gone += "</header></record>"
    text = page(1, token="a").replace("<record>", gone + "<record>", 1)
    stage.play(text, page(2).replace("<record>", gone + "<record>", 1))
    landed = harvester()
    assert landed is not None
    assert (landed.documents, landed.rejects, landed.repeated) == (2, 1, 1)
    documents, rejects = [], []
    for item in read([landed.address]):
        (documents if isinstance(item, Document) else rejects).append(item)
    assert [document.doc_id for document in documents] == ids(1, 2)
    assert [reject.reason for reject in rejects] == ["deleted"]
    assert "2401.00009" in rejects[0].detail


def test_texts_land_as_the_feed_gives_them(harvester: Harvester, stage: Stage) -> None:
    stage.play(page(1).replace("We count", "We &amp;amp; you count"))
    landed = harvester()
    assert landed is not None
    (mended,) = read([landed.address])
    (plain,) = read([landed.address], mend=False)
    assert isinstance(mended, Document)
    assert isinstance(plain, Document)
    assert (plain.abstract, plain.repairs) == ("We &amp; you count 3 owls.", ())
    assert (mended.abstract, mended.repairs) == ("We & you count 3 owls.", ("html_entities",))


def test_record_on_two_pages_lands_once(harvester: Harvester, stage: Stage) -> None:
    stage.play(page(1, 2, token="a"), page(2, 3))
    landed = harvester()
    assert landed is not None
    assert (landed.documents, landed.repeated) == (3, 1)
    assert harvester.landed() == ids(1, 2, 3)


def test_nothing_new(harvester: Harvester, stage: Stage) -> None:
    stage.play(error("noRecordsMatch"))
    landed = harvester()
    assert landed == Landed("", 0, 0, 0)
    assert harvester.files == []
    coverage = Coverage.load(harvester.dataset, harvester.feed)
    assert coverage.missing(WINDOW) == []


def test_nothing_new_is_no_file_even_for_a_moment(
    harvester: Harvester, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[str] = []
    write = store.write

    def noted(address: str, fill: Callable[[BinaryIO], object]) -> int:
        written.append(Path(address).parent.name)
        return write(address, fill)

    monkeypatch.setattr(store, "write", noted)
    stage.play(error("noRecordsMatch"))
    harvester()
    assert written
    assert "inbox" not in written


def test_error_of_the_server(harvester: Harvester, stage: Stage) -> None:
    stage.play(error("badArgument"))
    with pytest.raises(HarvestError, match="badArgument: so it is"):
        harvester()


ELSEWHERE = [
    "https://oaipmh.arxiv.org:8443/oai",
    "https://oaipmh.arxiv.org@example.com/oai",
    "https://example.com/oai",
    "http://oaipmh.arxiv.org/oai",
    "ftp://oaipmh.arxiv.org/oai",
    "file:///etc/passwd",
    "http://127.0.0.1:1/feed",
    "http://169.254.169.254/latest/meta-data",
    "//evil.example/",
]


@pytest.mark.parametrize("target", ELSEWHERE)
def test_redirect_elsewhere_is_refused(harvester: Harvester, stage: Stage, target: str) -> None:
    stage.play(Play(status=302, headers=(("Location", target),)))
    with pytest.raises(HarvestError, match="none of the feed's hosts"):
        harvester()
    assert len(stage.asked) == 1


def test_allowed_name_that_leads_into_a_private_network(
    harvester: Harvester, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = [(2, 1, 6, "", ("10.0.0.7", 443))]
    real = socket.getaddrinfo

    def resolve(host: str, *rest: object, **named: object) -> object:
        return answer if host == "export.arxiv.org" else real(host, *rest, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    stage.play(Play(status=301, headers=(("Location", "https://export.arxiv.org/oai2"),)))
    with pytest.raises(HarvestError, match="private network"):
        harvester()


@pytest.mark.parametrize(
    "address", ["10.0.0.7", "127.0.0.1", "169.254.169.254", "::1", "fe80::1%lo"]
)
def test_own_host_that_leads_into_a_private_network(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    harvester = Harvester(tmp_path / "out", arxiv.feed("cs.CL"))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [(2, 1, 6, "", (address, 443))])
    with pytest.raises(HarvestError, match="private network"):
        harvester()


def test_redirects_without_end(harvester: Harvester, stage: Stage) -> None:
    stage.play(*[Play(status=302, headers=(("Location", "/feed"),))] * 10)
    with pytest.raises(HarvestError, match="redirected more than"):
        harvester()


def test_answer_that_is_too_large(harvester: Harvester, stage: Stage) -> None:
    stage.play(page(*range(100)))
    with pytest.raises(HarvestError, match=r"more than 1,000 bytes"):
        harvester(manners=Manners(interval=0.0, answer_bytes=1_000))


def test_pace(harvester: Harvester, stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.harvest.client.time", SimpleNamespace(monotonic=lambda: 100.0))
    stage.play(page(1, token="a"), page(2, token="b"), page(3))
    harvester(manners=Manners(interval=3.0))
    assert harvester.pauses == [3.0, 3.0]


def test_pace_counts_what_has_passed(monkeypatch: pytest.MonkeyPatch) -> None:
    moments = iter([100.0, 100.0, 100.5, 103.0, 107.0, 107.0])
    monkeypatch.setattr(
        "flows.harvest.client.time", SimpleNamespace(monotonic=lambda: next(moments))
    )
    pauses: list[float] = []
    client = Client("http://localhost", frozenset(), Manners(interval=3.0), sleep=pauses.append)
    client.close()
    for _ in range(3):
        client._wait_for_turn()
    assert pauses == [2.5]


def test_what_has_landed_is_not_asked_for_again(harvester: Harvester, stage: Stage) -> None:
    stage.play(page(1))
    harvester(Window(date(2024, 1, 10), date(2024, 1, 20)))
    coverage = Coverage.load(harvester.dataset, harvester.feed)
    assert [str(window) for window in coverage.missing(WINDOW)] == [
        "2024-01-01..2024-01-09",
        "2024-01-21..2024-01-31",
    ]
    assert coverage.missing(Window(date(2024, 1, 12), date(2024, 1, 20))) == []
    following = window_of(coverage, None, date(2024, 2, 1))
    assert following == Window(date(2024, 1, 21), date(2024, 2, 1))
    assert window_of(coverage, None, date(2024, 1, 20)) is None


def test_only_a_page_that_may_change_is_asked_for_again(
    harvester: Harvester, tmp_path: Path, stage: Stage
) -> None:
    stage.play(Play(page(1), headers=(("ETag", '"v1"'),)), papers(1))
    harvester(DAY)
    coverage = Coverage.load(harvester.dataset, harvester.feed)
    assert windows_to_fetch(harvester.feed, coverage, DAY) == []
    daily = Harvester(tmp_path / "daily", hf_papers.feed(stage.address))
    daily(DAY)
    coverage = Coverage.load(daily.dataset, daily.feed)
    assert windows_to_fetch(daily.feed, coverage, DAY) == [DAY]
    later = Window(DAY.first, date(2024, 1, 6))
    assert windows_to_fetch(daily.feed, coverage, later) == [Window(later.last, later.last)]


def test_days_that_cannot_be_harvested(tmp_path: Path, stage: Stage) -> None:
    nothing = Coverage(str(tmp_path / "coverage.json"))
    with pytest.raises(InputError, match="--from"):
        window_of(nothing, None, None)
    with pytest.raises(InputError, match="once it is over"):
        window_of(nothing, date(2999, 1, 1), None)


def papers(*numbers: int) -> Play:
    listed = [
        {
            "paper": {
                "id": i,
                "title": "T",
                "summary": "We count 3 owls.",
                "publishedAt": "2024-01-05",
            }
        }
        for i in ids(*numbers)
    ]
    headers = (("ETag", '"v1"'),)
    return Play(json.dumps(listed), kind="application/json", headers=headers)


def test_daily_papers_and_conditional_requests(tmp_path: Path, stage: Stage) -> None:
    harvester = Harvester(tmp_path / "out", hf_papers.feed(stage.address))
    stage.play(papers(1, 2), Play(status=304), papers(1, 2, 3))
    harvester(DAY)
    assert harvester.landed(DAY) == ids(1, 2)
    assert stage.asked[0]["date"] == "2024-01-05"
    assert harvester(DAY) is None
    assert stage.headers[1]["If-None-Match"] == '"v1"'
    assert harvester.landed(DAY) == ids(1, 2)
    harvester(DAY)
    assert harvester.landed(DAY) == ids(1, 2, 3)


def test_daily_papers_of_several_days(tmp_path: Path, stage: Stage) -> None:
    harvester = Harvester(tmp_path / "out", hf_papers.feed(stage.address))
    stage.play(papers(1), Play("[]", kind="application/json"), papers(2))
    harvester(Window(date(2024, 1, 5), date(2024, 1, 7)))
    assert harvester.landed(Window(date(2024, 1, 5), date(2024, 1, 7))) == ids(1, 2)
    assert [asked["date"] for asked in stage.asked] == ["2024-01-05", "2024-01-06", "2024-01-07"]


def test_daily_papers_of_more_than_a_page(tmp_path: Path, stage: Stage) -> None:
    harvester = Harvester(tmp_path / "out", hf_papers.feed(stage.address))
    stage.play(papers(*range(100)), papers(*range(100, 130)))
    harvester(DAY)
    assert harvester.landed(DAY) == ids(*range(130))
    assert [asked.get("p") for asked in stage.asked] == [None, "1"]


def found(count: int) -> Play:
    result = {"esearchresult": {"count": str(count), "webenv": "W", "querykey": "1"}}
    return Play(json.dumps(result), kind="application/json; charset=UTF-8")


def articles(*numbers: int) -> str:
    every = "".join(
        f"<PubmedArticle><MedlineCitation><PMID>{n}</PMID><Article><ArticleTitle>T</ArticleTitle>"
        "<Abstract><AbstractText>We count 3 owls.</AbstractText></Abstract></Article>"
        "</MedlineCitation></PubmedArticle>"
        for n in numbers
    )
    return f"<PubmedArticleSet>{every}</PubmedArticleSet>"


def test_pubmed(tmp_path: Path, stage: Stage) -> None:
    harvester = Harvester(tmp_path / "out", pubmed.feed("owls[title]", stage.address))
    expired = "<eFetchResult><ERROR>Unable to obtain query #1</ERROR></eFetchResult>"
    stage.play(found(250), articles(*range(200)), expired)
    stage.play(found(250), articles(*range(200)), articles(*range(200, 250)))
    harvester()
    assert harvester.landed() == [str(n) for n in range(250)]
    assert stage.asked[0]["term"] == "owls[title]"
    assert stage.asked[0]["email"] == "someone@example.org"
    assert (stage.asked[0]["mindate"], stage.asked[0]["maxdate"]) == ("2024/01/01", "2024/01/31")
    assert [asked.get("retstart") for asked in stage.asked[3:]] == [None, "0", "200"]


def test_pubmed_finds_nothing_or_too_much(tmp_path: Path, stage: Stage) -> None:
    harvester = Harvester(tmp_path / "out", pubmed.feed("owls", stage.address))
    stage.play(found(50_000))
    with pytest.raises(HarvestError, match="narrower"):
        harvester()
    stage.play(found(0))
    assert harvester() == Landed("", 0, 0, 0)
