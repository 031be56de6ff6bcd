// name: people/memberships
// words: To which households do sources say that this person belongs?
// parameter key: string, the person's id
// column belongs: edge, MEMBER_OF
// column household: node, Household
MATCH (person:Person {id: $key})-[belongs:MEMBER_OF]->(household:Household)
RETURN belongs AS belongs, household AS household
