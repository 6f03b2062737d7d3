"""Read annotated documents of a user's own: one reader a format, all into `MarkedDocument`.

Labels become our types (`labels.py`), markings become gold mentions (`gold.py`), and a path becomes a corpus
(`loading.py`). What is wrong is gathered and told at once (`findings.py`).
"""
