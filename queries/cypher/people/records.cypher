// name: people/records
// words: Which records describe this person?
// parameter key: string, the person's id
// column person: node, Person
// column described: edge, DESCRIBES
// column record: node, Record
// found: a plain hop back from one key returns whole edges in 0.5 ms at 60,000 people; [:DESCRIBES*1..1] took 1.1 ms and returns a path, not an edge
MATCH (person:Person {id: $key})<-[described:DESCRIBES]-(record:Record)
RETURN person AS person, described AS described, record AS record
