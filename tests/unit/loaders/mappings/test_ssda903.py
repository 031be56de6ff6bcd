"""The looked-after children return: the published extract to exact counts, and small returns made for one question."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from graph.errors import InputFault
from kinscope.delivery import find_delivery
from loaders.delivered import Delivered
from loaders.mapping import load_mapping
from loaders.mapping.parse import SHIPPED
from loaders.rows.gather import Gathered, SourceFile
from tests.feeds import UPN, Hub, gathered, person, rows_of, write

Shared = Callable[[str], Path]
RETURN = load_mapping(SHIPPED / "ssda903.yaml")
FEED = "childrens_social_care/ssda903"
OTHER_UPN = "A000000000001"


def kinds(found: Gathered) -> dict[str, int]:
    return dict(Counter(finding.kind for _, finding in found.findings))


@pytest.fixture(scope="module")
def extract(shared_data: Shared) -> Gathered:
    return gathered(RETURN, *(SourceFile.of(path) for path in sorted(shared_data("ssda903").glob("*.csv"))))


def test_every_row_of_the_published_extract_is_loaded(extract: Gathered) -> None:
    rows = {
        "header": 2675, "episodes": 5050, "missing": 43, "reviews": 12582, "unaccompanied": 132, "placed": 29,
        "adoption": 29, "permanence": 2675, "outcomes": 2675, "care leavers": 53, "social workers": 1,
    }  # fmt: skip
    assert (extract.read, extract.loaded, extract.rejected) == (sum(rows.values()), sum(rows.values()), [])
    assert extract.swept


def test_2675_children_with_5050_episodes_and_43_times_missing(extract: Gathered) -> None:
    children = [own for (own,) in rows_of(extract.frames, "Record", "own_id") if own]
    # CHILD10 stands among the social workers alone, and one looked-after child is a mother.
    assert len(children) == 2675 + 1
    assert extract.frames.nodes["Record"].height == 2675 + 2
    involvements = Counter(kind for (kind,) in rows_of(extract.frames, "Involvement", "involvement_kind"))
    assert involvements == {"looked_after": 5050 + 1, "care_leaver": 53}
    incidents = Counter(kind for (kind,) in rows_of(extract.frames, "Incident", "incident_kind"))
    assert incidents == {"missing from care": 19, "away from placement without authorisation": 24}


def test_552_children_without_an_episode_are_found_and_kept(extract: Gathered) -> None:
    without = [found for _, found in extract.findings if found.kind == "child_without_episode"]
    assert len(without) == 552
    assert {(found.table, found.field) for found in without} == {("header", "CHILD")}
    children = {own for (own,) in rows_of(extract.frames, "Record", "own_id")}
    assert {found.value for found in without} <= children
    started = {str(end).split("/")[2] for end, since in rows_of(extract.frames, "HAS_INVOLVEMENT", "end", "valid_from")
               if since and "/episode/" in str(end)}  # fmt: skip
    assert len(started) == 2123
    assert not {found.value for found in without} & started


def test_what_is_odd_in_the_extract_is_found(extract: Gathered) -> None:
    assert kinds(extract) == {
        "child_without_episode": 552, "child_without_header": 1, "invalid_identifier": 1926, "reason_unknown": 29,
        "review_in_the_future": 98, "rows_contradict": 12, "activity_unknown": 4, "accommodation_unknown": 2,
        "worker_change_unknown": 1,
    }  # fmt: skip


def test_the_year_is_claimed_from_its_first_end_to_its_last_beginning(extract: Gathered) -> None:
    bounds = ("as_of", "covers_from", "covers_to", "covers_area", "covers_age_from", "covers_age_to")
    assert rows_of(extract.frames, "Source", *bounds) == [
        (date(2018, 3, 31), date(2017, 4, 2), date(2018, 3, 31), None, 0, 17)
    ]


def test_where_a_child_is_and_what_tells_of_an_adoption_is_restricted(extract: Gathered) -> None:
    said = Counter(rows_of(extract.frames, "Observation", "observation_kind", "restriction"))
    restrictions: dict[str, set[object]] = {}
    for kind, restriction in said:
        restrictions.setdefault(str(kind), set()).add(restriction)
    assert restrictions["placement address"] == {"safety_marker", "adoption"}
    assert restrictions["home postcode on coming into care"] == {"safety_marker", "adoption"}
    for kind in (
        "placed for adoption",
        "match with adopters",
        "decision that the child should be placed for adoption",
    ):
        assert restrictions[kind] == {"adoption"}
    placed = rows_of(extract.frames, "Observation", "observation_kind", "restriction", "words")
    openly = [
        str(words) for kind, restriction, words in placed if kind == "placement" and restriction is None
    ]
    assert len(openly) == 3288
    assert not [words for words in openly if "adopt" in words]
    orders = Counter(rows_of(extract.frames, "Order", "order_kind", "restriction"))
    assert {
        restriction for (kind, restriction) in orders if kind in ("placement order", "freeing order")
    } == {"adoption"}
    assert orders[("full care order", None)] == 249


def test_no_pupil_number_joins_a_child_of_an_adoption_to_anybody(extract: Gathered) -> None:
    numbers = extract.frames.nodes["Identifier"]["scheme"].value_counts().rows()
    # 676 of the children are placed for adoption, matched, or adopted.
    assert dict(numbers) == {"local_authority_child_id": 2675, "upn": 2675 - 676}


def test_the_xml_of_the_same_return_is_read_by_the_same_mapping(shared_data: Shared) -> None:
    found = gathered(RETURN, SourceFile.of(shared_data("ssda903/fake_903.xml")))
    assert (found.read, found.loaded, found.swept) == (2454, 2454, True)
    assert {kind: found.frames.nodes[kind].height for kind in ("Record", "Incident", "Order")} == {
        "Record": 253, "Incident": 6, "Order": 176,
    }  # fmt: skip
    assert kinds(found) == {
        "child_without_episode": 55, "invalid_identifier": 184, "review_in_the_future": 8, "reason_unknown": 1,
        "accommodation_unknown": 1,
    }  # fmt: skip


def test_a_folder_is_taken_for_the_return_and_the_xml_with_it(shared_data: Shared) -> None:
    delivery = find_delivery([shared_data("ssda903")], None, None)
    assert [(one.mapping.feed.id, len(one.files)) for one in delivery.delivered] == [(FEED, 12)]
    assert [str(name).rpartition("/")[2] for name in delivery.unfitted] == ["SOURCE.txt"]


HEADER = "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\n"
EPISODES = "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN\n"
MODULES: Mapping[str, str] = {
    "header.csv": HEADER + f"7,2,04/03/2008,WBRI,{UPN},1,01/02/2024\n8,1,05/06/2021,WBRI,{OTHER_UPN},,\n",
    "episodes.csv": EPISODES
    + "7,01/05/2025,S,V2,N1,U4,PR1,,,,AB1 2CD,EF3 4GH,SC012345\n"
    + "8,02/05/2025,S,E1,N1,A5,PR1,03/11/2025,E11,,AB1 2CD,EF3 4GJ,\n",
    "missing.csv": "CHILD,DOB,MISSING,MIS_START,MIS_END\n7,04/03/2008,M,01/01/2026,03/01/2026\n",
    "reviews.csv": "CHILD,DOB,REVIEW,REVIEW_CODE\n7,04/03/2008,01/09/2025,PN1\n",
    "uasc.csv": "CHILD,SEX,DOB,DUC\n7,2,04/03/2008,04/03/2026\n",
    "oc2.csv": "CHILD,DOB,SDQ_SCORE,SDQ_REASON,CONVICTED,HEALTH_CHECK,IMMUNISATIONS,TEETH_CHECK,HEALTH_ASSESSMENT,"
    "SUBSTANCE_MISUSE,INTERVENTION_RECEIVED,INTERVENTION_OFFERED\n7,04/03/2008,14,,0,,1,1,1,0,,\n",
    "oc3.csv": "CHILD,DOB,IN_TOUCH,ACTIV,ACCOM\n7,04/03/2008,YES,F2,K1\n",
    "previous_permanence.csv": "CHILD,DOB,PREV_PERM,LA_PERM,DATE_PERM\n7,04/03/2008,P2,301,zz/05/2015\n"
    "8,05/06/2021,P1,302,06/07/2022\n",
    "placed_for_adoption.csv": "CHILD,DOB,DATE_PLACED,DATE_PLACED_CEASED,REASON_PLACED_CEASED\n",
    "ad1.csv": "CHILD,DOB,DATE_INT,DATE_MATCH,FOSTER_CARE,NB_ADOPTR,SEX_ADOPTR,LS_ADOPTR\n"
    "8,05/06/2021,03/05/2025,04/05/2025,0,2,MF,L11\n",
    "sw_episodes.csv": "CHILD,DOB,SW_ID,SW_DECOM,SW_DEC,SW_REASON\n7,04/03/2008,SWE123456,01/05/2025,,MANDAT\n",
}  # fmt: skip
XML = f"""
<EXPSSDA903>
  <CHILD>
    <HEADER>
      <CHILDID>7</CHILDID><UPN>{UPN}</UPN><SEX>2</SEX><DOB>04/03/2008</DOB><ETHNIC>WBRI</ETHNIC><UASC>1</UASC>
      <DUC>04/03/2026</DUC><MOTHER>1</MOTHER><MC_DOB>01/02/2024</MC_DOB>
      <AREVIEW><REVIEW>01/09/2025</REVIEW><REVIEW_CODE>PN1</REVIEW_CODE></AREVIEW>
      <AMISSING><MISSING>M</MISSING><MIS_START>01/01/2026</MIS_START><MIS_END>03/01/2026</MIS_END></AMISSING>
      <PERMANENCE><PREV_PERM>P2</PREV_PERM><LA_PERM>301</LA_PERM><DATE_PERM>zz/05/2015</DATE_PERM></PERMANENCE>
      <OC2><SDQ_SCORE>14</SDQ_SCORE><CONVICTED>0</CONVICTED><IMMUNISATIONS>1</IMMUNISATIONS>
        <TEETH_CHECK>1</TEETH_CHECK><HEALTH_ASSESSMENT>1</HEALTH_ASSESSMENT><SUBSTANCE_MISUSE>0</SUBSTANCE_MISUSE></OC2>
      <IN_TOUCH>YES</IN_TOUCH><ACTIV>F2</ACTIV><ACCOM>K1</ACCOM>
      <SWEPISODE><SW_ID>SWE123456</SW_ID><SW_DECOM>01/05/2025</SW_DECOM><SW_REASON>MANDAT</SW_REASON></SWEPISODE>
    </HEADER>
    <EPISODE><DECOM>01/05/2025</DECOM><RNE>S</RNE><LS>V2</LS><CIN>N1</CIN><PL>U4</PL><PL_POST>EF3 4GH</PL_POST>
      <HOME_POST>AB1 2CD</HOME_POST><URN>SC012345</URN><PLACE_PROVIDER>PR1</PLACE_PROVIDER></EPISODE>
  </CHILD>
  <CHILD>
    <HEADER>
      <CHILDID>8</CHILDID><UPN>{OTHER_UPN}</UPN><SEX>1</SEX><DOB>05/06/2021</DOB><ETHNIC>WBRI</ETHNIC>
      <PERMANENCE><PREV_PERM>P1</PREV_PERM><LA_PERM>302</LA_PERM><DATE_PERM>06/07/2022</DATE_PERM></PERMANENCE>
      <DATE_INT>03/05/2025</DATE_INT><DATE_MATCH>04/05/2025</DATE_MATCH><FOSTER_CARE>0</FOSTER_CARE>
    </HEADER>
    <EPISODE><DECOM>02/05/2025</DECOM><RNE>S</RNE><LS>E1</LS><CIN>N1</CIN><PL>A5</PL><PL_POST>EF3 4GJ</PL_POST>
      <HOME_POST>AB1 2CD</HOME_POST><PLACE_PROVIDER>PR1</PLACE_PROVIDER><DEC>03/11/2025</DEC><REC>E11</REC></EPISODE>
  </CHILD>
</EXPSSDA903>
"""


def modules(folder: Path, **replaced: str) -> list[SourceFile]:
    """A small return, some modules of it with other text; '' for a module that is not delivered."""
    texts = {**MODULES, **{f"{name}.csv": text for name, text in replaced.items()}}
    return [write(folder / "ssda903" / name, text) for name, text in texts.items() if text]


def test_csv_and_xml_give_the_same_graph(tmp_path: Path) -> None:
    as_csv = gathered(RETURN, *modules(tmp_path))
    as_xml = gathered(RETURN, write(tmp_path / "ssda903.xml", XML))
    assert as_csv.rejected == as_xml.rejected == []
    assert as_csv.read == as_xml.read
    for (kind, one), (other_kind, other) in zip(as_csv.frames, as_xml.frames, strict=True):
        assert kind == other_kind
        by = "key" if "key" in one.columns else "id"
        assert one.sort(by).equals(other.sort(by)), kind


def test_one_episode_says_where_the_child_is_under_which_order_and_who_works_with_them(
    tmp_path: Path,
) -> None:
    found = gathered(RETURN, *modules(tmp_path))
    assert rows_of(found.frames, "HAS_INVOLVEMENT", "end", "valid_from", "valid_to", "status") == [
        (f"{FEED}/7/care leaver", None, None, "not_specified"),
        (f"{FEED}/7/episode/2025-05-01", date(2025, 5, 1), None, None),
        (f"{FEED}/7/social worker/2025-05-01", date(2025, 5, 1), None, None),
        (f"{FEED}/8/episode/2025-05-02", date(2025, 5, 2), date(2025, 11, 3), None),
    ]
    said = dict(found.frames.nodes["Observation"].select("observation_kind", "words").rows())
    assert said["education and work"] == "F2: full time in other education"
    assert said["accommodation"] == "K1: ordinary lodgings, suitable"
    assert "development checks up to date" not in said
    seven = found.frames.nodes["Observation"].filter(pl.col("id").str.starts_with(f"{FEED}/7/placement"))
    assert sorted(seven.select("observation_kind", "restriction", "words").rows(), key=repr) == [
        ("placement address", "safety_marker", "EF3 4GH, Ofsted number SC012345"),
        (
            "placement", None,
            "U4: fostered long term; PR1: the council's own provision; "
            "V2: single period of accommodation under section 20; S: began to be looked after",
        ),
    ]  # fmt: skip
    assert rows_of(found.frames, "Order", "id", "restriction") == [(f"{FEED}/8/order/E1", "adoption")]
    assert rows_of(found.frames, "LEADS", "start", "role") == [
        ("childrens_social_care/SWE123456", "Social worker")
    ]


def test_a_looked_after_mother_is_the_mother_of_a_child_of_her_own(tmp_path: Path) -> None:
    found = gathered(RETURN, *modules(tmp_path))
    assert rows_of(found.frames, "RELATED_TO", "start", "end", "relationship") == [
        (f"{FEED}/7", f"{FEED}/7/own child", "mother")
    ]
    own = found.frames.nodes["Record"].row(by_predicate=pl.col("id") == f"{FEED}/7/own child", named=True)
    assert (own["birth_date"], own["named_in"]) == (date(2024, 2, 1), f"{FEED}/7")


def test_an_adoption_before_is_restricted_and_another_order_is_not(tmp_path: Path) -> None:
    earlier = gathered(RETURN, *modules(tmp_path)).frames.nodes["Observation"].filter(
        pl.col("observation_kind") == "earlier arrangement for permanence"
    )  # fmt: skip
    assert sorted(earlier.select("words", "restriction", "observed_on").rows()) == [
        ("adoption", "adoption", date(2022, 7, 6)), ("special guardianship order", None, None),
    ]  # fmt: skip
    texts = [cell for row in earlier.rows() for cell in row if isinstance(cell, str)]
    assert not [cell for cell in texts if "302" in cell or "301" in cell]


def test_an_adopted_child_is_not_joined_to_the_child_that_school_knows(tmp_path: Path, hub: Hub) -> None:
    """School kept the pupil numbers of both; only the child who was not adopted is the same person there."""
    hub.people("school", person("a", UPN=UPN), person("b", UPN=OTHER_UPN))
    hub.deliver(Delivered(RETURN, tuple(modules(tmp_path))))
    together = [group for group in hub.groups() if len(group) > 1]
    assert together == [[f"{FEED}/7", "school/people/a"]]
    (row,) = hub.ask(
        "MATCH (r:Record)-[:HAS_IDENTIFIER]->(i:Identifier) "
        f"WHERE i.value = '{OTHER_UPN}' RETURN r.id AS record"
    )
    assert row["record"] == "school/people/b"


@pytest.mark.parametrize(
    "module", [{"ad1": ""}, {"episodes": EPISODES + "8,02/05/2025,S,V2,N1,U4,PR1,,,,,,\n"}]
)
def test_one_module_that_tells_of_an_adoption_is_enough(tmp_path: Path, module: dict[str, str]) -> None:
    found = gathered(RETURN, *modules(tmp_path, **module))
    values = found.frames.nodes["Identifier"].filter(pl.col("scheme") == "upn")["value"].to_list()
    assert values == [UPN]


@pytest.mark.parametrize("code", ["A3", "A6", "E11", "E12"])
def test_a_quarantined_episode_that_tells_of_an_adoption_still_does(tmp_path: Path, code: str) -> None:
    place, end = (code, "X1") if code.startswith("A") else ("U4", code)
    episodes = EPISODES + f"8,soon,S,V2,N1,{place},PR1,,{end},,,,\n7,01/05/2025,S,V2,N1,U4,PR1,,,,,,\n"
    found = gathered(RETURN, *modules(tmp_path, episodes=episodes, ad1=""))
    ((file, row),) = found.rejected
    assert (file, row.table, row.line, row.field, row.value) == (
        "episodes.csv",
        "episodes",
        2,
        "DECOM",
        "soon",
    )
    values = found.frames.nodes["Identifier"].filter(pl.col("scheme") == "upn")["value"].to_list()
    assert values == [UPN]


FAULTY = {
    "legal_status_unknown": {"episodes": EPISODES + "7,01/05/2025,S,C9,N1,U4,PR1,,,,,,\n"},
    "placement_unknown": {"episodes": EPISODES + "7,01/05/2025,S,C2,N1,U9,PR1,,,,,,\n"},
    "provider_unknown": {"episodes": EPISODES + "7,01/05/2025,S,C2,N1,U4,PR9,,,,,,\n"},
    "need_unknown": {"episodes": EPISODES + "7,01/05/2025,S,C2,N9,U4,PR1,,,,,,\n"},
    "beginning_unknown": {"episodes": EPISODES + "7,01/05/2025,X,C2,N1,U4,PR1,,,,,,\n"},
    "end_unknown": {"episodes": EPISODES + "7,01/05/2025,S,C2,N1,U4,PR1,02/05/2025,E99,,,,\n"},
    "change_unknown": {"episodes": EPISODES + "7,01/05/2025,S,C2,N1,U4,PR1,,,WHIM,,,\n"},
    "placement_postcode_malformed": {"episodes": EPISODES + "7,01/05/2025,S,C2,N1,U4,PR1,,,,,nope,\n"},
    "home_postcode_malformed": {"episodes": EPISODES + "7,01/05/2025,S,C2,N1,U4,PR1,,,,nope,,\n"},
    "end_before_start": {"episodes": EPISODES + "7,01/05/2025,S,C2,N1,U4,PR1,01/04/2025,E8,,,,\n"},
    "episode_begins_in_the_future": {"episodes": EPISODES + "7,01/05/2099,S,C2,N1,U4,PR1,,,,,,\n"},
    "episode_ends_in_the_future": {"episodes": EPISODES + "7,01/05/2025,S,C2,N1,U4,PR1,01/05/2099,E8,,,,\n"},
    "child_without_header": {"header": HEADER + "8,1,05/06/2021,WBRI,,,\n"},
    "rows_contradict": {"reviews": "CHILD,DOB,REVIEW,REVIEW_CODE\n7,04/03/2009,01/09/2025,PN1\n"},
    "participation_unknown": {"reviews": "CHILD,DOB,REVIEW,REVIEW_CODE\n7,04/03/2008,01/09/2025,PN9\n"},
    "permanence_date_malformed": {
        "previous_permanence": "CHILD,DOB,PREV_PERM,LA_PERM,DATE_PERM\n7,04/03/2008,P2,,May 2015\n"
    },
    "difficulties_out_of_range": {
        "oc2": MODULES["oc2.csv"].replace("14,,0", "41,,0")
    },
}  # fmt: skip


@pytest.mark.parametrize("kind", FAULTY)
def test_a_value_that_cannot_be_right_is_found_and_its_row_loaded(tmp_path: Path, kind: str) -> None:
    found = gathered(RETURN, *modules(tmp_path, **FAULTY[kind]))
    assert found.rejected == []
    assert kind in kinds(found)
    assert all(finding.line for _, finding in found.findings if finding.kind != "rows_contradict")


def test_a_sound_return_has_no_finding(tmp_path: Path) -> None:
    assert kinds(gathered(RETURN, *modules(tmp_path))) == {}


@pytest.mark.parametrize(
    ("module", "text", "field"),
    [
        ("header", HEADER + "7,3,04/03/2008,WBRI,,,\n", "SEX"),
        ("header", HEADER + "7,2,2008-03-04,WBRI,,,\n", "DOB"),
        ("header", HEADER + ",2,04/03/2008,WBRI,,,\n", "CHILD"),
        ("episodes", EPISODES + "7,,S,C2,N1,U4,PR1,,,,,,\n", "DECOM"),
        ("missing", "CHILD,DOB,MISSING,MIS_START,MIS_END\n7,04/03/2008,Q,01/01/2026,\n", "MISSING"),
        ("previous_permanence", "CHILD,DOB,PREV_PERM,LA_PERM,DATE_PERM\n7,04/03/2008,P9,,\n", "PREV_PERM"),
        ("oc2", MODULES["oc2.csv"].replace("14,,0", "many,,0"), "SDQ_SCORE"),
    ],
)  # fmt: skip
def test_a_cell_that_cannot_be_read_quarantines_its_row(
    tmp_path: Path, module: str, text: str, field: str
) -> None:
    found = gathered(RETURN, *modules(tmp_path, **{module: text}))
    ((file, row),) = found.rejected
    assert (file, row.line, row.field) == (f"{module}.csv", 2, field)
    assert found.read == found.loaded + 1
    assert not found.swept


def test_a_return_without_a_module_is_loaded_and_closes_nothing(tmp_path: Path) -> None:
    found = gathered(RETURN, *modules(tmp_path, sw_episodes="", oc3=""))
    assert kinds(found) == {"table_not_delivered": 2}
    assert (found.rejected, found.swept) == ([], False)


def test_a_return_without_episodes_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputFault, match="lacks a file of this feed") as caught:
        gathered(RETURN, *modules(tmp_path, episodes=""))
    assert caught.value.field == "episodes"
