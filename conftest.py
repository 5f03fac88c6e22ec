"""Notebooks that the tests run write their figures into a scratch folder, never over the committed ones."""

import os
import tempfile

os.environ.setdefault("TQDM_DISABLE", "1")
os.environ.setdefault("IPYTHONDIR", tempfile.mkdtemp())  # nobody's own start-up files
os.environ["FIGURES"] = tempfile.mkdtemp()
os.environ.pop("CORPUS", None)
