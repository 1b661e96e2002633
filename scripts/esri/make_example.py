"""Make the example of `tensen esri --example`: made-up firms, seeded, so that the files come out the same.

    python scripts/esri/make_example.py

Twelve sectors; sizes of firms follow a Pareto law; a buyer spreads what its sector needs over one to four
suppliers of each input sector, larger ones more often. The rest of a firm's output goes to final users.
"""

from pathlib import Path

import numpy as np

FOLDER = Path(__file__).parents[2] / "src" / "tensen" / "examples" / "esri"
SEED = 2022
# code: firms, share of output spent on inputs, share of output that final users buy, its inputs by weight
SECTORS = {
    "A01": (26, 0.40, 0.25, {"C20": 3, "D35": 1, "G46": 2, "H49": 1}),
    "C10": (30, 0.65, 0.65, {"A01": 6, "C20": 1, "D35": 1, "G46": 2, "H49": 2}),
    "C20": (22, 0.60, 0.15, {"C20": 3, "D35": 3, "G46": 1, "H49": 1, "M70": 1}),
    "C24": (18, 0.65, 0.05, {"C24": 3, "C20": 1, "D35": 4, "H49": 1}),
    "C26": (28, 0.55, 0.25, {"C26": 4, "C20": 2, "C24": 1, "D35": 1, "J62": 2, "G46": 1}),
    "C29": (24, 0.70, 0.55, {"C24": 4, "C26": 3, "C20": 2, "C29": 4, "D35": 1, "H49": 1}),
    "D35": (8, 0.35, 0.35, {"C20": 1, "C26": 1, "D35": 1, "F41": 1, "M70": 1}),
    "F41": (34, 0.55, 0.70, {"C24": 3, "C20": 1, "G46": 2, "H49": 1, "M70": 1}),
    "G46": (36, 0.35, 0.30, {"H49": 3, "J62": 1, "D35": 1, "M70": 2}),
    "H49": (26, 0.45, 0.30, {"C20": 3, "C29": 2, "D35": 1, "G46": 1}),
    "J62": (24, 0.30, 0.30, {"C26": 1, "D35": 1, "M70": 2}),
    "M70": (24, 0.25, 0.35, {"J62": 2, "G46": 1}),
}
# how much worse off a sector is without an input: 2 stops at once, 0 can do without for months; the rest is 1
ESSENTIAL = {
    "A01": {"C20": 2, "D35": 2, "G46": 1, "H49": 2, "J62": 0, "M70": 0, "C29": 0, "C26": 0},
    "C10": {"A01": 2, "D35": 2, "H49": 2, "C20": 1, "J62": 1, "M70": 0, "C24": 0, "F41": 0},
    "C20": {"C20": 2, "D35": 2, "H49": 1, "C24": 1, "M70": 0, "A01": 0, "F41": 0},
    "C24": {"C24": 2, "D35": 2, "C20": 1, "H49": 1, "M70": 0, "A01": 0, "J62": 0},
    "C26": {"C26": 2, "C20": 2, "D35": 2, "C24": 1, "J62": 1, "M70": 0, "A01": 0, "F41": 0},
    "C29": {"C24": 2, "C26": 2, "C29": 2, "C20": 1, "D35": 2, "H49": 1, "M70": 0, "A01": 0},
    "D35": {"C20": 2, "D35": 2, "C26": 1, "F41": 0, "M70": 0, "A01": 0, "C10": 0},
    "F41": {"C24": 2, "C20": 1, "H49": 1, "G46": 1, "D35": 1, "M70": 0, "A01": 0, "J62": 0},
    "G46": {"H49": 2, "J62": 1, "D35": 1, "M70": 0, "C24": 0, "A01": 1},
    "H49": {"C20": 2, "D35": 1, "C29": 1, "G46": 0, "M70": 0, "A01": 0},
    "J62": {"D35": 2, "C26": 1, "M70": 0, "A01": 0, "C24": 0, "F41": 0},
    "M70": {"J62": 2, "D35": 1, "A01": 0, "C24": 0, "C20": 0, "F41": 0},
}


def main() -> None:
    """Write the four tables."""
    rng = np.random.default_rng(SEED)
    codes = list(SECTORS)
    sector = [code for code in codes for _ in range(SECTORS[code][0])]
    number = [k + 1 for code in codes for k in range(SECTORS[code][0])]
    name = [f"{code}-{k:02}" for code, k in zip(sector, number, strict=True)]
    size = np.round(2000 * (1 + rng.pareto(1.25, len(name))))
    members = {code: np.flatnonzero(np.array(sector) == code) for code in codes}
    edges = []
    for buyer, code in enumerate(sector):
        _, spends, _, needs = SECTORS[code]
        whole = sum(needs.values())
        for need, part in needs.items():
            pool = members[need][members[need] != buyer]
            chance = size[pool] / size[pool].sum()
            chosen = rng.choice(pool, size=min(int(rng.integers(1, 5)), pool.size), replace=False, p=chance)
            split = rng.dirichlet(np.full(chosen.size, 1.5))
            for seller, share in zip(chosen, split, strict=True):
                amount = round(size[buyer] * spends * part / whole * share * 0.6)
                if amount > 0:
                    edges.append((name[seller], name[buyer], amount))
    sold = dict.fromkeys(name, 0)
    for seller, _, amount in edges:
        sold[seller] += amount
    final = []
    for firm, code in enumerate(sector):
        share = SECTORS[code][2] * rng.uniform(0.6, 1.4)
        told = round(max(sold[name[firm]], 50) * share / (1 - min(share, 0.9)))
        final.append((name[firm], told))
    matrix = [[ESSENTIAL[buyer].get(code, 1) for buyer in codes] for code in codes]
    _write("edges.csv", ("source", "target", "weight"), edges)
    _write("sectors.csv", ("node", "sector"), zip(name, sector, strict=True))
    _write("essential.csv", ("", *codes), [(code, *row) for code, row in zip(codes, matrix, strict=True)])
    _write("final_demand.csv", ("node", "final_demand"), final)
    print(len(name), "firms,", len(edges), "edges")


def _write(file: str, header, rows) -> None:
    lines = [header, *rows]
    words = "\n".join(",".join(map(str, line)) for line in lines) + "\n"
    (FOLDER / file).write_text(words, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
