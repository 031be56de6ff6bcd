// name: people/leads
// words: Who leads the involvements of this person?
// parameter key: string, the person's id
// column has: edge, HAS_INVOLVEMENT
// column involvement: node, Involvement
// column leads: edge, LEADS
// column professional: node, Professional
// found: 0.8 ms as one path; with [:LEADS*1..1] 4.4 ms. A question of its own, so that an involvement nobody leads is not lost and a withheld lead takes nothing else with it
MATCH (person:Person {id: $key})-[has:HAS_INVOLVEMENT]->(involvement:Involvement)<-[leads:LEADS]-(professional:Professional)
RETURN has AS has, involvement AS involvement, leads AS leads, professional AS professional
