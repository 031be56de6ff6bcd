// name: records/person
// words: Whom does this record describe?
// parameter key: string, the record's key
// column record: node, Record
// column described: edge, DESCRIBES
// column person: node, Person
MATCH (record:Record {id: $key})-[described:DESCRIBES]->(person:Person)
RETURN record AS record, described AS described, person AS person
