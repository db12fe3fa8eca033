"""The codes that the rest of the service is made from, and the words that people read for them."""

import ast
import json
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, ValidationError

import service
from service import vocabulary as words
from service.vocabulary import LANGUAGES, Code, codes, concept, document, vocabulary

SERVICE = Path(service.__file__).parent
DOCS = SERVICE.parent / "docs"

EXPECTED = {
    "location_method": "gnss map_pick border_marker place sector border",
    "geometry_basis": "point place cell sector none",
    "side": "pl by on_line other",
    "precision": "exact hour part_day day week month year",
    "type": """crossing_attempt river_crossing tunnel crossing_assisted equipment_supplied
        equipment_found barrier_damaged transport_to_line objects_thrown dazzling shots_fired arson
        pushback violence_against_person person_in_distress death missing_person detention
        encampment aerial_object other""",
    "by": """people_crossing by_border_service by_other_uniformed by_plain_clothes pl_services
        organised_facilitator unknown""",
    "equipment": """ladder ladder_telescopic rope plank_platform wire_cover gloves
        wire_cutters angle_grinder saw axe jack_spreader crowbar shovel boat_inflatable
        laser strobe_light slingshot stones branch_club pyrotechnics incendiary irritant_spray
        stun_grenade blade radio other unknown""",
    "equipment_group": "climbing cutting forcing digging water against_people other",
    "equipment_state": "supplied carried used abandoned seized",
    "supplier": """by_border_service by_other_uniformed by_plain_clothes organised_facilitator
        self_supplied unknown not_stated""",
    "supply_basis": """seen_directly photo_video told_by_recipient stated_by_pl_authority
        stated_by_by_authority item_marking inferred""",
    "confidence": "low medium high",
    "qualifier": "exact at_least at_most about unknown",
    "harm": "injured dead missing",
    "who": "people_crossing officer other unknown",
    "outcome": "prevented returned crossed detained aided mixed unknown",
    "source_type": """field_monitor testimony pl_authority by_authority eu_agency aid_organisation
        media social_media imagery partner_dataset other""",
    "reliability": "A B C D E F",
    "credibility": "1 2 3 4 5 6",
    "status": """received in_review verified corroborated unverifiable rejected duplicate
        withdrawn""",
    "sensitivity": "moderate high severe",
    "language": "pl en de be ru uk ar fa ku fr so other",
    "role": "monitor partner analyst admin",
    "report_state": "incident rejected pending withdrawn",
    "division": "PODLASKI NADBUZANSKI",
    "band": "1 2-4 5-9 10-19 20-49 50+",
    "measure": "incidents encampments attempts persons items",
    "series": "headline reported",
    "scope": "incidents:read reports:write summaries:read",
    "effort": "none some good",
    "total_measure": """crossing_attempts crossings_detected detentions facilitation_detentions
        returns decisions_to_leave deaths officers_injured asylum_applications other""",
    "total_unit": "attempts persons cases other",
    "area_type": "border division sector wider",
    "wider_area": "poland_east poland belarus_eu eu_east other",
    "day_basis": "calendar 24h_to_morning unknown",
    "lane": "days month year",
    "context_kind": """political military prisoners_released sanctions_imposed sanctions_eased
        border_regime law other""",
    "date_precision": "day month season year",
    "table": """cells comparisons acts mentioned equipment_named held supply precision states
        undated curve effort official context guarded changes""",
    "column": """week month period sector table banded value before after change mean_4 year_before
        least most from to area days_of_week source_title source_url date titles source""",
    "bound": "low high not_stated",
    "margin": "_T _Z several unknown",
    "obs_status": "P R A L",
    "conf_status": "F C",
    "change_class": """late_report grading correction merge withdrawal left disclosure
        effort""",
}
GROUPS = {
    "climbing": "ladder ladder_telescopic rope plank_platform wire_cover gloves",
    "cutting": "wire_cutters angle_grinder saw axe",
    "forcing": "jack_spreader crowbar",
    "digging": "shovel",
    "water": "boat_inflatable",
    "against_people": """laser strobe_light slingshot stones branch_club pyrotechnics incendiary
        irritant_spray stun_grenade blade""",
    "other": "radio other unknown",
}
SENSITIVITY = {
    "severe": "pushback violence_against_person person_in_distress death missing_person",
    "high": """crossing_assisted equipment_supplied equipment_found tunnel transport_to_line
        shots_fired arson detention encampment other""",
    "moderate": """crossing_attempt river_crossing barrier_damaged objects_thrown dazzling
        aerial_object""",
}
PRECEDENCE = (
    "death",
    "missing_person",
    "person_in_distress",
    "pushback",
    "crossing_attempt river_crossing tunnel",
    "encampment",
    "detention",
    "equipment_supplied crossing_assisted",
    "barrier_damaged",
    "violence_against_person",
    "objects_thrown dazzling shots_fired arson",
    "other",
)
_ALIASES = """AreaType:area_type By:by Confidence:confidence ContextKind:context_kind
    Credibility:credibility DatePrecision:date_precision DayBasis:day_basis Effort:effort
    EquipmentKind:equipment EquipmentState:equipment_state GeometryBasis:geometry_basis
    Harm:harm IncidentType:type Language:language LocationMethod:location_method
    Outcome:outcome Precision:precision Qualifier:qualifier Reliability:reliability Role:role
    Scope:scope Sensitivity:sensitivity Side:side SourceType:source_type Status:status
    Supplier:supplier SupplyBasis:supply_basis TotalMeasure:total_measure TotalUnit:total_unit
    Who:who"""
ALIASES = dict(pair.split(":") for pair in _ALIASES.split())
_GLOSSARY = """report incident projection release vintage sector chainage side headline reported
    attempt person supply basis grade sensitivity cell batch"""
IMPLIED = {
    "legal_next": {"status"},
    "in_series": {"status", "series"},
    "sensitivity_of": {"sensitivity", "type"},
    "main_type_rank": {"type"},
    "ATTEMPT_TYPES": {"type"},
    "EquipmentKind": {"equipment_group"},  # Each kind names its group.
}
VOWELS = "аеёіоуыэюя"
SCHEMES: dict[str, Any] = json.loads(words.FILE.read_bytes())["schemes"]
types = st.sampled_from(codes("type"))


def _texts(scheme: str, member: str) -> dict[str, dict[str, str]]:
    """The labels or definitions of a scheme and its codes, by where they stand."""
    whole = SCHEMES[scheme]
    return {
        scheme: whole[member],
        **{f"{scheme}/{entry['code']}": entry[member] for entry in whole["concepts"]},
    }


class TestCodes:
    def test_the_schemes_are_those_of_the_design_and_no_others(self) -> None:
        assert list(SCHEMES) == list(EXPECTED)

    @pytest.mark.parametrize("scheme", EXPECTED)
    def test_a_scheme_has_exactly_its_codes_in_their_order(self, scheme: str) -> None:
        assert [entry["code"] for entry in SCHEMES[scheme]["concepts"]] == EXPECTED[scheme].split()

    @pytest.mark.parametrize("scheme", EXPECTED)
    def test_codes_are_unique_and_plain(self, scheme: str) -> None:
        found = [entry["code"] for entry in SCHEMES[scheme]["concepts"]]
        assert len(set(found)) == len(found)
        assert all(re.fullmatch(r"[A-Za-z0-9_+:-]+", code) for code in found)

    def test_an_unknown_scheme_or_code_is_an_error_and_never_an_empty_answer(self) -> None:
        with pytest.raises(KeyError):
            codes("weather")
        with pytest.raises(KeyError):
            concept("type", "picnic")
        with pytest.raises(KeyError):
            words.in_series("verified", "headlines")


@pytest.mark.parametrize("scheme", EXPECTED)
class TestTexts:
    @pytest.mark.parametrize("member", ["label", "definition"])
    def test_each_text_stands_in_all_four_languages(self, scheme: str, member: str) -> None:
        for place, texts in _texts(scheme, member).items():
            assert tuple(texts) == LANGUAGES, place
            for text in texts.values():
                assert text, place
                assert text == " ".join(text.split()), place
                assert text[0].isupper() or text[0].isdigit(), place

    def test_a_label_is_short(self, scheme: str) -> None:
        for place, texts in _texts(scheme, "label").items():
            assert all(len(text) <= 50 and text[-1] not in ".;:" for text in texts.values()), place

    def test_a_definition_is_a_sentence_of_its_own_in_each_language(self, scheme: str) -> None:
        for place, texts in _texts(scheme, "definition").items():
            assert len(set(texts.values())) == len(LANGUAGES), place
            assert all(text.endswith(".") and len(text) <= 260 for text in texts.values()), place

    @pytest.mark.parametrize("member", ["label", "definition"])
    def test_each_language_is_written_in_its_own_letters(self, scheme: str, member: str) -> None:
        for place, texts in _texts(scheme, member).items():
            latin = texts["pl"] + texts["en"] + texts["de"]
            assert not re.search("[\u0400-\u04ff]", latin), place
            belarusian = re.sub("Frontex|GNSS", "", texts["be"])
            assert not re.search("[A-Za-z]", belarusian), place
            # Letters of Russian that Belarusian has not.
            assert not re.search("[ИиЩщЪъ]", belarusian), place
            # After a vowel `у` is short, after a consonant it is not: `яна ў полі`, `ён у полі`.
            assert not re.search(rf"[{VOWELS}] у(\b|[^{VOWELS}\W])", belarusian), place
            assert not re.search(rf"[^{VOWELS}»\s] ў", belarusian), place

    @pytest.mark.parametrize("lang", LANGUAGES)
    def test_no_two_codes_of_a_scheme_share_a_label(self, scheme: str, lang: str) -> None:
        labels = [entry["label"][lang] for entry in SCHEMES[scheme]["concepts"]]
        assert len(set(labels)) == len(labels)


class TestWords:
    def test_aid_is_said_not_to_be_equipment(self) -> None:
        definition = vocabulary().schemes["equipment"].definition["en"]
        assert "food, water, clothes, life vests and first aid are aid, not equipment" in definition

    def test_returned_is_said_never_to_be_a_pushback_by_itself(self) -> None:
        assert "never a pushback" in concept("outcome", "returned").definition["en"]

    def test_a_label_is_found_by_language(self) -> None:
        assert words.label("equipment", "ladder", "pl") == "Drabina"
        assert words.label("equipment", "ladder", "be") == "Лесвіца"


class TestFile:
    def test_it_is_written_as_a_program_would_write_it_so_that_edits_make_small_diffs(self) -> None:
        text = words.FILE.read_text(encoding="utf-8")
        assert text == json.dumps(document(), ensure_ascii=False, indent=2) + "\n"

    def test_the_document_is_the_file_and_each_caller_has_a_copy(self) -> None:
        mine = document()
        mine.clear()
        assert document()["version"] == vocabulary().version == "2"
        assert document()["languages"] == list(LANGUAGES)

    def test_a_misspelt_member_is_refused(self) -> None:
        entry = {**SCHEMES["type"]["concepts"][0], "sensivity": "high"}
        with pytest.raises(TypeError):
            words.Concept.from_json(entry)

    def test_what_was_loaded_cannot_be_changed(self) -> None:
        with pytest.raises(TypeError):
            concept("type", "death").label["en"] = "Other"  # type: ignore[index]


class TestTypes:
    def test_every_type_has_its_class_of_sensitivity(self) -> None:
        expected = {code: level for level, row in SENSITIVITY.items() for code in row.split()}
        assert {code: concept("type", code).sensitivity for code in codes("type")} == expected

    def test_each_type_has_a_rank_of_its_own(self) -> None:
        ranks = sorted(words.main_type_rank(code) for code in codes("type"))
        assert ranks == list(range(1, len(codes("type")) + 1))

    def test_precedence_runs_as_the_design_says(self) -> None:
        steps = [[words.main_type_rank(code) for code in step.split()] for step in PRECEDENCE]
        assert all(max(first) < min(second) for first, second in pairwise(steps))

    def test_the_attempts_series_is_three_types(self) -> None:
        assert words.ATTEMPT_TYPES == ("crossing_attempt", "river_crossing", "tunnel")

    def test_the_most_sensitive_type_decides_wherever_it_stands(self) -> None:
        assert words.sensitivity_of("crossing_attempt") == "moderate"
        assert words.sensitivity_of("crossing_attempt", ["tunnel", "dazzling"]) == "high"
        assert words.sensitivity_of("crossing_attempt", ["tunnel", "pushback"]) == "severe"
        assert words.sensitivity_of("death", ["dazzling"]) == "severe"

    @given(types, st.lists(types))
    def test_a_further_type_never_lowers_the_class(self, main: str, also: list[str]) -> None:
        levels = codes("sensitivity")
        whole = levels.index(words.sensitivity_of(main, also))
        assert whole == max(levels.index(words.sensitivity_of(each)) for each in (main, *also))

    def test_a_code_without_a_rank_is_not_given_one(self) -> None:
        assert concept("equipment", "ladder").rank is None
        assert [concept("sensitivity", code).rank for code in codes("sensitivity")] == [1, 2, 3]


class TestEquipment:
    def test_every_kind_stands_in_its_group(self) -> None:
        expected = {code: group for group, row in GROUPS.items() for code in row.split()}
        assert {code: concept("equipment", code).group for code in codes("equipment")} == expected

    def test_every_group_is_a_code_of_its_scheme(self) -> None:
        assert tuple(GROUPS) == codes("equipment_group")


class TestStatus:
    DECISIONS = ("verified", "corroborated", "unverifiable", "rejected", "duplicate")

    def test_a_new_incident_is_reviewed_before_anything_is_decided(self) -> None:
        assert words.legal_next("received") == ("in_review", "withdrawn")
        assert words.legal_next("in_review") == (*self.DECISIONS, "withdrawn")

    @pytest.mark.parametrize("status", DECISIONS)
    def test_a_decision_is_corrected_by_reviewing_again(self, status: str) -> None:
        assert words.legal_next(status) == ("in_review", "withdrawn")

    def test_withdrawn_is_final(self) -> None:
        assert words.legal_next("withdrawn") == ()

    def test_headline_counts_what_is_verified_or_corroborated(self) -> None:
        counted = {code for code in codes("status") if words.in_series(code, "headline")}
        assert counted == {"verified", "corroborated"}

    def test_reported_counts_all_but_rejected_duplicate_and_withdrawn(self) -> None:
        left_out = {code for code in codes("status") if not words.in_series(code, "reported")}
        assert left_out == {"rejected", "duplicate", "withdrawn"}


class Sighting(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")

    kind: words.EquipmentKind
    credibility: Annotated[str, Code("credibility")] = "6"
    side: words.Side | None = None


class TestCode:
    @pytest.mark.parametrize("kind", codes("equipment"))
    def test_strict_json_takes_every_code_as_plain_text(self, kind: str) -> None:
        sighting = Sighting.model_validate_json(json.dumps({"kind": kind, "side": "on_line"}))
        assert type(sighting.kind) is str
        assert json.loads(sighting.model_dump_json()) == {
            "kind": kind,
            "credibility": "6",
            "side": "on_line",
        }

    @pytest.mark.parametrize("wrong", ['"Ladder"', '"ladder "', '""', "1", "true", "null", "[]"])
    def test_strict_json_refuses_whatever_is_not_a_code(self, wrong: str) -> None:
        with pytest.raises(ValidationError):
            Sighting.model_validate_json(f'{{"kind": {wrong}}}')

    def test_a_digit_is_a_code_only_as_text(self) -> None:
        with pytest.raises(ValidationError):
            Sighting.model_validate_json('{"kind": "ladder", "credibility": 1}')

    def test_the_error_names_the_codes_and_not_what_was_sent(self) -> None:
        with pytest.raises(ValidationError) as caught:
            Sighting.model_validate_json('{"kind": "zażółć@secret"}')
        (error,) = caught.value.errors(include_input=False, include_url=False)
        assert error["loc"] == ("kind",)
        assert "secret" not in str(error)
        assert all(repr(kind) in error["msg"] for kind in codes("equipment"))

    def test_the_json_schema_lists_the_codes_in_the_order_of_the_file(self) -> None:
        properties = Sighting.model_json_schema()["properties"]
        assert properties["kind"]["type"] == "string"
        assert properties["kind"]["enum"] == list(codes("equipment"))
        assert properties["credibility"]["enum"] == list("123456")

    def test_a_scheme_that_does_not_exist_cannot_be_marked(self) -> None:
        with pytest.raises(KeyError):
            type("Wrong", (BaseModel,), {"__annotations__": {"x": Annotated[str, Code("weather")]}})

    def test_each_alias_stands_for_its_scheme(self) -> None:
        marked = {
            name: mark.scheme
            for name, value in vars(words).items()
            for mark in getattr(value, "__metadata__", ())
        }
        assert marked == ALIASES


class TestUse:
    def test_every_scheme_is_used_by_the_service(self) -> None:
        used: set[str] = set()
        for file in sorted(SERVICE.rglob("*.py")):
            if file != SERVICE / "vocabulary.py":
                used |= _schemes_in(ast.parse(file.read_bytes()))
        assert [scheme for scheme in EXPECTED if scheme not in used] == []


def _schemes_in(tree: ast.AST) -> set[str]:
    """Schemes named by an alias, a marker, a member or a column; comments do not count."""
    named = {word for node in ast.walk(tree) for word in _words_of(node)}
    implied = set[str]().union(*(IMPLIED.get(word, ()) for word in named))
    return ({ALIASES.get(word, word) for word in named} | implied) & set(EXPECTED)


def _words_of(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Name):
        yield node.id
    elif isinstance(node, ast.Attribute):
        yield node.attr
    elif isinstance(node, ast.alias):
        yield node.name
    elif isinstance(node, ast.arg | ast.keyword) and node.arg:
        yield node.arg
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value


class TestDocs:
    @pytest.mark.parametrize("scheme", EXPECTED)
    def test_the_page_has_a_row_for_each_scheme_with_its_number_of_codes(self, scheme: str) -> None:
        page = (DOCS / "vocabulary.md").read_text(encoding="utf-8")
        assert f"| `{scheme}` | {len(codes(scheme))} |" in page

    @pytest.mark.parametrize("word", _GLOSSARY.split())
    def test_the_glossary_explains_the_fixed_words(self, word: str) -> None:
        page = (DOCS / "glossary.md").read_text(encoding="utf-8")
        assert re.search(rf"^\*\*{word}\b[^*]*\*\*", page, re.MULTILINE | re.IGNORECASE)
