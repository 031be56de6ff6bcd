"""What `kinscope link` says, in the order in which it says it."""

from __future__ import annotations

LINKED_RECORDS = "{records} records describe {people} people."
LINKED_NOTHING = "Nothing is linked in another way than before."
LINKED_RUN = "This is run {run} by the model {model}. kinscope link undo {run} takes it back."
LINKS_FOR_REVIEW = "{count} pairs of records are left apart until a person decides about them."
LINKS_APART = (
    "Groups of records that were alike and were kept apart, because two of their records are known to be about "
    "different people: {count}."
)
LINKS_LINE_LEFT_OUT = (
    "Records that agree in {line} were not compared for that alone: it would have given {pairs} pairs, more than the "
    "model allows. People whom nothing else brings together may be missed."
)
LINKS_TAKEN_BACK = "Run {run} is taken back. The same model does not join again what it joined there."
NO_RUNS = "The linker has not run yet."
NOTHING_OPEN = "No pair of records waits for a person."
MORE_OPEN = "And {count} more: kinscope link open --limit …"
ANSWERED = "{first} and {second}: {word}, says {by}. The next run keeps to it: kinscope link"
NO_RECORDS = "The store holds no record that could be linked. Load a delivery first, or check KINSCOPE_STORE."
