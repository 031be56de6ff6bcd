// name: wishes/disputed_records
// words: Which records does somebody dispute?
// column record_id: string, the record's key
// found: scans a small table, one row a dispute; asked once for each state of the store
MATCH (wish:Wish)-[about:ABOUT]->(record:Record)
WHERE wish.wish_kind = 'disputed'
RETURN DISTINCT record.id AS record_id
