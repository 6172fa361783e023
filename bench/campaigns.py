"""A long file that looks like a centre of excellence's, the same for the same seed.

Folders of programs, each with its list, smart lists, emails, campaigns of all kinds and a test.
It checks without a finding: a diagnostic is a failure of the generator.
"""

from random import Random
from textwrap import dedent

COUNTRIES = ("IT", "FR", "DE", "ES", "GB", "US", "JP", "BR")
TITLES = ("VP", "Vice President", "Director", "Chief", "Head of")
PAGES = ("/pricing", "/docs", "/kit", "/webinar", "/contact")
STATUSES = ("Invited", "Registered", "Attended")

HEAD = """\
workspace "EMEA" in "Europe/Rome" { communication limit 2 per day, 5 per 7 days }
tokens { floor: score = +1  owner: email = "ops@example.com" }
channel "Bench Event" {
  status "Invited"
  status "Registered"
  status "Attended" success
}
person {
  tier: text in ["Gold", "Silver", "Bronze"] "Customer Tier"
  interest: score "Interest" = 0
  renewal: date "Renewal Date"
}
activity watch_video "Watch Video" { video: text "Video"  seconds: integer }
"""

FOLDER = """\
folder "Region {n}" {{
  tokens {{ region: text = "R{n}" }}
"""

PROGRAM = """\
  program "Fair {n}" {{
    channel "Bench Event"
    tokens {{
      points: score = +{points}
      day: date = 2026-{month:02}-{dom:02}
      product: text = "Product {n}"
    }}
    member {{ seat: text "Seat" }}
    list "Guests {n}"
    # Who is worth a call: seniority in the right countries, or a visit not long ago.
    smart list "Engaged {n}" {{
      country in ["{country}", "{other}"]
      title contains ["{title}", "Owner"]
      any {{
        did visit_page where page starts with "{page}", referrer contains "google" at least 2 times in past {days} days
        interest >= {interest} and not (email contains "example.com")
        renewal in future {days} days
      }}
      none {{
        member of list "Guests {n}"
        unsubscribed is true
      }}
    }}
    email "Invitation {n}" {{
      subject: "Hi {{{{lead.First Name:default=friend}}}}, see {{{{my.product}}}}"
      body: "We meet on {{{{my.day}}}}. Your seat: {{{{member.seat:default=any}}}}."
    }}
    email "Reminder {n}" {{ subject: "{{{{my.product}}}} is near"  body: "Until {{{{my.day}}}}, {{{{system.unsubscribe_link}}}}"  operational: true }}
    executable campaign "Score {n}" {{
      tokens {{ points: score = +{interest} }}
      smart list {{ email is not empty and unsubscribed is not true }}
      qualify every time
      flow {{
        change interest by {{{{my.points}}}}
        if interest >= {interest} {{
          change tier to "Gold"
          add to list "Guests {n}"
        }} else if interest between 5 and {interest} {{
          change tier to "Silver"
        }} else {{
          do nothing
        }}
      }}
    }}
    batch campaign "Invite {n}" {{
      description "Invites everyone who is engaged"
      schedule every 2 weeks on monday, friday at 09:00 from 2026-01-05 until 2027-01-01
      limit 10000 people
      respect communication limits
      smart list {{
        member of smart list "Engaged {n}"
        email is not empty
      }}
      qualify once every {days} days
      flow {{
        set status "Invited" in this program
        send email "Invitation {n}"
        wait until {{{{my.day}}}} - 7 days at 09:00
        split "Reminder" {{
          50% {{ send email "Reminder {n}" }}
          30% {{
            wait 3 days
            send email "Reminder {n}"
          }}
        }}
        execute campaign "Score {n}" with parent tokens
      }}
    }}
    trigger campaign "Answer {n}" {{
      on visit_page where page starts with "{page}"
      on watch_video where seconds >= {interest}, video contains "{n}"
      on change of lead_status from "New" to ["MQL", "SQL"]
      on score reaches {interest}
      smart list {{
        member of this program where status is "{status}"
        (country is "{country}" or state is not empty) and created_at before 2027-01-01
      }}
      qualify every time
      flow {{
        wait 2 days
        set status "Attended" in this program even back
        change member.seat to "A{n}"
        send alert "Reminder {n}" to {{{{my.owner}}}}, "sales@example.com"
        interesting moment "Web": "Saw {{{{trigger.name}}}} of {{{{my.product}}}}"
        execute campaign "Score {n}" with tokens {{ points: +{points} }}
      }}
    }}
    test "who is engaged is invited {n}" {{
      now 2026-01-01T09:00
      given person "ada" {{ email: "ada@example.org"  country: "{country}"  title: "{title} of Sales"  interest: {interest} }}
      given "ada" did visit_page {{ page: "{page}/a"  referrer: "www.google.com" }} 2 days ago
      run campaign "Invite {n}"
      expect "ada": did send_email where email is "Invitation {n}" at least 1 times
      expect nobody: member of list "Guests {n}"
    }}
  }}
"""

PROGRAMS_IN_A_FOLDER = 10


def long_file(lines: int = 10_000, seed: int = 1) -> str:
    """The text of a file of about so many lines."""
    random = Random(seed)
    parts = [HEAD]
    written = HEAD.count("\n")
    number = 0
    while written < lines:
        inside = FOLDER.format(n=number // PROGRAMS_IN_A_FOLDER)
        for _ in range(PROGRAMS_IN_A_FOLDER):
            if written + inside.count("\n") >= lines:
                break
            inside += _program(number, random)
            number += 1
        part = inside + "}\n"
        parts.append(part)
        written += part.count("\n")
    return "".join(parts)


def flat_file(lines: int, seed: int = 1) -> str:
    """A file of about so many lines in which nothing stands in a program or folder."""
    random = Random(seed)
    parts = [HEAD, 'tokens { product: text = "Product"  day: date = 2026-05-04 }\n']
    number = 0
    while sum(part.count("\n") for part in parts) < lines:
        program = _program(number, random)
        begin, end = program.index("    list "), program.index("    batch campaign")
        text = program[begin:end].replace(" Your seat: {{member.seat:default=any}}.", "")
        parts.append(dedent(text))
        number += 1
    return "".join(parts)


def short_file() -> str:
    """A file of about 50 lines: a program with its list, emails and an executable campaign."""
    lines = (HEAD + _program(1, Random(1))).splitlines()
    end = next(at for at, line in enumerate(lines) if "batch campaign" in line)
    return "\n".join([*lines[:end], "  }", ""])


def _program(number: int, random: Random) -> str:
    country, other = random.sample(COUNTRIES, 2)
    return PROGRAM.format(
        n=number,
        points=random.randint(1, 20),
        month=random.randint(1, 12),
        dom=random.randint(1, 28),
        country=country,
        other=other,
        title=random.choice(TITLES),
        page=random.choice(PAGES),
        days=random.randint(1, 90),
        interest=random.randint(10, 99),
        status=random.choice(STATUSES),
    )
