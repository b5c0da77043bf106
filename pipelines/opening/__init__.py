"""Workbooks, archives and Parquet files, opened in a process of their own.

Such a file is a program's input, not text: it can hold a bomb, or hit a fault of the library that reads it.
So `python -m pipelines.opening` opens one file under limits, writes it as plain text and ends. Started for
every such file, it imports little: no settings, no engine, nothing of ours outside this folder.
"""
