"""Every sentence in which a load says what it did with a delivery. docs/loading-a-delivery.md tells what to do at each;
a test holds the two together."""

from __future__ import annotations

import re
from collections.abc import Mapping

from kinscope.delivery_files import PassedOver
from loaders.report import Withheld

DRY_RUN = "Dry run: nothing was written. Loading this delivery now would do what follows."
PEOPLE = (
    "People: {new} new, {joined} joined of several, {split} split; {moved} records moved to another person."
)
WAITS_FOR_LINKER = (
    "A model linked the records of this store. Those that are new here stand alone until it has looked at them: "
    "kinscope link"
)
NO_PEOPLE = "People: nobody new, joined, split or moved."

NO_MAPPING = (
    "{file}: no mapping fits this file or database; it was not loaded. Write one (docs/add-a-source.md)."
)
NEAREST_LACKS = "The nearest is {feed} ({mapping}); the file lacks its columns {columns}."
NEAREST_NAME = (
    "It has the columns of {feed} ({mapping}), which takes files named {patterns}: rename it to load it."
)
ARCHIVE = (
    "{file}: archives are not opened; it was not loaded. Unpack it into the delivery's folder and load that."
)

MISSING = (
    "{feed}: not in this delivery; the last one is of {day} ({file}). That it did not come says nothing."
)
AGAIN = "{file}: the same bytes as on {day} (load {load}), so {feed} stands as that load left it."
AGAIN_OTHER_MAPPING = (
    "{file}: the same bytes as on {day} (load {load}), read by a mapping of {feed} that has changed since."
)
AGAIN_OVERTAKEN = (
    "{file}: the same bytes as on {day} (load {load}), but {feed} was delivered again on {later}: if this is an old "
    "file come back, load the newer one after it."
)
ALIKE = "Files with the same bytes in this delivery: {files}."

REFUSED = "{feed}: nothing of it was loaded, and it stands as it was. {fault}"
WITHHELD: Mapping[Withheld, str] = {
    Withheld.REFUSED: "",
    Withheld.ROWS_QUARANTINED: "{feed}: nothing that is missing was closed, because rows are in quarantine.",
    Withheld.TABLE_NOT_DELIVERED: "{feed}: nothing that is missing was closed, because a table is not delivered.",
    Withheld.ADDITIONS_ONLY: "{feed}: nothing that is missing was closed, because its deliveries only add.",
    Withheld.OVERTAKEN: "{feed}: nothing that is missing was closed, because a delivery of a later day is loaded.",
    Withheld.CORRECTED_ROWS_ONLY: "{feed}: only corrected rows were loaded, so nothing was closed.",
    Withheld.OVERTAKEN: "{feed}: this delivery is late; what a delivery of a later day says stands.",
}
FINDING = "{feed}: {count} × {kind} (loaded all the same)"
MORE_QUARANTINED = "{feed}: and {count} more quarantined rows: kinscope quarantine list --feed {feed}"
CORRECTED_BEFORE = (
    "{feed}: {count} of these rows are as wrong as rows that were corrected before. What was corrected stands; "
    "kinscope quarantine replay carries the corrections over to this delivery."
)
LEFT_APART = "Left apart: {count} records share an identifier but have two {scheme}s: {records}"

PASSED_OVER: Mapping[PassedOver, str] = {
    PassedOver.TEMPORARY: "{name}: passed over; a program left it while a file was open or under way.",
    PassedOver.HIDDEN: "{name}: passed over; its name begins with a full stop, as those of hidden files do.",
    PassedOver.SYSTEM: "{name}: passed over; an operating system leaves it in folders.",
    PassedOver.LINK: "{name}: passed over; it is a link to what lies in the delivery too.",
    PassedOver.TRUTH: "{name}: passed over; it is the truth about a generated borough, and no agency's file.",
}


def all_messages() -> tuple[str, ...]:
    """Every sentence that a load may say, with the names of its parts in braces."""
    plain = [value for name, value in globals().items() if name.isupper() and isinstance(value, str)]
    return tuple(text for text in (*plain, *WITHHELD.values(), *PASSED_OVER.values()) if text)


def as_documented(message: str) -> str:
    """The sentence with '…' for each of its parts, as the documentation has it."""
    return re.sub(r"\{\w+\}", "…", message)
