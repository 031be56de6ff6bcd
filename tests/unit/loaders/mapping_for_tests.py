"""A mapping in which nearly every word of the language occurs, for tests that spoil one of them."""

MAPPING = """\
mapping: 1
feed:
  id: housing/tenancies
  title: Tenancies
  agency: housing
  agency_kind: housing
  agency_name: Northmere Homes
  category: housing
  restriction: safety_marker
  covers: {as_of: {column: Extracted}, from: 2010-04-01, to: unknown, area: all, ages: {from: 0, to: 110}}
  delivery: rolling_window
  window_days: 90
  explanation: Tenants and occupants.
files: tenancies*.csv
tables:
  - name: tenancies
    files: tenancies*.csv
    read: {format: csv, encoding: utf-8, delimiter: ";", header: 2, missing: ["-"], short_rows: true}
    columns:
      Tenancy: {required: true}
      Person: text
      Born: {type: date, format: "%d/%m/%Y"}
      Sex: {codes: sex, values: {M: male, F: female}, otherwise: not_known}
      Shared: {type: boolean, values: {J: true, N: false}}
      Since: {type: date, format: ["%d/%m/%Y", "%Y-%m-%d"], optional: true}
      Extracted: {type: date, format: "%Y-%m-%d"}
      Address: text
      Phones: text
      Contact 1: text
      Contact 2: text
      Class: {codes: restriction_class}
    split: {Phones: "/"}
    derive:
      Name: {join: [Person, Tenancy], with: " of "}
      Either: {first_of: [Person, Name]}
      Number: {column: Tenancy, pattern: '(\\d+)'}
      Ends: {column: Born, plus_days: 28}
      Place: {const: Northmere}
    expect:
      tenancy_without_number: {column: Tenancy, pattern: '\\d', words: A tenancy has a number.}
      names_differ: {column: Person, equals: Name, words: The names differ.}
      odd_place: {column: Place, among: [Northmere], words: Another place.}
    nodes:
      tenant:
        kind: Record
        key: [Tenancy, Person]
        restriction: Class
        set: {own_id: Tenancy, family_name: Person, birth_date: Born, sex: Sex, words: Either}
      home: {kind: Residence, set: {address: Address}}
      phone: {kind: ContactPoint, when: Phones, set: {system: {const: telephone}, value: Phones}}
      pupil: {kind: Record, of: school/census, key: [Number]}
      relative{n}:
        repeat: [1, 2]
        kind: Record
        key: [Tenancy, {const: "{n}"}]
        named_in: tenant
        when: {column: Sex, is: [male, female]}
        set: {name_as_given: "Contact {n}"}
    edges:
      - {edge: LIVES_AT, from: tenant, to: home, set: {communal: Shared, valid_from: Since, area: Place}}
      - {edge: HAS_CONTACT_POINT, from: tenant, to: phone, when: Phones}
      - {repeat: [1, 2], edge: RELATED_TO, from: "relative{n}", to: tenant, set: {relationship: {const: relative}}}
    ignore: [Rent]
"""
