"""XML files, broken."""

from __future__ import annotations

from typing import Final

from tests.unit.loaders.broken.case import Case, Refused, Rows, content

MAYA: Final = "<Child><Ref>1</Ref><Name>Maya Kerr</Name><Born>2017-03-04</Born><Note/></Child>"
LAUGHS: Final = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
NOT_WELL: Final = "not well-formed XML"


def root(inside: str = "", before: str = "", of: str = "") -> str:
    """A return with one child and what else stands inside; before: what stands above it; of: its attributes."""
    return f"{before}<Return{of}>\n<Children>\n{MAYA}\n{inside}</Children>\n</Return>\n"


def lee(name: str) -> str:
    """A child with this name."""
    return f"<Child><Ref>2</Ref><Name>{name}</Name></Child>\n"


def xml(name: str, outcome: Refused | Rows, *parts: str | bytes) -> Case:
    """A case of a file with this content."""
    return Case(name, "xml", content("people.xml", *parts), outcome)


def entities(name: str, declared: str, used: str = "&secret;") -> Case:
    """A case of a file that declares entities and uses one."""
    return xml(name, Refused("entities"), root(lee(used), f"<!DOCTYPE Return [{declared}]>\n"))


HARM: Final = (
    entities("entities that grow", f'<!ENTITY l0 "ha">{LAUGHS}', "&l9;"),
    entities("one large entity, many times", f'<!ENTITY secret "{"x" * 100_000}">', "&secret;" * 10_000),
    entities("an entity that is a file", '<!ENTITY secret SYSTEM "../outside/secret.txt">'),
    entities(
        "an entity that is a file, by its whole address", '<!ENTITY secret SYSTEM "file:///etc/hostname">'
    ),
    entities("an entity that is a page", '<!ENTITY secret SYSTEM "http://127.0.0.1:PORT/">'),
    entities("entities from a page", '<!ENTITY % more SYSTEM "http://127.0.0.1:PORT/more.dtd"> %more;'),
    xml(
        "a document type that is a page",
        Refused("entities"),
        root(lee("&secret;"), '<!DOCTYPE Return SYSTEM "http://127.0.0.1:PORT/return.dtd">\n'),
    ),
    xml(
        "a document type without entities",
        Rows(1),
        root(before="<!DOCTYPE Return [<!ELEMENT Return ANY>]>\n"),
    ),
    xml(
        "a document type that is a page, and nothing of it used",
        Rows(1),
        root(before='<!DOCTYPE Return SYSTEM "http://127.0.0.1:PORT/return.dtd">\n'),
    ),
    xml(
        "a file that is to be included",
        Rows(2),
        root(
            lee(
                '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="../outside/secret.txt" parse="text"/>'
            )
        ),
    ),
    xml(
        "a style sheet that is a page",
        Rows(1),
        root(before='<?xml-stylesheet type="text/xsl" href="http://127.0.0.1:PORT/a.xsl"?>\n'),
    ),
    xml("elements within elements, a hundred thousand deep", Refused(NOT_WELL, 4), root("<a>" * 100_000)),
    xml("an attribute of twelve million letters", Refused(NOT_WELL), root(f'<a b="{"x" * 12_000_000}"/>')),
    xml("a text of twelve million letters", Refused(NOT_WELL), root(lee("x" * 12_000_000))),
)
WHOLE: Final = (
    xml("cut in an element", Refused(NOT_WELL, 3), root()[:-40]),
    xml(
        "cut within a character",
        Refused(NOT_WELL, 4),
        root(lee("Zoë")).encode()[: root(lee("Zoë")).encode().index(b"\xc3") + 1],
    ),
    xml("an element that is not closed", Refused(NOT_WELL, 5), root("<Child>\n")),
    xml("two roots", Refused(NOT_WELL), root(), root()),
    xml("NUL bytes", Refused(NOT_WELL, 4), root(lee("L\0ee"))),
    xml("an ampersand alone", Refused(NOT_WELL, 4), root(lee("Lee & Dana"))),
    xml("an attribute twice", Refused(NOT_WELL, 4), root('<Child a="1" a="2"/>')),
    xml("a prefix that nobody declared", Refused(NOT_WELL, 4), root("<x:Child/>")),
    xml("a sign that XML does not have", Refused(NOT_WELL, 4), root(lee("&#0;"))),
    xml("Windows-1252 without saying so", Refused(NOT_WELL, 4), root(lee("Zoë")).encode("cp1252")),
    xml(
        "an encoding that nobody knows", Refused(NOT_WELL), '<?xml version="1.0" encoding="klingon"?>', root()
    ),
    xml(
        "UTF-16 that says it is UTF-8",
        Rows(1),
        ('<?xml version="1.0" encoding="utf-8"?>' + root()).encode("utf-16-le"),
    ),
    xml("another namespace", Rows(1), root(of=' xmlns="urn:another"')),
    xml("other names", Refused("no element 'Children'", None, "rows"), root().replace("Child", "Kid")),
    xml("a root alone", Rows(0), "<Return/>"),
    xml("no rows in their place", Rows(0), "<Return><Children/></Return>"),
    xml("a text between elements", Rows(1, (), {"stray_text": 1}), root("stray")),
    xml("JSON under another name", Refused(NOT_WELL, 1), '[{"Ref": "1"}]'),
    xml("an empty file", Refused("the file is empty")),
    xml("blank lines alone", Refused(NOT_WELL, 4), "\n\n \n"),
)
CASES: Final = (*HARM, *WHOLE)
