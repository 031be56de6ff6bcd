// name: people/relations_out
// words: To whom is this person related, as stated?
// parameter key: string, the person's id
// column related: edge, RELATED_TO
// column other: node, Person of whom this one is …
MATCH (person:Person {id: $key})-[related:RELATED_TO]->(other:Person)
RETURN related AS related, other AS other
