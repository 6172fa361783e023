"""What screens and people call activities: `Opened Email`, `visited web page`.

Floor 1; names alone, for who says what an author meant.
"""

from types import MappingProxyType
from typing import Final

# fmt: off
ACTIVITIES: Final = MappingProxyType({
    tuple(phrase.split()): activity
    for activity, phrases in (
        ("visit_page", "visited page; visited web page; visits page; visits web page; visit page; "
                       "visit web page"),
        ("fill_form", "filled form; filled out form; fills out form; fill out form; fill form"),
        ("click_link", "clicked link; clicked link on web page; clicks link; click link; "
                       "clicks link on web page"),
        ("send_email", "was sent email; is sent email; been sent email; sent email; send email"),
        ("email_delivered", "was delivered email; delivered email; email is delivered; "
                            "email delivered"),
        ("open_email", "opened email; opens email; open email"),
        ("click_email", "clicked link in email; clicks link in email; clicked email; "
                        "clicked any link in email; clicks any link in email; "
                        "click any link in email; clicks email; click email"),
        ("email_bounced", "email bounced; email bounces"),
        ("email_bounced_soft", "email bounced soft; email bounces soft"),
        ("unsubscribe", "unsubscribed from email; unsubscribes from email"),
        ("add_to_list", "was added to list; been added to list; added to list"),
        ("remove_from_list", "was removed from list; been removed from list; removed from list"),
        ("change_status", "program status was changed; program status is changed; "
                          "program status changes; program status changed"),
        ("request_campaign", "campaign is requested; campaign was requested"),
        ("new_person", "lead is created; lead was created; lead created; new lead; "
                       "person is created; person was created; person created; new person; "
                       "contact is created; contact was created; contact created"),
        ("change_data_value", "data value was changed; data value is changed; "
                              "data value changed; data value changes; change data value"),
        ("change_score", "score was changed; score is changed; score changed"),
    )
    for phrase in phrases.split("; ")
})
# fmt: on
"""The activities by the words of a phrase, in lower case."""
LONGEST: Final = 8
"""So many words a phrase has at most, with what `activity_called` reads before it."""
_WHO: Final = frozenset({"person", "lead", "contact"})


def activity_called(phrase: tuple[str, ...]) -> tuple[str, bool] | None:
    """The activity that some words call, and whether they deny it; None if they call none.

    `has opened email` calls it; `was not sent email`, `never opened email` and a screen's
    `Not Opened Email` deny it.
    """
    if phrase in ACTIVITIES:
        return ACTIVITIES[phrase], False
    match phrase:
        case (who, "has" | "have" | "was" | "never", *_) if who in _WHO:
            return activity_called(phrase[1:])
        case ("has" | "have", "not" | "never", *rest) | ("not" | "never", *rest):
            called, is_denied = tuple(rest), True
        case ("has" | "have", *rest):
            called, is_denied = tuple(rest), False
        case (first, "not" | "never", *rest):
            called, is_denied = (first, *rest), True
        case _:
            return None
    activity = ACTIVITIES.get(called)
    return None if activity is None else (activity, is_denied)
