"""Static files, named by their content and compressed once they were collected."""

from __future__ import annotations

from whitenoise.storage import (  # type: ignore[import-untyped]
    CompressedManifestStaticFilesStorage,
)


class PageFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """
    whitenoise's storage, which never breaks a page over a file's name.

    Before anything was collected (tests, a fresh checkout) and for a file that was not,
    the plain address is given; whoever serves the files then answers 404 for it alone.
    """

    manifest_strict = False

    def stored_name(self, name: str) -> str:
        """The content-named address of `name`, or `name` itself where none is known."""
        known: str = self.hashed_files.get(self.hash_key(self.clean_name(name)), name)
        return known
