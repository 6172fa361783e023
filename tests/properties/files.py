"""Files: every kind of declaration, part of a campaign and line of a test, in shapes that parse.

As in `tests.properties.trees`, whether they check is another matter.
"""

from hypothesis import strategies as st

from cdsl.syntax import cases, declarations, nodes
from cdsl.syntax.campaigns import (
    Campaign,
    CampaignKind,
    CampaignPart,
    FlowPart,
    Inactive,
    LimitPart,
    OnActivity,
    OnChange,
    OnReaches,
    Qualify,
    RespectLimits,
    ScheduleEvery,
    ScheduleOnce,
    SmartListPart,
)
from cdsl.syntax.files import CommunicationLimit, File, Folder, Item, Program, Use, Workspace
from tests.properties import trees
from tests.properties.trees import (
    arguments,
    at,
    built,
    conditions,
    flows,
    identifiers,
    names,
    quoted,
    references,
    scalars,
    tables,
    tuples,
    values,
)

zones = st.none() | quoted
labels = st.none() | quoted
description_texts = built(nodes.Text, trees.PLAIN_TEXT)
moments = trees.dates | trees.datetimes
given_values = tuples(arguments)

# Declarations -----------------------------------------------------------------------------------

fields = built(
    declarations.FieldDeclaration,
    names,
    identifiers,
    st.none() | trees.lists,
    labels,
    st.none() | values,
)
statuses = built(declarations.StatusDeclaration, quoted, st.none() | quoted, st.booleans())
tokens = built(declarations.Tokens, tuples(fields))
webhooks = built(
    declarations.WebhookDeclaration, quoted, given_values, st.none() | tuples(arguments)
)
descriptions = built(declarations.Description, description_texts)

# Campaigns --------------------------------------------------------------------------------------

where = trees.where
schedules_every = built(
    ScheduleEvery,
    st.integers(1, 50),
    st.sampled_from(["day", "week", "month"]),
    st.just(()) | tuples(trees.DAYS, least=1),
    st.just(()),
    trees.times,
    zones,
    st.none() | moments,
    st.none() | moments,
)
campaign_parts: st.SearchStrategy[CampaignPart] = st.one_of(
    tokens,
    descriptions,
    built(OnActivity, identifiers, where),
    built(OnChange, trees.fields, st.none() | values, st.none() | values),
    built(OnReaches, trees.fields, values),
    built(ScheduleOnce, scalars, at),
    schedules_every,
    built(LimitPart, trees.numbers),
    built(RespectLimits),
    built(Inactive),
    built(SmartListPart, tuples(conditions)),
    built(Qualify, st.just(True), st.none()),
    built(Qualify, st.just(False), st.none() | trees.durations),
    built(FlowPart, flows),
)
campaigns = built(
    Campaign,
    st.sampled_from(CampaignKind),
    quoted,
    st.none() | references,
    tuples(campaign_parts, most=5),
)

# Tests ------------------------------------------------------------------------------------------

people = tuples(quoted, least=1)
records = built(cases.GivenRecord, st.sampled_from(["person", "company"]), quoted, given_values)
members = built(cases.GivenMember, quoted, quoted, given_values)
start = st.one_of(
    built(
        cases.StartCampaign,
        st.just(cases.Start.RUN),
        references,
        st.just(()),
        st.none(),
        given_values,
    ),
    built(
        cases.StartCampaign,
        st.sampled_from([cases.Start.EXECUTE, cases.Start.REQUEST]),
        references,
        people,
        st.none(),
        given_values,
    ),
    built(
        cases.StartCampaign,
        st.just(cases.Start.SCHEDULE),
        references,
        st.just(()),
        scalars,
        given_values,
    ),
    built(
        cases.StartCampaign,
        st.sampled_from([cases.Start.ACTIVATE, cases.Start.DEACTIVATE]),
        references,
        st.just(()),
        st.none(),
        st.just(()),
    ),
)
actions = st.one_of(
    start,
    built(cases.WhenDoes, quoted, identifiers, given_values),
    built(cases.WhenChanges, quoted, given_values),
    built(cases.AdvanceBy, trees.durations),
    built(cases.AdvanceTo, scalars),
)
test_parts = st.one_of(
    built(cases.Now, moments),
    records,
    built(cases.GivenList, references, people),
    built(cases.GivenProgram, references, tuples(members, least=1)),
    built(
        cases.GivenActivity,
        quoted,
        identifiers,
        given_values,
        st.none() | trees.durations,
        st.none(),
    ),
    built(cases.GivenActivity, quoted, identifiers, given_values, st.none(), moments),
    built(cases.GivenWebhook, references, st.none() | given_values),
    actions,
    built(cases.Expect, st.just(cases.Quantity.PERSON), quoted, conditions),
    built(
        cases.Expect,
        st.sampled_from([cases.Quantity.EVERYONE, cases.Quantity.NOBODY]),
        st.none(),
        conditions,
    ),
    built(cases.ExpectRefused, actions),
)

# Files ------------------------------------------------------------------------------------------

simple_items: st.SearchStrategy[Item] = st.one_of(
    tokens,
    built(declarations.ChannelDeclaration, quoted, tuples(statuses)),
    built(declarations.FieldsOf, st.sampled_from(["person", "company"]), tuples(fields)),
    built(declarations.ActivityDeclaration, identifiers, labels, tuples(fields)),
    built(declarations.ActionDeclaration, identifiers, labels, tuples(fields)),
    built(declarations.ListDeclaration, quoted),
    built(declarations.SmartListDeclaration, quoted, tuples(conditions)),
    built(declarations.MappingDeclaration, quoted, tables),
    built(declarations.EmailDeclaration, quoted, given_values),
    webhooks,
    campaigns,
    built(cases.Test, quoted, tuples(test_parts, most=5)),
)


def holding(inner: st.SearchStrategy[Item]) -> st.SearchStrategy[Item]:
    parts = st.one_of(
        inner,
        descriptions,
        built(declarations.ChannelPart, quoted),
        built(declarations.FieldsOf, st.just("member"), tuples(fields)),
    )
    return st.one_of(
        built(Folder, quoted, tuples(inner)),
        built(Program, quoted, st.none() | references, tuples(parts)),
    )


items = simple_items | holding(simple_items | holding(simple_items))
limits = built(CommunicationLimit, st.integers(0, 99), st.integers(1, 30))
workspaces = built(Workspace, quoted, zones, tuples(limits))
uses = built(Use, quoted)
files = built(
    File,
    st.none() | st.just(1),
    st.none() | workspaces,
    tuples(uses),
    tuples(items),
)
