// name: people/involvements
// words: Which involvements has this person, or had?
// parameter key: string, the person's id
// column has: edge, HAS_INVOLVEMENT
// column involvement: node, Involvement
MATCH (person:Person {id: $key})-[has:HAS_INVOLVEMENT]->(involvement:Involvement)
RETURN has AS has, involvement AS involvement
