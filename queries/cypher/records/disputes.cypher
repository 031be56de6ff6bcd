// name: records/disputes
// words: Who disputes this record, since when, and in which words?
// parameter key: string, the record's key
// column record: node, Record
// column about: edge, ABOUT
// column wish: node, Wish
// column by: edge, BY
// column person: node, Person
// found: only asked of records that wishes/disputed_records names
MATCH (record:Record {id: $key})<-[about:ABOUT]-(wish:Wish)-[by:BY]->(person:Person)
WHERE wish.wish_kind = 'disputed'
RETURN record AS record, about AS about, wish AS wish, by AS by, person AS person
