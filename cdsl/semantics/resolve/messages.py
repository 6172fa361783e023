"""Emails and webhooks: texts whose tokens are those of the campaign that uses them.

Floor 2.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from cdsl.semantics.expressions import Constant, Expression, HoleValue
from cdsl.semantics.known import Known
from cdsl.semantics.places import Declared
from cdsl.semantics.program import Email, Reply, Webhook
from cdsl.semantics.resolve.fields import field_named
from cdsl.semantics.resolve.tokens import type_chain
from cdsl.semantics.resolve.values import assigned
from cdsl.semantics.setting import Setting
from cdsl.semantics.types import Type
from cdsl.semantics.uses import FieldTarget, Role
from cdsl.source.quoting import quoted
from cdsl.syntax.declarations import EmailDeclaration, WebhookDeclaration
from cdsl.syntax.nodes import Argument, Text

EMAIL_KEYS: Final = MappingProxyType(
    {"subject": Type.TEXT, "body": Type.TEXT, "operational": Type.BOOLEAN}
)
WEBHOOK_KEYS: Final = MappingProxyType(
    {"url": Type.TEXT, "method": Type.TEXT, "payload": Type.TEXT}
)
METHODS: Final = ("GET", "POST", "PUT", "PATCH", "DELETE")


def email(declared: Declared, known: Known) -> Email:
    """What an email says; a hole in it blocks it."""
    node = declared.node
    assert isinstance(node, EmailDeclaration)
    setting = Setting(known, declared.place, type_chain(known, declared.place))
    values = _values(node.arguments, EMAIL_KEYS, "email", setting)
    subject = values.get("subject", Constant("", Type.TEXT))
    body = values.get("body", Constant("", Type.TEXT))
    operational = values.get("operational") == Constant(True, Type.BOOLEAN)
    hole = any(isinstance(value, HoleValue) for value in values.values())
    return Email(declared.key, subject, body, operational, hole, declared.location)


def webhook(declared: Declared, known: Known) -> Webhook:
    """What a webhook asks for and where its answer goes."""
    node = declared.node
    assert isinstance(node, WebhookDeclaration)
    setting = Setting(known, declared.place, type_chain(known, declared.place))
    values = _values(node.arguments, WEBHOOK_KEYS, "webhook", setting)
    if "url" not in values:
        message = f"the webhook {quoted(declared.key.name)} has no `url`"
        setting.report("CDS308", message, node.name.span, help='say where: `url: "https://…"`')
    method = values.get("method", Constant("GET", Type.TEXT))
    verb = str(method.value).upper() if isinstance(method, Constant) else "GET"
    if verb not in METHODS:
        span = next(found.value.span for found in node.arguments if found.name.text == "method")
        message = f"there is no method {quoted(verb)}"
        setting.report("CDS202", message, span, help="methods are " + ", ".join(METHODS))
    url = values.get("url", HoleValue(node.span))
    reply = _reply(node.reply or (), setting)
    return Webhook(declared.key, url, verb, values.get("payload"), reply, declared.location)


def _values(
    arguments: Sequence[Argument], keys: Mapping[str, Type], what: str, setting: Setting
) -> dict[str, Expression]:
    found: dict[str, Expression] = {}
    for argument in arguments:
        key = argument.name.text
        if key not in keys:
            setting.unknown(f"part of {what}", argument.name, keys)
        elif key in found:
            setting.report("CDS308", f"`{key}` stands twice", argument.name.span, help="keep one")
        else:
            found[key] = assigned(argument.value, keys[key], setting).expression
    return found


def _reply(arguments: Sequence[Argument], setting: Setting) -> tuple[Reply, ...]:
    replies: dict[str, Reply] = {}
    fields = setting.known.schema.person
    for argument in arguments:
        field = field_named(argument.name, fields)
        if field is None:
            setting.unknown("field", argument.name, fields, by_files=True)
        elif field.name in replies:
            message = f"`{field.name}` stands twice"
            setting.report("CDS308", message, argument.name.span, help="keep one")
        elif not isinstance(argument.value, Text):
            message = "a path of the answer is a text"
            help = 'write it like "address.city"'
            setting.report("CDS201", message, argument.value.span, help=help)
        else:
            target = FieldTarget("person", field.name)
            setting.use(argument.name.span, target, Role.CHANGES)
            replies[field.name] = Reply(argument.value.value, field)
    return tuple(replies.values())
