// name: people/relations_in
// words: Who is related to this person, as stated of them?
// parameter key: string, the person's id
// column related: edge, RELATED_TO
// column other: node, Person who is … of this one
MATCH (person:Person {id: $key})<-[related:RELATED_TO]-(other:Person)
RETURN related AS related, other AS other
