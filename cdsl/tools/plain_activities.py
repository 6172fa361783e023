"""What somebody has done or what has been done to them, in plain words.

Floor 6. The activities of the library have words of their own; any other is called by its label.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from cdsl.semantics.schema import Activity
from cdsl.source.quoting import quoted

WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "visit_page": "visited a web page",
        "fill_form": "filled out a form",
        "click_link": "clicked a link on a web page",
        "send_email": "been sent an email",
        "email_delivered": "had an email delivered",
        "email_bounced": "had an email bounce",
        "email_bounced_soft": "had an email bounce softly",
        "unsubscribe": "unsubscribed from emails",
        "open_email": "opened an email",
        "click_email": "clicked a link in an email",
        "email_blocked": "had an email blocked",
        "new_person": "been added as a new person",
        "change_data_value": "had a field changed",
        "change_score": "had a score changed",
        "add_to_list": "been added to a list",
        "remove_from_list": "been removed from a list",
        "delete_person": "been deleted",
        "change_status": "had their status in a program changed",
        "change_program_member_data": "had a field of their membership in a program changed",
        "send_alert": "had an alert sent about them",
        "interesting_moment": "had an interesting moment",
        "request_campaign": "had a campaign requested for them",
        "execute_campaign": "had a campaign executed for them",
        "call_webhook": "had a webhook called for them",
        "step_skipped": "had a step skipped",
    }
)
"""What stands after "have", by the name of the activity."""


def done(activity: Activity) -> str:
    """What stands after "have": "visited a web page"."""
    return WORDS.get(activity.name, f"had the activity {quoted(activity.label)}")
