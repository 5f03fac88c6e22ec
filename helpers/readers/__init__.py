"""Readers: from a text to spans. They know no table of pandas, no file and no corpus."""
