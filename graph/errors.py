"""Every error that Kinscope raises for a person to read.

The command line and the dashboard each turn these into words and an exit code in one place.
Anything else that escapes is a defect of Kinscope, not of the input.
"""

from __future__ import annotations

from collections.abc import Sequence

from graph.readable import readable

FIELD_SHOWN, VALUE_SHOWN = 100, 200


class KinscopeError(Exception):
    """Base of all errors meant for a user; `str(error)` is a whole sentence."""


class InputFault(KinscopeError):
    """Something in a file or a setting is wrong, and where.

    file: name as the user gave it; line: 1-based line, spreadsheet row or None where a line means nothing;
    field: column, key or element name, or None for the whole line; value: the text as found, or None;
    reason: what is wrong; fix: what to do about it.
    """

    def __init__(
        self,
        file: str,
        reason: str,
        *,
        fix: str,
        line: int | None = None,
        field: str | None = None,
        value: str | None = None,
    ) -> None:
        self.file, self.line, self.field, self.value = file, line, field, value
        self.reason, self.fix = reason, fix
        super().__init__(self._sentence())

    def _sentence(self) -> str:
        place = self.file if self.line is None else f"{self.file}, line {self.line}"
        field = f", field '{readable(self.field, FIELD_SHOWN)}'" if self.field else ""
        value = f" (found: '{readable(self.value, VALUE_SHOWN)}')" if self.value is not None else ""
        return readable(f"{place}{field}: {self.reason}{value}. {self.fix}")


class UsageFault(KinscopeError):
    """The command was called in a way that cannot be carried out; nothing was done."""


class StoreBusy(KinscopeError):
    """Another process holds the store for writing; `holder` names it (process id and command, where known)."""

    def __init__(self, holder: str) -> None:
        self.holder = holder
        super().__init__(
            f"The store is being written by {holder}. Wait until it has finished, or end it, then try again."
        )


class StoreUnavailable(KinscopeError):
    """The store cannot be opened or reached; the sentence says why and what to do."""


class StoreVersion(KinscopeError):
    """The store was written with a schema that this version cannot take over; the sentence says how to go on."""


class NotPermitted(KinscopeError):
    """No policy permits this for this viewer; `policies` are the ids that decided (empty: nothing permits it)."""

    def __init__(self, policies: Sequence[str], words: str) -> None:
        self.policies = tuple(policies)
        super().__init__(words)


class NotFound(KinscopeError):
    """Nothing that this viewer may see answers to that. Reads the same for a thing that is hidden."""

    def __init__(self, what: str = "that person") -> None:
        super().__init__(f"Nothing that can be shown to you answers to {what}.")
