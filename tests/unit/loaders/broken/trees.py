"""Family trees in GEDCOM, broken."""

from __future__ import annotations

from typing import Final

from tests.unit.loaders.broken.case import Case, Refused, Row, Rows, content

HEAD: Final = "0 HEAD\n1 GEDC\n2 VERS 5.5.1\n1 CHAR UTF-8\n"
MAYA: Final = "0 @I1@ INDI\n1 NAME Maya /Kerr/\n1 SEX F\n1 BIRT\n2 DATE 4 MAR 2017\n1 FAMC @F1@\n"
DANA: Final = "0 @I2@ INDI\n1 NAME Dana /Kerr/\n1 SEX F\n1 FAMS @F1@\n"
KERRS: Final = "0 @F1@ FAM\n1 WIFE @I2@\n1 CHIL @I1@\n"
END: Final = "0 TRLR\n"
PEOPLE: Final = MAYA + DANA + KERRS


def tree(name: str, outcome: Refused | Rows, *parts: str | bytes) -> Case:
    """A case of a file with this content."""
    return Case(name, "gedcom", content("people.ged", *parts), outcome)


# Two people, a family and the link of a child: four rows of five tables.
SOUND_ROWS: Final = 4
CASES: Final = (
    tree("a sound tree", Rows(SOUND_ROWS), HEAD, PEOPLE, END),
    tree("cut before its end", Refused("without its last line '0 TRLR'", 17), HEAD, PEOPLE),
    tree("cut within a line", Refused("without its last line", 17), HEAD, PEOPLE[:-6]),
    tree("without its beginning", Refused("begins with the line '0 HEAD'", 1), PEOPLE, END),
    tree("an empty file", Refused("the file is empty")),
    tree("blank lines alone", Refused("begins with the line '0 HEAD'"), "\n\n"),
    tree("a CSV file under its name", Refused("begins with the line '0 HEAD'", 1), "Ref,Name\n1,Maya\n"),
    tree("an archive", Refused("GEDZIP archive", 1), b"PK\x03\x04", b"\0" * 100),
    tree("two trees in one file", Refused("a second tree begins here", 19), HEAD, PEOPLE, END, HEAD, END),
    tree(
        "an encoding that nobody knows",
        Refused("text encoding that GEDCOM does not have", 4, "CHAR"),
        HEAD.replace("UTF-8", "KLINGON"),
        PEOPLE,
        END,
    ),
    tree(
        "Windows-1252 that says it is UTF-8",
        Refused("is not utf-8", 6),
        HEAD,
        PEOPLE.replace("Maya", "Zoë").encode("cp1252"),
        END,
    ),
    tree("UTF-16 without a mark", Rows(SOUND_ROWS), (HEAD + PEOPLE + END).encode("utf-16-le")),
    tree(
        "UTF-16 that is cut within a letter",
        Refused("is not utf-16"),
        (HEAD + PEOPLE + END).encode("utf-16")[:-1],
    ),
    tree(
        "a line that is none",
        Rows(2, (Row(7, None, "no line of GEDCOM"),)),
        HEAD,
        MAYA.replace("1 SEX F", "SEX F"),
        DANA,
        KERRS,
        END,
    ),
    tree(
        "a level too many",
        Rows(2, (Row(9, "DATE", "more than one above"),)),
        HEAD,
        MAYA.replace("2 DATE", "9 DATE"),
        DANA,
        KERRS,
        END,
    ),
    tree(
        "a person without a number",
        Rows(SOUND_ROWS, (Row(18, None, "no number"),)),
        HEAD,
        PEOPLE,
        "0 INDI\n1 NAME Lee\n",
        END,
    ),
    tree(
        "one number for two people",
        Rows(2, (Row(5, None, "several records"), Row(18, None, "several records"))),
        HEAD,
        PEOPLE,
        MAYA,
        END,
    ),
    tree(
        "a family of people whom the file lacks",
        Rows(SOUND_ROWS, (Row(19, "HUSB", "no person of the file"),)),
        HEAD,
        PEOPLE,
        "0 @F2@ FAM\n1 HUSB @I7@\n1 CHIL @I8@\n",
        END,
    ),
    tree(
        "somebody who is their own parent",
        Rows(SOUND_ROWS, (Row(20, "CHIL", "partner of the same family"),)),
        HEAD,
        PEOPLE,
        "0 @F2@ FAM\n1 HUSB @I1@\n1 CHIL @I1@\n",
        END,
    ),
    tree(
        "days that are none",
        Rows(SOUND_ROWS, (), {"date_not_read": 1}),
        HEAD,
        PEOPLE.replace("4 MAR 2017", "31 FEB 99999"),
        END,
    ),
    tree(
        "NUL bytes",
        Rows(SOUND_ROWS - 1, (Row(5, "given_names", "NUL byte"),)),
        HEAD,
        PEOPLE.replace("Maya", "M\0ya"),
        END,
    ),
    tree(
        "a line of two hundred thousand levels of letters",
        Rows(SOUND_ROWS),
        HEAD,
        PEOPLE.replace("Maya", "M" * 200_000),
        END,
    ),
)
