// name: feeds/all
// words: Which feeds are there, and what does each cover?
// column feed: node, Source
// found: scans a small table: one row a feed
MATCH (feed:Source)
RETURN feed AS feed
