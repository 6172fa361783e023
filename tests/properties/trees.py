"""Trees that a file can hold: every kind of value, condition and step, in the shapes that parse.

Whether such a tree checks is another matter: names mean nothing here, and some are words of the
language on purpose.
"""

from collections.abc import Callable
from datetime import UTC, timedelta, timezone
from decimal import Decimal
from typing import TypeVar
from unicodedata import normalize

from hypothesis import strategies as st

from cdsl.source.span import Span
from cdsl.syntax import conditions as syntax
from cdsl.syntax import nodes, steps
from cdsl.syntax.conditions import Operator, WindowKind

T = TypeVar("T")

NOWHERE = Span(0, 0)

IDENTIFIERS = st.sampled_from(
    ["score", "email", "limit", "flow", "status", "list", "since", "points", "été", "a_1"]
)
PLAIN_TEXT = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Mn", "Mc", "Me")), max_size=12
).filter(lambda text: normalize("NFC", text) == text)
WORDS = st.from_regex(r"[a-zA-Z]{1,6}( [a-zA-Z]{1,6})?", fullmatch=True)
UNITS = st.sampled_from(["minute", "hour", "day", "week", "month", "year"])
DAYS = st.sampled_from(
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "weekday"]
)


def tuples(
    of: st.SearchStrategy[T], least: int = 0, most: int = 3
) -> st.SearchStrategy[tuple[T, ...]]:
    return st.lists(of, min_size=least, max_size=most).map(tuple)


def built(kind: Callable[..., T], *parts: st.SearchStrategy[object]) -> st.SearchStrategy[T]:
    """A node of a kind with these parts and, as its last one, a span that does not count."""
    # Deferred, since Hypothesis otherwise writes out what a whole tree of strategies is made of.
    return st.deferred(lambda: st.builds(lambda *found: kind(*found, NOWHERE), *parts))


ESCAPED_TEXT = st.lists(
    st.one_of(PLAIN_TEXT, st.sampled_from(["\n", "\t", "\\", '"', "{", "{{", "}}"])), max_size=4
).map("".join)

identifiers = built(nodes.Name, IDENTIFIERS, st.just(False))
quoted = built(nodes.Name, PLAIN_TEXT.filter(bool), st.just(True))
names = identifiers | quoted
fields = built(nodes.FieldName, st.just(""), names) | built(
    nodes.FieldName, st.sampled_from(["company", "member"]), names
)
qualifiers = (
    built(nodes.Qualifier, st.just(nodes.Within.PROGRAM), quoted)
    | built(nodes.Qualifier, st.just(nodes.Within.FOLDER), quoted)
    | built(
        nodes.Qualifier,
        st.sampled_from([nodes.Within.THIS_PROGRAM, nodes.Within.TOP]),
        st.none(),
    )
)
references = built(nodes.Reference, quoted, tuples(qualifiers, most=2))
this_program = built(nodes.ThisProgram)

# Values -----------------------------------------------------------------------------------------

texts = built(nodes.Text, ESCAPED_TEXT)
whole_numbers = st.integers(-(10**12), 10**12)
fractions = st.decimals(-1000, 1000, places=2, allow_nan=False, allow_infinity=False)
numbers = (
    (whole_numbers | fractions)
    .flatmap(
        lambda number: built(
            nodes.Number, st.just(number), st.just(True) if number < 0 else st.booleans()
        )
    )
    .filter(lambda number: str(number.value)[0] != "-" or number.signed)
)
booleans = built(nodes.Boolean, st.booleans())
dates = built(nodes.Date, st.dates())
zones = st.sampled_from(
    [None, UTC, timezone(timedelta(hours=5, minutes=30)), timezone(-timedelta(hours=8))]
)
minutes = st.datetimes().map(lambda moment: moment.replace(second=0, microsecond=0))
datetimes = built(
    nodes.Datetime,
    st.builds(lambda moment, zone: moment.replace(tzinfo=zone), minutes, zones),
)
times = built(nodes.Time, st.times().map(lambda time: time.replace(second=0, microsecond=0)))
durations = built(nodes.Duration, st.integers(0, 10_000), UNITS)
tokens = built(
    nodes.Token,
    st.sampled_from(["my", "lead", "company", "trigger", "member", "system"]),
    WORDS,
    st.none() | WORDS,
)
templates = st.builds(
    lambda before, token, after: nodes.Template(
        tuple(part for part in (before, token, after) if part), NOWHERE
    ),
    ESCAPED_TEXT,
    tokens,
    ESCAPED_TEXT,
)
shifted = built(nodes.Shifted, dates | datetimes | tokens, st.sampled_from([1, -1]), durations)
holes = built(nodes.Hole)
scalars = st.one_of(
    texts, templates, numbers, booleans, dates, datetimes, times, tokens, shifted, holes
)
lists = built(nodes.ListOf, tuples(scalars, least=1))
values = scalars | lists
arguments = built(nodes.Argument, names, values)

# Conditions -------------------------------------------------------------------------------------

LISTED = (Operator.IN, Operator.NOT_IN)
PRESENCE = (Operator.IS_EMPTY, Operator.IS_NOT_EMPTY)
BETWEEN = (Operator.BETWEEN, Operator.NOT_BETWEEN)
RELATIVE = (
    *(Operator.IN_PAST, Operator.IN_PAST_BEFORE),
    *(Operator.IN_FUTURE, Operator.IN_FUTURE_AFTER),
)
FRAMED = (Operator.IN_TIME_FRAME,)
PLAIN = tuple(set(Operator).difference(LISTED, PRESENCE, BETWEEN, RELATIVE, FRAMED))


def comparison(subjects: st.SearchStrategy[object]) -> st.SearchStrategy[syntax.Comparison]:
    def of(
        operators: tuple[Operator, ...], *operands: st.SearchStrategy[object]
    ) -> st.SearchStrategy[syntax.Comparison]:
        return st.deferred(
            lambda: st.builds(
                lambda subject, operator, found: syntax.Comparison(
                    subject, operator, found, NOWHERE, NOWHERE
                ),
                subjects,
                st.sampled_from(sorted(operators)),
                st.tuples(*operands),
            )
        )

    return st.one_of(
        of(PLAIN, values),
        of(LISTED, lists | holes),
        of(PRESENCE),
        of(BETWEEN, scalars, scalars),
        of(RELATIVE, durations | holes),
        of(FRAMED, texts),
    )


comparisons = comparison(fields | tokens)
where = tuples(comparison(built(nodes.FieldName, st.just(""), names)), most=2)
windows = st.one_of(
    built(syntax.Window, st.just(WindowKind.IN_PAST), st.tuples(durations)),
    built(syntax.Window, st.just(WindowKind.SINCE), st.tuples(scalars)),
    built(syntax.Window, st.just(WindowKind.BEFORE), st.tuples(scalars)),
    built(syntax.Window, st.just(WindowKind.BETWEEN), st.tuples(scalars, scalars)),
    built(syntax.Window, st.just(WindowKind.IN_TIME_FRAME), st.tuples(texts)),
)
did = built(syntax.Did, identifiers, where, st.none() | st.integers(0, 99), st.none() | windows)
member_of = st.one_of(
    built(
        syntax.MemberOf,
        st.sampled_from(
            [syntax.Membership.SMART_LIST, syntax.Membership.LIST, syntax.Membership.CAMPAIGN]
        ),
        references,
        st.just(()),
    ),
    built(syntax.MemberOf, st.just(syntax.Membership.PROGRAM), references | this_program, where),
)
leaves: st.SearchStrategy[syntax.Condition] = st.one_of(
    comparisons, did, member_of, built(syntax.Everyone), holes
)


def compound(inner: st.SearchStrategy[syntax.Condition]) -> st.SearchStrategy[syntax.Condition]:
    """What may stand where one condition is wanted, from what may stand inside of it."""
    primary = st.one_of(
        leaves,
        built(syntax.Group, inner),
        built(syntax.Block, st.sampled_from(syntax.BlockKind), tuples(inner)),
    )
    negation = primary | built(syntax.Not, primary | built(syntax.Not, primary))
    conjunction = negation | built(syntax.And, tuples(negation, least=2))
    return conjunction | built(syntax.Or, tuples(conjunction, least=2))


conditions = st.recursive(leaves, compound, max_leaves=6)

# Steps ------------------------------------------------------------------------------------------

tables = st.builds(
    lambda entries, said, otherwise: nodes.MappingTable(
        entries, otherwise if said else None, said, NOWHERE
    ),
    tuples(built(nodes.MappingEntry, values, tuples(scalars, least=1))),
    st.booleans(),
    st.none() | values,
)
at = st.none() | times
simple_steps: st.SearchStrategy[steps.Step] = st.one_of(
    built(steps.Change, fields, values),
    built(steps.ChangeBy, fields, values),
    built(steps.Clear, fields),
    built(steps.MapField, fields, st.none() | fields, references | tables),
    built(steps.AddToList, references),
    built(steps.RemoveFromList, references),
    built(steps.SetStatus, quoted, st.none() | references | this_program, st.booleans()),
    built(steps.SendEmail, references),
    built(steps.SendAlert, references, tuples(scalars, least=1)),
    # Not a kind that ends with a word: a name before `:` is always a name (language.md 2).
    built(steps.InterestingMoment, texts | templates | tokens, scalars),
    built(steps.DoAction, identifiers, tuples(arguments)),
    built(steps.ExecuteCampaign, references, st.booleans(), tuples(arguments)),
    built(steps.RequestCampaign, references, tuples(arguments)),
    built(steps.WaitFor, durations, st.just(()), st.none()),
    built(steps.WaitFor, durations, tuples(DAYS, least=1), at),
    built(steps.WaitUntil, scalars, at),
    built(steps.WaitUntilDay, DAYS, at),
    built(steps.WaitUntilAnniversary, scalars, at),
    built(steps.CallWebhook, references),
    built(steps.RemoveFromFlow, references | built(nodes.ThisCampaign)),
    built(steps.Plain, st.sampled_from(steps.PlainKind)),
)


def branching(inner: st.SearchStrategy[steps.Step]) -> st.SearchStrategy[steps.Step]:
    flow = tuples(inner)
    percents = st.decimals(0, 100, places=2).map(Decimal)
    return st.one_of(
        built(
            steps.Choice,
            tuples(built(steps.Arm, conditions, flow), least=1, most=2),
            st.none() | flow,
        ),
        built(steps.Split, st.none() | quoted, tuples(built(steps.Share, percents, flow))),
        built(steps.Rotate, st.none() | quoted, tuples(built(steps.Turn, flow))),
    )


flows = tuples(st.recursive(simple_steps, branching, max_leaves=5))
