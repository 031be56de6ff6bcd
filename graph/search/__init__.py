"""What makes records findable: the terms kept with a record, what was typed, and how the two match. Pure."""

from graph.search.match import Candidate, Ranked, TokenMatch, Vocabulary, Way, candidates, compare, rank
from graph.search.query import IdentifierCandidate, NameWord, SearchQuery, parse
from graph.search.terms import name_tokens, nicknames_of, search_columns, sound

__all__ = [
    "Candidate", "IdentifierCandidate", "NameWord", "Ranked", "SearchQuery", "TokenMatch", "Vocabulary",
    "Way", "candidates", "compare", "name_tokens", "nicknames_of", "parse", "rank", "search_columns", "sound",
]  # fmt: skip
