"""From the agencies' files to published tables; the commands of `python -m pipelines`."""

import os

# Frames are small: handing them to several threads costs a tenth more work. Read when polars is imported.
os.environ.setdefault("POLARS_MAX_THREADS", "1")
