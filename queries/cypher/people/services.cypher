// name: people/services
// words: With which services are the involvements of this person?
// parameter key: string, the person's id
// column has: edge, HAS_INVOLVEMENT
// column involvement: node, Involvement
// column with_service: edge, WITH
// column service: node, Service
// found: a plain hop into the small table of services: 0.4 ms; as [:`WITH`*1..1] 1.1 ms
MATCH (person:Person {id: $key})-[has:HAS_INVOLVEMENT]->(involvement:Involvement)-[with_service:`WITH`]->(service:Service)
RETURN has AS has, involvement AS involvement, with_service AS with_service, service AS service
