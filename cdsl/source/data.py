"""Frozen data classes that are quick to define.

Ground floor. The project defines some two hundred frozen, slotted data classes, and the standard
decorator generates and compiles six methods for each: that was most of the start-up of a command.
This one compiles only `__init__` and shares the other methods; type checkers see the standard one.
Its classes are data classes for `dataclasses.fields`, `replace` and `match`.
"""

import dataclasses
from collections.abc import Callable
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final, TypeVar

T = TypeVar("T")

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
else:

    def dataclass(*, frozen: bool = False, slots: bool) -> Callable[[type[T]], type[T]]:
        """A slotted data class; one that is not frozen is left to the standard decorator."""
        return _frozen if frozen else dataclasses.dataclass(slots=slots)


def _frozen(cls: type[T]) -> type[T]:
    made: Any = dataclasses.dataclass(init=False, repr=False, eq=False, slots=True)(cls)
    if not _is_plain(made):
        raise TypeError(f"{cls.__qualname__} has more than plain fields, all of them given")
    made.__init__ = _initializer(made)
    for name, method in (*_comparison(made), *_SHARED):
        if name not in cls.__dict__:
            setattr(made, name, method)
    return made  # type: ignore[no-any-return]  # the class itself, with methods added


def _is_plain(made: Any) -> bool:
    """Whether a class uses nothing that `_initializer` would silently leave out."""
    fields = made.__dataclass_fields__.values()
    return (
        not hasattr(made, "__post_init__")
        and len(fields) == len(dataclasses.fields(made))  # else some are ClassVar or InitVar
        and all(field.init and not field.kw_only for field in fields)
    )


def _initializer(made: Any) -> Callable[..., None]:
    """An `__init__` that fills the slots directly, since assignment is forbidden."""
    parameters, lines = ["self"], []
    known: dict[str, Any] = {"MISSING": dataclasses.MISSING}
    for name, field in made.__dataclass_fields__.items():
        known[f"set_{name}"] = getattr(made, name).__set__
        value = name
        if field.default_factory is not dataclasses.MISSING:
            known[f"make_{name}"] = field.default_factory
            parameters.append(f"{name}=MISSING")
            value = f"make_{name}() if {name} is MISSING else {name}"
        elif field.default is not dataclasses.MISSING:
            known[f"default_{name}"] = field.default
            parameters.append(f"{name}=default_{name}")
        else:
            parameters.append(name)
        lines.append(f"    set_{name}(self, {value})")
    text = f"def __init__({', '.join(parameters)}):\n" + "\n".join(lines or ["    pass"])
    exec(text, known)
    return known["__init__"]  # type: ignore[no-any-return]  # what the text has just defined


def _comparison(made: Any) -> tuple[tuple[str, Callable[..., Any]], ...]:
    """`__eq__` and `__hash__` over the fields that count, which are read all at once."""
    names = [name for name, field in made.__dataclass_fields__.items() if field.compare]
    compared: Callable[[Any], Any] = attrgetter(*names) if names else _nothing

    def eq(self: Any, other: object) -> Any:
        if other.__class__ is not self.__class__:
            return NotImplemented
        return other is self or compared(self) == compared(other)

    def hashed(self: Any) -> int:
        return hash(compared(self))

    return (("__eq__", eq), ("__hash__", hashed))


def _nothing(_: Any) -> tuple[()]:
    return ()


def _repr(self: Any) -> str:
    shown = (
        f"{field.name}={getattr(self, field.name)!r}"
        for field in self.__dataclass_fields__.values()
        if field.repr
    )
    return f"{self.__class__.__qualname__}({', '.join(shown)})"


def _setattr(self: Any, name: str, value: object) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")


def _delattr(self: Any, name: str) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")


def _getstate(self: Any) -> list[Any]:
    return [getattr(self, name) for name in self.__dataclass_fields__]


def _setstate(self: Any, state: list[Any]) -> None:
    for name, value in zip(self.__dataclass_fields__, state, strict=True):
        object.__setattr__(self, name, value)


_SHARED: Final = (
    ("__repr__", _repr),
    ("__setattr__", _setattr),
    ("__delattr__", _delattr),
    ("__getstate__", _getstate),
    ("__setstate__", _setstate),
)
