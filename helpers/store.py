"""The kept reading: what was read of each document, in a folder, so that it is read once.

`reproduce` names the folder in the environment variable RECORDS_STORE. A reading is found again by
the hash of the document as received, of what is known of it, and of everything that the rules are
made of: an added document costs only itself, and a run that was stopped goes on where it stopped.
Readings are pickles; of one, nothing is made but documents, the readers' own tuples, and days.
"""

import hashlib
import os
import pickle
import shutil
from contextlib import suppress
from functools import cache
from importlib.metadata import version
from pathlib import Path

HOUSE = Path(__file__).parent


@cache
def rules_hash():
    """The hash of all modules and tables of the package, so of all that decides what is read."""
    parts = [p.read_bytes() for p in sorted(HOUSE.rglob("*")) if p.suffix in (".py", ".csv")]
    return key([*parts, version("trafilatura"), version("py3langid")])


def key(parts):
    """The name of a reading: a hash of what it is made from."""
    return hashlib.sha256(repr(parts).encode("utf-8", "backslashreplace")).hexdigest()


def kept():
    """What is kept, as a dict by name."""
    found, folder = {}, _folder()
    for path in sorted(folder.glob("*.readings")) if folder else ():
        # whatever is wrong, or half written, is read again
        with suppress(Exception), path.open("rb") as file:
            found |= _Unpickler(file).load()
    return found


def keep(readings):
    """Keep some readings, a dict by name, in a file of their own."""
    if folder := _folder():
        Path(folder, f"{key([*readings])}.readings").write_bytes(pickle.dumps(readings))


class _Unpickler(pickle.Unpickler):
    def find_class(self, module, name):
        is_known = module == "datetime" or module.startswith("helpers.readers.")
        found = super().find_class(module, name) if is_known else None
        if not isinstance(found, type) or found.__module__ != module:
            raise pickle.UnpicklingError(f"{module}.{name} is no reading")
        return found


def _folder():
    """The folder of what these rules have read, or None; what other rules read is removed."""
    if not os.environ.get("RECORDS_STORE"):
        return None
    folder = Path(os.environ["RECORDS_STORE"], f"readings-{rules_hash()[:16]}")
    for other in {*folder.parent.glob("readings-*")} - {folder}:
        shutil.rmtree(other, ignore_errors=True)  # which another process may have begun
    folder.mkdir(parents=True, exist_ok=True)
    return folder
