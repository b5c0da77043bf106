"""Published figures that our methods must reproduce; `python -m tests.published` writes docs/validation.md."""
