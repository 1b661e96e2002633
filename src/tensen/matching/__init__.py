"""Which node, carrier or sector a spelling means: ids, names, crosswalks, codes and people's decisions."""

from tensen.matching.countries import Reading, country_of, read_country
from tensen.matching.decisions import Decision, Decisions
from tensen.matching.duplicates import Pair, near_duplicates
from tensen.matching.hs import HsCode, hs_of
from tensen.matching.identifiers import Fault, asn, corporate_number, lei, municipality
from tensen.matching.industries import Industry, industry_of
from tensen.matching.match import Match, Suggestion
from tensen.matching.matcher import Matcher

__all__ = [
    "Decision",
    "Decisions",
    "Fault",
    "HsCode",
    "Industry",
    "Match",
    "Matcher",
    "Pair",
    "Reading",
    "Suggestion",
    "asn",
    "corporate_number",
    "country_of",
    "hs_of",
    "industry_of",
    "lei",
    "municipality",
    "near_duplicates",
    "read_country",
]
