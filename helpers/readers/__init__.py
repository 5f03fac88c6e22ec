"""Readers: from a text to spans. They know no table of pandas, no file of documents and no corpus."""
