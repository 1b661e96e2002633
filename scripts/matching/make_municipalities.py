"""Codes and names of Japan's municipalities and wards, for src/tensen/matching/data/municipalities.csv.

The list is code4fukui/localgovjp (CC0), a copy of which is given:

    python scripts/matching/make_municipalities.py localgovjp-utf8.csv

Codes of the 47 prefectures are added; each code is checked by its check digit.
"""

import csv
import sys
from pathlib import Path

from tensen.matching.identifiers import municipal_check_digit
from tensen.matching.packaged import rows

OUT = Path(__file__).parents[2] / "src" / "tensen" / "matching" / "data" / "municipalities.csv"


def main() -> None:
    """Write the file.

    Raises:
        ValueError: a code whose check digit does not hold.
    """
    found = {row["code"] + "000": row["name_ja"] for row in rows("prefectures")}
    named = {base + municipal_check_digit(base): name for base, name in found.items()}
    with Path(sys.argv[1]).open(encoding="utf-8-sig", newline="") as file:
        named |= {row["lgcode"].zfill(6): row["city"] for row in csv.DictReader(file) if row["lgcode"]}
    wrong = [code for code in named if municipal_check_digit(code[:5]) != code[5]]
    if wrong:
        raise ValueError(f"check digits do not hold: {wrong}")
    with OUT.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["code", "name_ja", "source_id"])
        writer.writerows([code, name, "source.match-localgovjp"] for code, name in sorted(named.items()))


if __name__ == "__main__":
    main()
