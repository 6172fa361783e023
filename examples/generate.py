"""Makes synthetic people, companies and activities, for the larger examples, tests and bench.

Nothing in it is a real person: names come from short lists, addresses from the reserved domains
`.example`. The same arguments always give the same files. Activities are written one by one, in
order of time, so that a million of them need no memory.

    python examples/generate.py --people 200 --activities 1000 --seed 7 --out examples/lead-scoring
"""

import argparse
import csv
import random
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

END = datetime(2026, 11, 23, 9, 0)
YEAR = 365

FIRST_NAMES = (
    "Ada", "Ben", "Chloé", "Dario", "Elena", "Finn", "Gaia", "Hugo", "Ines", "Jan", "Karin",
    "Luca", "Mia", "Noah", "Olga", "Paul", "Rosa", "Sven", "Tara", "Uwe", "Vera", "Zoe",
)  # fmt: skip
LAST_NAMES = (
    "Adler", "Bianchi", "Costa", "Dupont", "Eriksen", "Fischer", "Garcia", "Hansen", "Ivanova",
    "Jones", "Keller", "Lopez", "Moretti", "Novak", "Olsen", "Petit", "Rossi", "Sato", "Weber",
)  # fmt: skip
TITLES = (
    "CEO", "CMO", "VP Marketing", "Vice President Sales", "Marketing Director",
    "Head of Demand Generation", "Marketing Manager", "Product Manager", "Analyst", "Developer",
    "Student", "Intern", "",
)  # fmt: skip
COUNTRIES = (
    "Italy", "IT", "France", "FR", "Germany", "DE", "United States", "USA", "US", "UK",
    "United Kingdom", "Spain", "Japan", "Brazil", "Netherlands", "",
)  # fmt: skip
SOURCES = ("Web", "Event", "Webinar", "Partner", "Import", "Paid Search", "")
INDUSTRIES = ("Software", "Manufacturing", "Finance", "Healthcare", "Retail", "Education")
EMPLOYEES = (8, 35, 120, 450, 1200, 5400, 22000)
FREE_DOMAINS = ("gmail.example", "yahoo.example", "outlook.example")
STATUSES = ("New", "New", "New", "Working", "Nurture", "Customer", "")
PAGES = (
    "/", "/blog/segmentation", "/blog/scoring", "/product", "/product/tour", "/pricing",
    "/pricing/enterprise", "/docs", "/careers", "/contact",
)  # fmt: skip
EMAILS = ("Newsletter October", "Newsletter November", "Product Update", "Webinar Invite")
FORMS = ("Newsletter", "Whitepaper", "Webinar", "Request Demo", "Contact Sales")
KINDS = ("visit_page", "open_email", "click_email", "fill_form", "email_delivered")
WEIGHTS = (45, 22, 9, 4, 20)

PEOPLE_HEADER = (
    "id", "email", "first_name", "last_name", "full_name", "title", "company", "phone", "country",
    "lead_source", "lead_status", "score", "unsubscribed", "email_invalid", "created_at",
)  # fmt: skip
COMPANIES_HEADER = ("name", "industry", "employees", "country")
ACTIVITIES_HEADER = ("person_id", "activity", "at", "page", "referrer", "email", "link", "form")


def company_name(index: int) -> str:
    """The name of the company of that number."""
    return f"Company {index:05d}"


def companies(chance: random.Random, count: int) -> Iterator[Sequence[object]]:
    """The rows of `companies.csv`."""
    for index in range(count):
        yield (
            company_name(index),
            chance.choice(INDUSTRIES),
            chance.choice(EMPLOYEES),
            chance.choice(COUNTRIES),
        )


def people(chance: random.Random, count: int, company_count: int) -> Iterator[Sequence[object]]:
    """The rows of `people.csv`; gaps and odd spellings are as frequent as in real exports."""
    for identity in range(1, count + 1):
        first, last = chance.choice(FIRST_NAMES), chance.choice(LAST_NAMES)
        company = chance.randrange(company_count)
        domain = f"company-{company:05d}.example"
        if chance.random() < 0.12:
            domain = chance.choice(FREE_DOMAINS)
        email = f"person.{identity}@{domain}" if chance.random() < 0.96 else ""
        created = END - timedelta(minutes=chance.randrange(60, 3 * YEAR * 24 * 60))
        yield (
            identity,
            email,
            first,
            last,
            f"{first} {last}",
            chance.choice(TITLES),
            company_name(company) if chance.random() < 0.9 else "",
            f"+49 30 {identity:07d}" if chance.random() < 0.6 else "",
            chance.choice(COUNTRIES),
            chance.choice(SOURCES),
            chance.choice(STATUSES),
            chance.choice(("", "", 0, 5, 10, 25, 60)),
            chance.choice(("", "", "", "", "false", "false", "false", "true")),
            "true" if chance.random() < 0.03 else "",
            created.isoformat(timespec="minutes"),
        )


def activities(
    chance: random.Random, count: int, people_count: int, days: int
) -> Iterator[Sequence[object]]:
    """The rows of `activities.csv`: so many days up to `END`; few people do most of it."""
    step = timedelta(days=days) / max(count, 1)
    start = END - timedelta(days=days)
    for index in range(count):
        at = start + step * index
        identity = int(people_count * chance.random() ** 2.5) + 1
        page = referrer = email = link = form = ""
        kind = chance.choices(KINDS, WEIGHTS)[0]
        if kind == "visit_page":
            page = chance.choice(PAGES)
            referrer = "https://www.google.com/" if chance.random() < 0.3 else ""
        elif kind == "fill_form":
            form, page = chance.choice(FORMS), chance.choice(PAGES)
        else:
            email = chance.choice(EMAILS)
            link = chance.choice(PAGES) if kind == "click_email" else ""
        yield identity, kind, at.isoformat(timespec="seconds"), page, referrer, email, link, form


def write(path: Path, header: Sequence[str], rows: Iterator[Sequence[object]]) -> None:
    """Writes one table, row by row."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def generate(
    people_count: int, activity_count: int, seed: int, out: Path, days: int = YEAR
) -> None:
    """Writes `people.csv`, `companies.csv` and `activities.csv` into `out`."""
    out.mkdir(parents=True, exist_ok=True)
    company_count = max(1, people_count // 10)
    # A stream of chance for each table: more activities leave the people as they are.
    write(
        out / "companies.csv",
        COMPANIES_HEADER,
        companies(random.Random(f"{seed} companies"), company_count),
    )
    write(
        out / "people.csv",
        PEOPLE_HEADER,
        people(random.Random(f"{seed} people"), people_count, company_count),
    )
    write(
        out / "activities.csv",
        ACTIVITIES_HEADER,
        activities(random.Random(f"{seed} activities"), activity_count, people_count, days),
    )


def main() -> None:
    """Reads the arguments and generates."""
    parser = argparse.ArgumentParser(description="Makes synthetic people and activities.")
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--activities", type=int, default=1000)
    parser.add_argument("--days", type=int, default=YEAR, help="how far back activities go")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    generate(arguments.people, arguments.activities, arguments.seed, arguments.out, arguments.days)


if __name__ == "__main__":
    main()
