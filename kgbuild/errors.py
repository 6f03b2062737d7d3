"""Every error that kgbuild raises on purpose: each says what, where and what to do."""


class KgbuildError(Exception):
    """Base of all errors that kgbuild raises on purpose; the command line prints it without a traceback."""
