// name: people/responsibilities_out
// words: For whom does this person hold, or not hold, parental responsibility?
// parameter key: string, the person's id
// column responsible: edge, HAS_RESPONSIBILITY_FOR
// column child: node, Person
MATCH (person:Person {id: $key})-[responsible:HAS_RESPONSIBILITY_FOR]->(child:Person)
RETURN responsible AS responsible, child AS child
