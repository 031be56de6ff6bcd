// name: agencies/all
// words: Which agencies are there?
// column agency: node, Agency
// found: scans a small table: one row an agency
MATCH (agency:Agency)
RETURN agency AS agency
