// name: sharing/about_incident
// words: To which agencies was something shared that is about this incident?
// parameter key: string, the incident's key
// column about: edge, ABOUT
// column sharing: node, Sharing
// column told: edge, TO
// column agency: node, Agency
// found: a question a kind: with the kinds as alternatives the start is not found by its key, 55 ms against 1.7 ms at 200,000 people
MATCH (incident:Incident {id: $key})<-[about:ABOUT]-(sharing:Sharing)-[told:TO]->(agency:Agency)
RETURN about AS about, sharing AS sharing, told AS told, agency AS agency
