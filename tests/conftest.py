"""What tests of all packages share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parents[1]

# Examples must not fail for being slow, and the same commit must give the same verdict on CI twice.
settings.register_profile("here", deadline=None, derandomize=os.environ.get("CI") == "true")
settings.load_profile("here")


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of reference texts beside the checkout; only on CI must it be there."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        message = f"{folder.name}/ with the reference texts is not beside the checkout"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    return folder
