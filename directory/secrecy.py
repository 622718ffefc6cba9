"""How secret a policy keeps an address, what it hides, and what would tell it all the same."""

from directory.vocabulary import vocabulary

SECRECY = ("public", "on-request", "none", "confidential")
"""Address policies, from the one that says the most to the one that says the least."""

PRECISE = ("street", "postcode", "latitude", "longitude", "transport")
"""What only a public address says."""

NEAR = ("commune_code", "host_id")
"""What a confidential service does not say either: it has a zone."""

WIDE = ("department", "region", "national")
"""Territories wide enough to say whom a confidential service serves."""


def most_secret(*policies: str | None) -> str:
    """Give the policy that says the least; None says nothing of it."""
    return max((policy or "public" for policy in policies), key=SECRECY.index)


def is_raised(before: str, after: str) -> bool:
    """Say whether `after` says less than `before`."""
    return SECRECY.index(after) > SECRECY.index(before)


def is_lowered(before: str, after: str) -> bool:
    """Say whether `after` says more than `before`."""
    return SECRECY.index(after) < SECRECY.index(before)


def hides_by_category(category: str) -> bool:
    """Say whether a category is confidential, whatever a listing says."""
    found = vocabulary().categories.get(category)
    return found is not None and found.address_policy == "confidential"


def hidden_by(policy: str) -> tuple[str, ...]:
    """Name the columns of a service that `policy` leaves empty."""
    if policy == "public":
        return ()
    return (*PRECISE, *NEAR) if policy == "confidential" else PRECISE
