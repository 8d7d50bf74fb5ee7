"""What docs/checks.md says a student reads is what a student reads."""

import importlib.util
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"


def test_the_transcript_of_the_checks_is_fresh():
    spec = importlib.util.spec_from_file_location("transcript", DOCS / "transcript.py")
    transcript = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(transcript)
    text = (DOCS / "checks.md").read_text("utf8")
    made = transcript.transcript()
    assert made in text and transcript.page(text, made) == text, "stale: python docs/transcript.py writes it again"
    assert "turned by 180 degrees" in made and made.count("not right yet") == 2 and "conv2d: correct" in made
