"""What the always-loaded library cannot say of itself in the language.

Floor 2. The numbers that the well-known REST interface gives to activity types, and the names that
it and its exports give to fields (language.md 10). The declarations are `stdlib/prelude.cdsl`.
"""

from types import MappingProxyType
from typing import Final

ACTIVITY_NUMBERS: Final = MappingProxyType(
    {
        "visit_page": 1,
        "fill_form": 2,
        "click_link": 3,
        "send_email": 6,
        "email_delivered": 7,
        "email_bounced": 8,
        "unsubscribe": 9,
        "open_email": 10,
        "click_email": 11,
        "new_person": 12,
        "change_data_value": 13,
        "change_score": 22,
        "add_to_list": 24,
        "remove_from_list": 25,
        "email_bounced_soft": 27,
        "delete_person": 37,
        "send_alert": 38,
        "interesting_moment": 46,
        "request_campaign": 47,
        "change_status": 104,
        "call_webhook": 110,
        "change_program_member_data": 123,
    }
)

PERSON_EXPORT_NAMES: Final = MappingProxyType(
    {
        "email": ("email",),
        "first_name": ("firstName",),
        "middle_name": ("middleName",),
        "last_name": ("lastName",),
        "full_name": ("fullName",),
        "salutation": ("salutation",),
        "title": ("title",),
        "department": ("department",),
        "company": ("company",),
        "phone": ("phone",),
        "mobile_phone": ("mobilePhone",),
        "address": ("address",),
        "city": ("city",),
        "state": ("state",),
        "country": ("country",),
        "postal_code": ("postalCode",),
        "website": ("website",),
        "notes": ("leadNotes",),
        "lead_source": ("leadSource",),
        "lead_status": ("leadStatus",),
        "score": ("leadScore", "Lead Score"),
        "priority": ("priority",),
        "rating": ("rating",),
        "unsubscribed": ("unsubscribed",),
        "unsubscribed_reason": ("unsubscribedReason",),
        "marketing_suspended": ("marketingSuspended",),
        "block_listed": ("blackListed", "Black Listed"),
        "email_invalid": ("emailInvalid",),
        "email_invalid_cause": ("emailInvalidCause",),
        "do_not_call": ("doNotCall",),
        "owner": ("leadOwner",),
        "owner_email": ("leadOwnerEmailAddress", "Lead Owner Email Address"),
        "birthday": ("dateOfBirth", "Date of Birth"),
        "created_at": ("createdAt", "created_at"),
        "updated_at": ("updatedAt", "updated_at"),
        "acquired_by": ("acquisitionProgramId",),
    }
)

COMPANY_EXPORT_NAMES: Final = MappingProxyType(
    {
        "name": ("company",),
        "industry": ("industry",),
        "employees": ("numberOfEmployees",),
        "revenue": ("annualRevenue",),
        "country": ("billingCountry",),
        "state": ("billingState",),
        "city": ("billingCity",),
        "postal_code": ("billingPostalCode",),
        "address": ("billingStreet",),
        "phone": ("mainPhone",),
        "website": ("website",),
        "parent": ("parentCompanyName",),
    }
)

SYSTEM_TOKENS: Final = MappingProxyType(
    {"date": "date", "time": "text", "datetime": "datetime", "unsubscribe_link": "url"}
)
"""The tokens of the context `system`, with their types."""

OWN_TOKENS: Final = MappingProxyType({"name": "text", "id": "integer", "description": "text"})
"""The tokens of the contexts `campaign` and `program`, with their types."""
