"""Schema to Neo4j: the statements of a search.

A search asks for little: which records may be among the best is learnt from the indexes, so that few of them are read.
"""

from __future__ import annotations

from graph.render.neo4j import FOLDED_ADDRESS, SEARCH_INDEX

NAMES_SINCE = (
    "MATCH (s:KinscopeStore {id: 'store'}) MATCH (n:KinscopeName) "
    "WHERE n.since > $since AND n.since <= s.generation RETURN n.token, n.since"
)

RECORDS_BY_NUMBER = (
    "UNWIND $identifiers AS asked MATCH (:Identifier {id: asked})<-[h:HAS_IDENTIFIER]-(r:Record) "
    "WHERE h.ended_on IS NULL RETURN r.id AS id UNION "
    "UNWIND $contact_points AS asked MATCH (:ContactPoint {id: asked})<-[h:HAS_CONTACT_POINT]-(r:Record) "
    "WHERE h.ended_on IS NULL RETURN r.id AS id"
)

SCORED = f"""
CALL () {{
  UNWIND $through.texts AS text CALL db.index.fulltext.queryNodes('{SEARCH_INDEX}', text) YIELD node
  WHERE NOT $through.within_year OR (node.birth_date >= $year_from AND node.birth_date < $year_to) RETURN node AS r
  UNION MATCH (r:Record) WHERE r.birth_date IN $through.birth_dates RETURN r
  UNION MATCH (r:Record) WHERE r.birth_date >= $through.year_from AND r.birth_date < $through.year_to RETURN r
  UNION MATCH (r:Record) WHERE r.postcode IN $through.postcodes RETURN r
  UNION MATCH (r:Record) WHERE r.own_id IN $own_ids RETURN r
  UNION MATCH (r:Record) WHERE r.id IN $numbered RETURN r
}}
WITH r, split(coalesce(r.name_tokens, ''), ' ') AS tokens
WHERE r.ended_on IS NULL AND r.source IS NOT NULL
WITH r, [
  name IN $names | reduce(best = 0, token IN tokens |
    CASE WHEN coalesce(name[token], 0) > best THEN name[token] ELSE best END)
] + [
  CASE WHEN r.birth_date IN $birth_dates THEN $birth_date_points ELSE 0 END,
  CASE WHEN r.birth_date >= $year_from AND r.birth_date < $year_to THEN $birth_year_points ELSE 0 END,
  CASE WHEN r.postcode IN $postcodes THEN $place_points ELSE 0 END,
  CASE WHEN $address <> [] AND all(word IN $address WHERE word IN split(coalesce(r.{FOLDED_ADDRESS}, ''), ' '))
    THEN $place_points ELSE 0 END,
  CASE WHEN r.own_id IN $own_ids THEN $number_points ELSE 0 END,
  CASE WHEN r.id IN $numbered THEN $number_points ELSE 0 END
] AS parts
WITH r, reduce(sum = 0, part IN parts | sum + part) AS points, size([part IN parts WHERE part > 0]) AS fitting
WHERE fitting >= $parts_needed OR points >= $number_points
RETURN r.id AS record_id, points
"""
"""The points of every record that fits enough, worked out from all that it holds. through: what leads to them."""

PAGE = "ORDER BY points DESC, record_id SKIP $offset LIMIT $limit"

REACHED = f"""
CALL () {{
  UNWIND $texts AS asked
  CALL db.index.fulltext.queryNodes('{SEARCH_INDEX}', asked.text) YIELD node RETURN node AS r, asked.points AS worth
  UNION ALL MATCH (r:Record) WHERE r.birth_date IN $birth_dates RETURN r, $birth_date_points AS worth
  UNION ALL MATCH (r:Record) WHERE r.birth_date >= $year_from AND r.birth_date < $year_to
  RETURN r, $birth_year_points AS worth
  UNION ALL MATCH (r:Record) WHERE r.postcode IN $postcodes RETURN r, $place_points AS worth
}}
WITH r, max(worth) AS points WHERE r.ended_on IS NULL AND r.source IS NOT NULL
RETURN r.id AS record_id, points ORDER BY points DESC, record_id LIMIT $limit
"""
"""The first records that an index leads to, by what the way there is worth: nothing else of them is read."""

SHOWN = f"""
UNWIND $ids AS asked MATCH (r:Record {{id: asked}})
RETURN r.id AS record_id, head([(r)-[:DESCRIBES]->(p:Person) | p.id]) AS person,
  r.source AS source, r.agency AS agency, r.category AS category, r.restriction AS restriction,
  r.own_id AS own_id, r.given_names AS given_names, r.family_name AS family_name,
  r.former_family_name AS former_family_name, r.preferred_name AS preferred_name,
  r.name_as_given AS name_as_given, r.birth_date AS birth_date, r.postcode AS postcode,
  r.{FOLDED_ADDRESS} AS folded
"""
"""What a search shows of records, and what its reasons are made of."""
