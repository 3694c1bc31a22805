"""Fetch, extract and embed: stages that need no warehouse, here or in workers elsewhere.

local.py      in this process
remote.py     in workers: a batch is cut by site, its parts go to files and come back as files
files.py      batches and results in a shared folder, through fsspec
work.py       what a worker does with a part
engines.py    who finds a worker for each part: Dask, or Prefect (prefect_flow.py)
"""
