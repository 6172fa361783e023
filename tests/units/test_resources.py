"""The files that ship with the language."""

import os

from cdsl.source import resources


def test_names_are_those_of_the_files(monkeypatch, tmp_path):
    (tmp_path / "stdlib").mkdir()
    (tmp_path / "stdlib" / "scoring.cdsl").write_text("# é\n", encoding="utf-8")
    (tmp_path / "stdlib" / "README.md").write_text("")
    (tmp_path / "secret.cdsl").write_text("")
    monkeypatch.setattr(resources, "_SHIPPED", str(tmp_path))
    assert resources.stdlib_names() == ("scoring",)
    assert resources.stdlib_text("scoring") == "# é\n"
    assert resources.stdlib_text("Scoring") is None
    assert resources.stdlib_text(f"..{os.sep}secret") is None


def test_pages_of_codes(monkeypatch, tmp_path):
    assert (resources.page_text("CDS101") or "").startswith("# CDS101: ")
    assert os.path.isfile(resources.page_path("CDS101"))
    (tmp_path / "codes").mkdir()
    (tmp_path / "codes" / "CDS101.md").write_text("é", encoding="utf-8")
    (tmp_path / "secret.md").write_text("")
    monkeypatch.setattr(resources, "_SHIPPED", str(tmp_path))
    assert resources.page_text("CDS101") == "é"
    assert resources.page_text("CDS102") is None
    assert resources.page_text(f"..{os.sep}secret") is None


def test_what_is_nowhere_is_none(monkeypatch, tmp_path):
    monkeypatch.setattr(resources, "_SHIPPED", str(tmp_path))
    monkeypatch.setattr(resources, "_CHECKOUT", str(tmp_path))
    assert resources.stdlib_names() == ()
    assert resources.stdlib_text("scoring") is None
    assert resources.grammar_text() is None
    assert resources.page_text("CDS101") is None
