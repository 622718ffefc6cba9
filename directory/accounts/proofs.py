"""The proof that a form comes from a page shown during a session, whose secret it does not tell."""

import hmac

PROOF = "proof"
"""The field of a form that carries it."""


def proof_of(secret: str) -> str:
    """Give the proof that a form of this session carries."""
    return hmac.digest(secret.encode(), b"form", "sha256").hex()


def is_proof(secret: str, given: str) -> bool:
    """Say whether `given` is the proof of a form of the session of this `secret`."""
    return hmac.compare_digest(proof_of(secret).encode(), given.encode(errors="replace"))
