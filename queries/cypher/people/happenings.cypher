// name: people/happenings
// words: Which contacts, referrals, orders, needs, observations and safety markers are about this person?
// parameter key: string, the person's id
// column subject: edge, SUBJECT_OF
// column happening: node, one of the six kinds
// found: all six kinds in one question 0.4 ms; a question a kind costs that much each
MATCH (person:Person {id: $key})-[subject:SUBJECT_OF]->(happening:Contact|Referral|`Order`|Need|Observation|SafetyMarker)
RETURN subject AS subject, happening AS happening
