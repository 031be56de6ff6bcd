// name: households/members
// words: Who do sources say belongs, or belonged, to this household?
// parameter key: string, the household's id
// column belongs: edge, MEMBER_OF
// column person: node, Person
MATCH (household:Household {id: $key})<-[belongs:MEMBER_OF]-(person:Person)
RETURN belongs AS belongs, person AS person
