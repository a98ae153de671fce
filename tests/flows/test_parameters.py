"""What Prefect's page asks for: every parameter named, explained, of its own type."""

from __future__ import annotations

import inspect
from typing import Any, get_args

import pytest
from prefect import Flow
from prefect.exceptions import ParameterTypeError

from flows.extract import extract
from flows.harvest.flow import harvest
from flows.parameters import FormatName
from flows.sources import FORMATS


def test_every_format_can_be_chosen() -> None:
    assert list(get_args(FormatName)) == list(FORMATS)


@pytest.mark.parametrize("flow", [extract, harvest], ids=["extract", "harvest"])
def test_every_parameter_is_explained_and_has_a_type(flow: Flow[..., Any]) -> None:
    properties = flow.parameters.properties
    assert list(properties) == list(inspect.signature(flow.fn).parameters)
    for name, schema in properties.items():
        assert schema["title"] == name
        assert schema["description"].endswith("."), name
        assert "type" in schema or all("type" in choice for choice in schema["anyOf"]), name


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"paths": []}, "paths: Value should have at least 1 item"),
        ({"out": ""}, "out: String should have at least 1 character"),
        ({"format": "stone"}, "format: Input should be 'parquet', 'arxiv-atom'"),
        ({"workers": 0}, "workers: Input should be greater than or equal to 1"),
        ({"retain_days": -1}, "retain_days: Input should be greater than or equal to 0"),
        ({"field_map": {"abstract": 1}}, "field_map.abstract: Input should be a valid string"),
    ],
)
def test_what_cannot_be_meant_is_refused(parameters: dict[str, Any], message: str) -> None:
    with pytest.raises(ParameterTypeError, match=message):
        extract.validate_parameters({"paths": ["inbox"], "out": "dataset", **parameters})
