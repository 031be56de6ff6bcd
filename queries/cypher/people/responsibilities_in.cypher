// name: people/responsibilities_in
// words: Who holds, or does not hold, parental responsibility for this person?
// parameter key: string, the person's id
// column responsible: edge, HAS_RESPONSIBILITY_FOR
// column holder: node, Person
MATCH (person:Person {id: $key})<-[responsible:HAS_RESPONSIBILITY_FOR]-(holder:Person)
RETURN responsible AS responsible, holder AS holder
