// name: people/homes
// words: Where do sources say that this person lives, or lived?
// parameter key: string, the person's id
// column lives: edge, LIVES_AT
// column home: node, Residence
MATCH (person:Person {id: $key})-[lives:LIVES_AT]->(home:Residence)
RETURN lives AS lives, home AS home
