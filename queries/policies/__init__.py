"""Who may see what: Cedar files that a data-protection officer can read, and what evaluates them.

Each `.cedar` file holds rules with an id, a title and a source. `viewing.cedarschema` says what a rule
may speak of, `cases.yaml` what each rule must and must not decide. See docs/who-may-see-what.md.
"""

from queries.policies.book import PolicyBook
from queries.policies.items import NOTHING_PERMITS, ItemClass, Level, Tie, Verdict
from queries.policies.rules import Rule

__all__ = ["NOTHING_PERMITS", "ItemClass", "Level", "PolicyBook", "Rule", "Tie", "Verdict"]
