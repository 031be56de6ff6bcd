// name: people/incidents
// words: In which incidents was this person, and in which role?
// parameter key: string, the person's id
// column involved: edge, INVOLVED_IN
// column incident: node, Incident
MATCH (person:Person {id: $key})-[involved:INVOLVED_IN]->(incident:Incident)
RETURN involved AS involved, incident AS incident
