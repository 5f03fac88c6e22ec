"""The five documents are byte for byte as received."""

import hashlib

from conftest import HOUSE


def test_the_hashes_agree():
    listed = dict(
        reversed(line.split()) for line in (HOUSE / "seeds" / "SHA256SUMS").read_text().splitlines()
    )
    found = {
        p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in (HOUSE / "seeds").glob("*.txt")
    }
    assert found == listed and len(found) == 5
