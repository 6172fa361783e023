"""The commands that only look.

Roof.
"""

from cdsl.api.prompt import looking
from cdsl.api.prompt.asking import faults_of_begun, is_condition
from cdsl.api.prompt.comparing import differences
from cdsl.api.prompt.judging import entry, missing
from cdsl.api.prompt.remembering import journey_of, judged_last, known_person
from cdsl.api.starting import named_campaign, named_person
from cdsl.faces.repl.acting import load_people
from cdsl.faces.repl.console import BROKEN_OFF, Console, Said
from cdsl.faces.repl.shown import events_text, tables_text, why_text
from cdsl.faces.repl.words import person_named
from cdsl.source.excerpt import visible


def people(console: Console, argument: str) -> Said:
    """`.people`."""
    if argument:
        return load_people(console, argument)
    return _tables(console, looking.people(console.sitting))


def person(console: Console, argument: str) -> Said:
    """`.person`."""
    name, wrong = _person(console, argument)
    return wrong or _tables(console, *looking.person(console.sitting, name))


def activities(console: Console, argument: str) -> Said:
    """`.activities`."""
    name, wrong = _person(console, argument)
    return wrong or _tables(console, looking.activities(console.sitting, name, 50))


def _person(console: Console, argument: str) -> tuple[str, Said | None]:
    sitting = console.sitting
    name = person_named(sitting, argument) if argument else sitting.focus
    if not name:
        return "", console.nobody()
    id, refused = named_person(name, sitting.program, sitting.world.store)
    return id, console.wrong(refused) if refused else None


def fields(console: Console, argument: str) -> Said:
    """`.fields`."""
    return _tables(console, looking.fields(console.sitting))


def tokens(console: Console, argument: str) -> Said:
    """`.tokens`."""
    sitting = console.sitting
    campaign, refused = named_campaign(sitting.program, argument or None)
    if refused:
        return console.wrong(refused)
    return _tables(console, looking.tokens(sitting, campaign))


def campaigns(console: Console, argument: str) -> Said:
    """`.campaigns`."""
    return _tables(console, looking.campaigns(console.sitting))


def why(console: Console, argument: str) -> Said:
    """`.why`."""
    sitting = console.sitting
    whole = argument.endswith("--all")
    text = argument.removesuffix("--all").strip()
    if not text:
        return Said("write `.why CAMPAIGN` or `.why CONDITION`", is_good=False)
    campaign, refused = named_campaign(sitting.program, text)
    if campaign is None and is_condition(text):
        return console.condition(text, whole=whole)
    if campaign is None:
        return console.wrong(faults_of_begun(text) or refused)
    if not sitting.focus:
        return console.nobody()
    happened = judged_last(sitting, campaign, whole=whole)
    answer = entry(sitting, campaign, whole=whole)
    if answer is None or sitting.is_cancelled():
        return BROKEN_OFF
    return Said(why_text(happened, answer, console.color))


def whynot(console: Console, argument: str) -> Said:
    """`.whynot`."""
    sitting = console.sitting
    if not argument:
        return Said("write `.whynot CAMPAIGN`", is_good=False)
    campaign, refused = named_campaign(sitting.program, argument)
    if campaign is None and (is_condition(argument) or faults_of_begun(argument)):
        said = "`.whynot` is asked of a campaign"
        way_out = f"`.why {visible(argument)}` says why a condition holds or does not"
        return Said(f"{said}; {way_out}", is_good=False)
    if campaign is None:
        return console.wrong(refused)
    if not sitting.focus:
        return console.nobody()
    return Said("\n".join(missing(sitting, campaign)))


def trace(console: Console, argument: str) -> Said:
    """`.trace`."""
    sitting = console.sitting
    name = person_named(sitting, argument) if argument else sitting.focus
    if not name:
        return console.nobody()
    person, refused = known_person(sitting, name)
    if refused:
        return console.wrong(refused)
    events = journey_of(sitting, person)
    return Said(events_text(events, sitting, console.color) or f"nothing has happened to {person}")


def diff(console: Console, argument: str) -> Said:
    """`.diff`."""
    sitting = console.sitting
    if argument == "mark":
        sitting.set_mark()
        return Said("the mark is here")
    if argument:
        return Said("write `.diff` or `.diff mark`", is_good=False)
    return _tables(console, differences(sitting))


def source(console: Console, argument: str) -> Said:
    """`.source`."""
    if not argument:
        return Said("write `.source NAME`", is_good=False)
    found = looking.sources(console.sitting, argument)
    if not isinstance(found, tuple):
        return Said(visible(f"{found.reason}; {found.help}"), is_good=False)
    if len(found) == 1:
        return Said(found[0].text)
    return Said("\n\n".join(f"# {one.written}\n{one.text}" for one in found))


def _tables(console: Console, *tables: looking.Table) -> Said:
    return Said(tables_text(tables, console.color, console.window))
