"""Tests in the language: `test` blocks carried out, each in a world of its own."""
