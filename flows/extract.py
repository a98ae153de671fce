"""The flow of the main job: abstracts in, published tables out. The story of a run, top to bottom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from prefect import flow
from prefect.futures import PrefectFuture
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner

from extractors.version import extractor_version
from flows import logs, runs, stages, store
from flows.compute import compute, default_workers, opened
from flows.dataset import Dataset, check_target
from flows.failpoints import failpoint
from flows.incremental import Selection, fingerprint_of
from flows.intake import Intake
from flows.known import Known
from flows.locks import held
from flows.models import check_model
from flows.parameters import Address, AtLeastOne, Days, FormatName, Paths, RunnerName
from flows.parts import PART_SIZE, Parts
from flows.progress import Progress, shown
from flows.publish import PUBLISHING, complete_others
from flows.recall import Recall
from flows.report.artifacts import create_summary
from flows.sources import read_files
from flows.staging import Staging
from flows.workers import check_runner

RETAIN_DAYS = 7
"""Days for which former versions of the tables can be read."""


@dataclass
class Outcome:
    """What a run came to."""

    run_id: str
    out: str
    counts: dict[str, int]
    """read, new, changed, unchanged, duplicates, rejects, removed"""
    rows: dict[str, int]
    """Rows that came out, by table."""
    seconds: dict[str, float]
    """Wall time by stage, over all workers."""
    published: bool
    verdict: str
    """pass, warn or fail"""
    failed: list[str] = field(default_factory=list)
    """Names of the checks that hold it back."""
    troubles: list[str] = field(default_factory=list)
    """Checks that failed or warned, one line each."""
    resumed: int = 0
    """How often the run was taken up again after it had died."""
    completed: list[str] = field(default_factory=list)
    """Former runs that had died while publishing, completed by this one."""
    page: str = ""
    """Address of the report's page."""
    reasons: dict[str, int] = field(default_factory=dict)
    """Rejects by reason."""


class HeldBackError(Exception):
    """Validation held the run back: the dataset is as it was, the staged tables are kept."""

    def __init__(self, outcome: Outcome) -> None:
        # What the checks saw may name what texts name: it stays in the report, out of Prefect.
        super().__init__(f"held back by {', '.join(outcome.failed)}; see {outcome.page}")
        self.outcome = outcome


_RUNNER: TaskRunner[PrefectFuture[Any]] = ThreadPoolTaskRunner()  # type: ignore[assignment]
"""Threads here; each hands its part to a worker and waits."""


@flow(name="extract", task_runner=_RUNNER)
def extract(
    paths: Paths,
    out: Address,
    format: FormatName | None = None,
    field_map: Mapping[str, str] | None = None,
    workers: AtLeastOne | None = None,
    runner: RunnerName = "process",
    address: str | None = None,
    model: str | None = None,
    full: bool = False,
    prune: bool = False,
    retain_days: Days = RETAIN_DAYS,
    part_size: AtLeastOne = PART_SIZE,
    expectations: str | None = None,
    publish_anyway: bool = False,
    repair: bool = True,
    concurrent: bool = False,
) -> Outcome:
    """Read abstracts, extract their quantities and addresses, publish the tables.

    Only documents that are new or changed are extracted. Raises InputError where input or target are
    unusable, HeldBackError where validation fails.

    Args:
        paths: Files, folders and patterns to read, on this machine or in an object store.
        out: The dataset: a folder, or an address in an object store such as s3://bucket/dataset.
        format: Format of the input; told from the content of each file if left out.
        field_map: Fields that hold a part of a document where their names are unusual, such as
            abstract = body; parts are id, title, abstract, published and categories.
        workers: Processes that extract; one for each processor if left out.
        runner: Where parts are computed, in processes of this machine or on a Dask cluster.
        address: The scheduler of the Dask cluster, such as tcp://10.0.0.1:8786; left out, a cluster
            of processes is started here for the run.
        model: An installed spaCy pipeline whose entities are added to what the rules find.
        full: Extract unchanged documents as well.
        prune: Remove documents from the dataset that are not in this input; every file of it must be
            readable.
        retain_days: Days for which former versions of the tables stay readable.
        part_size: Documents that are computed at a time by one worker.
        expectations: A TOML file of thresholds that differ from those shipped.
        publish_anyway: Publish whatever validation says; the report records it.
        repair: Mend mojibake and HTML entities that a feed broke; recorded with each document.
        concurrent: Do not wait for other runs on the same dataset to end.
    """
    check_target(out)
    check_model(model)
    check_runner(runner, address)
    # A file that cannot be read must not take its documents out of the dataset.
    files = read_files(paths, format=format, field_map=field_map, mend=repair, strict=prune)
    dataset = Dataset(out)
    with runs.turn(dataset, concurrent=concurrent):
        with held(dataset, PUBLISHING) as hold:
            completed = complete_others(dataset, hold)
        runs.give_up(dataset)
        version = extractor_version() if model is None else f"{extractor_version()}+{model}"
        reading = {"format": format, "map": field_map, "repair": repair}
        digest = fingerprint_of(
            paths,
            dataset,
            {**reading, "version": version, "size": part_size, "full": full, "prune": prune},
        )
        with runs.taken_up(dataset, digest, list(paths)) as record:
            run = stages.Run(
                record.run_id, record.start, Staging(dataset.staging(record.run_id)), version, model
            )
            logs.note(run.id, "taken up again" if record.resumed else "started", out=out)
            failpoint("begun")
            known = Known(dataset, version)
            recall = Recall(dataset, run.staging, known, reading, full=full)
            selection = Selection(Intake(files, recall), known, full=full, prune=prune)
            progress = Progress(lambda: files.share, selection.counts)
            staged = Parts(selection, run.staging, run_id=run.id, size=part_size)
            pool_for = opened(runner, address, workers or default_workers())
            with shown(progress):
                compute(stages.read(staged, run), run, record, progress, pool_for)
            record.counts = selection.counts()
            logs.note(run.id, "read", None, **record.counts)
            judged = stages.judge(
                dataset, run, record, own_expectations=expectations, publish_anyway=publish_anyway
            )
            if judged.published:
                stages.publish(dataset, run, record, judged, retain_days, selection.keeps)
                recall.keep()
            else:
                record.finish("held back", judged.reason)
            logs.note(
                run.id, "published" if judged.published else "held back", verdict=judged.verdict
            )
            failpoint("published")
        failpoint("recorded")
        if judged.published:
            store.remove(run.staging.folder)
    outcome = Outcome(
        record.run_id,
        out,
        record.counts,
        record.rows,
        record.seconds,
        judged.published,
        judged.verdict,
        judged.failed,
        judged.troubles,
        record.resumed,
        completed,
        judged.page,
        judged.reasons,
    )
    create_summary(outcome)
    if not judged.published:
        raise HeldBackError(outcome)
    return outcome
