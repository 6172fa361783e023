"""What the project's `dataclass` does not support, it refuses."""

from dataclasses import KW_ONLY, InitVar, field
from typing import Any, ClassVar

import pytest

from cdsl.source.data import dataclass


@pytest.mark.parametrize(
    "namespace",
    [
        {"__annotations__": {"one": int}, "__post_init__": lambda self: None},
        {"__annotations__": {"one": int}, "one": field(init=False)},
        {"__annotations__": {"one": int}, "one": field(kw_only=True)},
        {"__annotations__": {"_": KW_ONLY, "one": int}},
        {"__annotations__": {"one": InitVar[int]}},
        {"__annotations__": {"one": ClassVar[int]}},
    ],
)
def test_a_data_class_has_plain_fields_only(namespace: dict[str, Any]) -> None:
    with pytest.raises(TypeError, match="plain fields"):
        dataclass(frozen=True, slots=True)(type("Odd", (), namespace))
