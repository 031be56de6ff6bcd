// name: records/identifiers
// words: Which identifiers does this record hold?
// parameter key: string, the record's key
// column holds: edge, HAS_IDENTIFIER
// column identifier: node, Identifier
MATCH (record:Record {id: $key})-[holds:HAS_IDENTIFIER]->(identifier:Identifier)
RETURN holds AS holds, identifier AS identifier
