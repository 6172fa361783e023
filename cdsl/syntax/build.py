"""Which builder makes the node of which grammar rule.

Floor 1; the builders stand in the `build_*` modules. The keys are the names or aliases of the
rules of `grammar/cdsl.lark`; a test proves that they are all there and none is left over.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from cdsl.source.span import Span
from cdsl.syntax import build_campaigns as campaigns
from cdsl.syntax import build_conditions as conditions
from cdsl.syntax import build_declarations as declarations
from cdsl.syntax import build_files as files
from cdsl.syntax import build_steps as steps
from cdsl.syntax import build_tests as tests
from cdsl.syntax import build_texts as texts
from cdsl.syntax import build_values as values
from cdsl.syntax.build_context import Context
from cdsl.syntax.campaigns import CampaignKind
from cdsl.syntax.cases import Start
from cdsl.syntax.conditions import BlockKind, Membership, Operator, WindowKind
from cdsl.syntax.steps import PlainKind

_UNITS: Final = ("minute", "hour", "day", "week", "month", "year")
_DAYS: Final = (
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "weekday",
)


def first(_: Context, __: Span, item: object) -> list[object]:
    """The first item of a repetition."""
    return [item]


def longer(_: Context, __: Span, items: list[object], item: object) -> list[object]:
    """One more item of a repetition."""
    items.append(item)
    return items


_VALUES: Final[dict[str, Callable[..., object]]] = {
    "identifier": values.identifier,
    "quoted": texts.quoted,
    "plain_field": values.plain_field,
    "owned_field": values.owned_field,
    "quoted_field": values.quoted_field,
    "reference": values.reference,
    "in_program": values.in_program,
    "in_this_program": values.in_this_program,
    "in_folder": values.in_folder,
    "at_top": values.at_top,
    "this_program": values.this_program,
    "text": texts.text,
    "number": values.number,
    "true": values.true,
    "false": values.false,
    "date": values.date,
    "datetime": values.datetime,
    "time": values.time,
    "hole": values.hole,
    "token": texts.token,
    "head_token": texts.head_token,
    "duration": values.duration,
    "shifted": values.shifted,
    "list": values.list_of,
    "scalars": values.scalars,
    **{name: values.word(name) for name in (*_UNITS, *_DAYS)},
}
_CONDITIONS: Final[dict[str, Callable[..., object]]] = {
    **{kind.name.lower(): conditions.operator(kind) for kind in Operator},
    **{f"window_{kind.name.lower()}": conditions.window(kind) for kind in WindowKind},
    **{f"member_of_{kind.name.lower()}": conditions.member_of(kind) for kind in Membership},
    **{f"{kind.value}_block": conditions.block(kind) for kind in BlockKind},
    "predicate": conditions.predicate,
    "comparison": conditions.comparison,
    "attribute_test": conditions.attribute_test,
    "where": conditions.where,
    "times": conditions.times,
    "did": conditions.did,
    "everyone": conditions.everyone,
    "conjunction": conditions.conjunction,
    "disjunction": conditions.disjunction,
    "negation": conditions.negation,
    "group": conditions.group,
    "conditions": conditions.conditions,
}
_STEPS: Final[dict[str, Callable[..., object]]] = {
    **{kind.name.lower(): steps.plain(kind) for kind in PlainKind},
    "steps": steps.steps,
    "change": steps.change,
    "change_by": steps.change_by,
    "clear": steps.clear,
    "mapping_entry": steps.mapping_entry,
    "otherwise": steps.otherwise,
    "table": steps.table,
    "map_field": steps.map_field,
    "add_to_list": steps.add_to_list,
    "remove_from_list": steps.remove_from_list,
    "set_status": steps.set_status,
    "even_back": steps.yes,
    "send_email": steps.send_email,
    "send_alert": steps.send_alert,
    "interesting_moment": steps.interesting_moment,
    "argument": steps.argument,
    "arguments": steps.arguments,
    "named": steps.named,
    "do_action": steps.do_action,
    "passing": steps.passing,
    "passing_tokens": steps.passing_tokens,
    "parent_tokens": steps.yes,
    "execute_campaign": steps.execute_campaign,
    "request_campaign": steps.request_campaign,
    "ending": steps.ending,
    "days": steps.days,
    "wait_for": steps.wait_for,
    "wait_until": steps.wait_until,
    "wait_until_day": steps.wait_until_day,
    "wait_until_anniversary": steps.wait_until_anniversary,
    "call_webhook": steps.call_webhook,
    "arm": steps.arm,
    "first_arm": steps.first_arm,
    "next_arm": steps.next_arm,
    "choice": steps.choice,
    "share": steps.share,
    "split": steps.split,
    "turn": steps.turn,
    "rotate": steps.rotate,
    "remove_from_flow": steps.remove_from_flow,
    "this_campaign": steps.this_campaign,
}
_FILES: Final[dict[str, Callable[..., object]]] = {
    "start": files.start,
    "language": files.language,
    "workspace": files.workspace,
    "workspace_limits": files.workspace_limits,
    "communication_limits": files.communication_limits,
    "communication_limit": files.communication_limit,
    "use": files.use,
    "folder": files.folder,
    "program": files.program,
    "channel_part": files.channel_part,
}
_DECLARATIONS: Final[dict[str, Callable[..., object]]] = {
    **{
        f"{owner}_fields": declarations.fields_of(owner)
        for owner in (
            "person",
            "company",
            "member",
        )
    },
    "tokens": declarations.tokens,
    "description": declarations.description,
    "channel": declarations.channel,
    "status": declarations.status,
    "success": steps.yes,
    "fields": declarations.fields,
    "field": declarations.field,
    "labelled_field": declarations.labelled_field,
    "activity": declarations.activity,
    "action": declarations.action,
    "list_declaration": declarations.list_declaration,
    "smart_list": declarations.smart_list,
    "mapping": declarations.mapping,
    "email": declarations.email,
    "reply": declarations.reply,
    "webhook": declarations.webhook,
}
_CAMPAIGNS: Final[dict[str, Callable[..., object]]] = {
    **{kind.value: campaigns.kind(kind) for kind in CampaignKind},
    "campaign": campaigns.campaign,
    "on_activity": campaigns.on_activity,
    "on_change": campaigns.on_change,
    "on_reaches": campaigns.on_reaches,
    "schedule_once": campaigns.schedule_once,
    "schedule_every": campaigns.schedule_every,
    "month_days": campaigns.month_days,
    "schedule_zone": campaigns.schedule_clause("in"),
    "schedule_from": campaigns.schedule_clause("from"),
    "schedule_until": campaigns.schedule_clause("until"),
    "limit": campaigns.limit,
    "respect_limits": campaigns.respect_limits,
    "inactive": campaigns.inactive,
    "smart_list_part": campaigns.smart_list_part,
    "qualify_once": campaigns.qualify_once,
    "qualify_every_time": campaigns.qualify_every_time,
    "qualify_once_every": campaigns.qualify_once_every,
    "flow": campaigns.flow,
}
_TESTS: Final[dict[str, Callable[..., object]]] = {
    "test": tests.test,
    "now": tests.now,
    "given_person": tests.given_record("person"),
    "given_company": tests.given_record("company"),
    "given_list": tests.given_list,
    "given_program": tests.given_program,
    "given_member": tests.given_member,
    "given_activity": tests.given_activity,
    "given_webhook": tests.given_webhook,
    "people": tests.people,
    "run_campaign": tests.run_campaign,
    "execute_for": tests.start_for(Start.EXECUTE),
    "request_for": tests.start_for(Start.REQUEST),
    "schedule_campaign": tests.schedule_campaign,
    "activate_campaign": tests.switch(Start.ACTIVATE),
    "deactivate_campaign": tests.switch(Start.DEACTIVATE),
    "when_does": tests.when_does,
    "when_changes": tests.when_changes,
    "advance_by": tests.advance_by,
    "advance_to": tests.advance_to,
    "expect_person": tests.expect_person,
    "expect_everyone": tests.expect_everyone,
    "expect_nobody": tests.expect_nobody,
    "expect_refused": tests.expect_refused,
}

BUILDERS: Final[Mapping[str, Callable[..., object]]] = MappingProxyType(
    {
        "first": first,
        "longer": longer,
        **_VALUES,
        **_CONDITIONS,
        **_STEPS,
        **_FILES,
        **_DECLARATIONS,
        **_CAMPAIGNS,
        **_TESTS,
    }
)
"""The builder of every rule that makes a value."""
