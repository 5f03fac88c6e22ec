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
    changed = [name for name in {**listed, **found} if found.get(name) != listed.get(name)]
    assert not changed, f"seeds/{changed[0]} is not as received: SHA256SUMS has another sum"
    assert len(found) == 5
