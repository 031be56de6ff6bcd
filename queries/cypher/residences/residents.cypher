// name: residences/residents
// words: Who do sources say lives, or lived, at this address?
// parameter key: string, the residence's id
// column lives: edge, LIVES_AT
// column person: node, Person
// found: from the address, not from a person through it: 0.4 ms against 2.0 ms, and a walk can decline to pass through a communal one
MATCH (home:Residence {id: $key})<-[lives:LIVES_AT]-(person:Person)
RETURN lives AS lives, person AS person
