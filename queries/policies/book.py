"""Evaluates the policies: once for every distinct class of items and viewer, and then from memory."""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterator, Sequence
from itertools import product
from pathlib import Path
from typing import Any

import cedarpy

from graph.codes import RestrictionClass
from graph.errors import InputFault, NotPermitted
from queries.policies.items import ItemClass, Level, Tie, Verdict
from queries.policies.rules import HERE, Rule, RuleSet, read_rules
from queries.viewer import Viewer

VIEWERS_KEPT = 256
ANY_OTHER = "any other"
_SEE, _KNOW = "see_content", "know_it_is_held"


class PolicyBook:
    """The policies of one folder, usable from many threads.

    A book whose files are missing, empty or broken is closed: every question raises NotPermitted and says
    why.
    """

    def __init__(self, found: RuleSet | InputFault) -> None:
        self._found = found
        self._policies = None if isinstance(found, InputFault) else cedarpy.PolicySet.from_str(found.text)
        self._verdicts: dict[Viewer, dict[ItemClass, Verdict]] = {}
        self._hides: dict[tuple[Viewer, str | None, str | None], bool] = {}
        self._lock = threading.Lock()

    @classmethod
    def load(cls, folder: Path | None = None) -> PolicyBook:
        """The policies of a folder; without one, those that ship with Kinscope. Never raises: see `fault`."""
        try:
            return cls(read_rules(folder or HERE))
        except InputFault as fault:
            return cls(fault)

    @property
    def fault(self) -> str | None:
        """Why this book is closed; None where it is open."""
        return str(self._found) if isinstance(self._found, InputFault) else None

    @property
    def rules(self) -> tuple[Rule, ...]:
        """All rules, in order of file. Raises NotPermitted where the book is closed."""
        return self._opened().rules

    def decide(self, viewer: Viewer, items: Collection[ItemClass]) -> dict[ItemClass, Verdict]:
        """What this viewer may see of items of these classes. Raises NotPermitted where the book is
        closed, and where a policy could not be evaluated: Cedar passes over such a policy, so a forbid
        would not forbid."""
        self._opened()
        known = self._known(viewer)
        new = {item: self._told_apart(viewer, item) for item in items if item not in known}
        decided = self._evaluated(viewer, [like for like in dict.fromkeys(new.values()) if like not in known])
        if new:
            with self._lock:
                known.update(decided)
                known.update({item: known[like] for item, like in new.items()})
        return {item: known[item] for item in items}

    def could_hide(self, viewer: Viewer, agency: str | None = None, category: str | None = None) -> bool:
        """Whether anything, restricted or not, that an agency might say could be less than shown to this
        viewer, so that 'nothing found' would not be certain and the constant sentence stands in its
        place. With an agency, a category or both: anything in such a feed. It does not depend on what is
        held."""
        key = (viewer, agency, category)
        if key not in self._hides:
            verdicts = self.decide(viewer, list(self._everything(viewer, agency, category)))
            hides = any(verdict.level is not Level.CONTENT for verdict in verdicts.values())
            with self._lock:
                self._hides[key] = hides
        return self._hides[key]

    def _opened(self) -> RuleSet:
        if isinstance(self._found, InputFault):
            raise NotPermitted(
                (), f"Nothing is shown to anybody while the policies are broken. {self._found}"
            )
        return self._found

    def _known(self, viewer: Viewer) -> dict[ItemClass, Verdict]:
        with self._lock:
            if viewer not in self._verdicts and len(self._verdicts) >= VIEWERS_KEPT:
                self._verdicts.clear()
                self._hides.clear()
            return self._verdicts.setdefault(viewer, {})

    def _told_apart(self, viewer: Viewer, item: ItemClass) -> ItemClass:
        """The class that stands for this one: a word that no rule mentions is as good as any other such word.

        By the schema a rule can hold a kind or a category against constants alone, and an agency against
        constants, texts of the viewer and patterns.
        """
        mentioned = self._opened().mentions
        texts = {viewer.agency, viewer.purpose, None, *mentioned.get("String", ())}
        kind = item.kind if item.kind in {None, *mentioned.get("Kind", ())} else ANY_OTHER
        category = item.category if item.category in {None, *mentioned.get("Category", ())} else ANY_OTHER
        agency = item.agency if item.agency in texts or "like" in mentioned else ANY_OTHER
        return item._replace(kind=kind, agency=agency, category=category)

    def _everything(self, viewer: Viewer, agency: str | None, category: str | None) -> Iterator[ItemClass]:
        """One class of every sort that the rules tell apart: each word that they mention, and a word that
        none does."""
        mentioned = self._opened().mentions
        kinds = [None, *sorted(mentioned.get("Kind", ()))]
        own = viewer.agency or ANY_OTHER
        agencies = [agency] if agency else sorted({own, ANY_OTHER, *mentioned.get("String", ())})
        categories = [category] if category else sorted({ANY_OTHER, *mentioned.get("Category", ())})
        ties = [Tie.NONE, Tie.DECLARED_RELATION] if viewer.declared_relations else [Tie.NONE]
        for parts in product(kinds, agencies, categories, (None, *RestrictionClass), ties):
            yield ItemClass(*parts)
        yield from (ItemClass("Person", None, None, restriction) for restriction in RestrictionClass)

    def _evaluated(self, viewer: Viewer, items: Sequence[ItemClass]) -> dict[ItemClass, Verdict]:
        entities = [_viewer_entity(viewer), *(_item_entity(place, item) for place, item in enumerate(items))]
        seen = self._answers(_SEE, range(len(items)), entities)
        rest = [place for place, (allowed, _) in seen.items() if not allowed]
        known = self._answers(_KNOW, rest, entities)
        return {item: _verdict(seen[place], known.get(place)) for place, item in enumerate(items)}

    def _answers(
        self, action: str, places: Collection[int], entities: list[dict[str, Any]]
    ) -> dict[int, tuple[bool, tuple[str, ...]]]:
        if not places:
            return {}
        requests = [
            {
                "principal": _uid("Viewer", "viewer"),
                "action": _uid("Action", action),
                "resource": _uid("Item", str(place)),
            }
            for place in places
        ]
        try:
            results = cedarpy.is_authorized_batch(requests, self._policies, entities)
        except ValueError as error:
            raise NotPermitted(
                (), f"Nothing is shown: the policies could not be evaluated ({error})."
            ) from error
        return {place: _answer(result) for place, result in zip(places, results, strict=True)}


def _answer(result: Any) -> tuple[bool, tuple[str, ...]]:
    diagnostics = result.diagnostics
    if diagnostics.errors or result.decision is cedarpy.Decision.NoDecision:
        words = "; ".join(map(str, diagnostics.errors))
        raise NotPermitted((), f"Nothing is shown: a policy could not be evaluated ({words}).")
    return bool(result.allowed), tuple(sorted(diagnostics.id_annotations_by_reason.values()))


def _verdict(seen: tuple[bool, tuple[str, ...]], known: tuple[bool, tuple[str, ...]] | None) -> Verdict:
    if seen[0] or known is None:
        return Verdict(Level.CONTENT, seen[1])
    if known[0]:
        return Verdict(Level.HELD, known[1])
    return Verdict(Level.HIDDEN, tuple(sorted({*seen[1], *known[1]})))


def _uid(kind: str, name: str) -> dict[str, str]:
    return {"type": kind, "id": name}


def _code(kind: str, name: str) -> dict[str, dict[str, str]]:
    return {"__entity": _uid(kind, name)}


def _viewer_entity(viewer: Viewer) -> dict[str, Any]:
    attributes: dict[str, Any] = {
        "role": _code("Role", viewer.role),
        "purpose": viewer.purpose,
        "clearances": [_code("RestrictionClass", cleared) for cleared in sorted(viewer.clearances)],
    }
    if viewer.agency is not None:
        attributes["agency"] = viewer.agency
    return {"uid": _uid("Viewer", "viewer"), "attrs": attributes, "parents": []}


def _item_entity(place: int, item: ItemClass) -> dict[str, Any]:
    attributes: dict[str, Any] = {"tie": _code("Tie", item.tie)}
    if item.agency is not None:
        attributes["agency"] = item.agency
    for name, kind in (("kind", "Kind"), ("category", "Category"), ("restriction", "RestrictionClass")):
        value = getattr(item, name)
        if value is not None:
            attributes[name] = _code(kind, value)
    return {"uid": _uid("Item", str(place)), "attrs": attributes, "parents": []}
