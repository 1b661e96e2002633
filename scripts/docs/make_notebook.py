"""Make the researcher's notebook: run its cells in order and store what they give.

    python scripts/docs/make_notebook.py

The cells stand below; the outputs are those of this run. The tests run the stored cells again and compare
what they print.
"""

# ruff: noqa: E501  # cells stand as a reader sees them

import ast
import contextlib
import io
import json
import os
import tempfile
from pathlib import Path
from typing import Any

NOTEBOOK = Path(__file__).parents[2] / "docs" / "systemic-risk.ipynb"
CELLS = [
    """# From three files to the risk curve

How much of an economy stops when one firm stops? The economic systemic risk index (ESRI) of Diem, Borsos, Reisch, Kertész and Thurner
(2022, *Scientific Reports* 12, 7719) gives each firm one number: the share of all sales that is lost, downstream to customers and upstream to
suppliers. This notebook goes from three CSV files to the ranked risk curve, in a few seconds. The economy in it is made up; put
your own three files in its place.""",
    """## 1. Three files

Who sells how much to whom, the sector of each firm, and a matrix that says how badly a buyer's sector (column) needs inputs of a sector (row): 2
essential, 1 non-essential, 0 negligible. A fourth file, sales to final users, is not required but decides what can be said of the upstream half.""",
    (
        "files",
        """from pathlib import Path

import pandas as pd
import tensen
from tensen.workspace.systemic.example import write_example

write_example(Path("my-economy"))
folder = Path("my-economy")
print(pd.read_csv(folder / "edges.csv").head(3).to_string(index=False))
print(pd.read_csv(folder / "sectors.csv").head(3).to_string(index=False))
print(pd.read_csv(folder / "essential.csv", index_col=0).iloc[:4, :4].to_string())""",
    ),
    """## 2. The published index

Reference mode follows the published steps: losses spread until none grows by more than eps = 0.01. The result says what was read and merged, and what
to beware of.""",
    (
        "reference",
        """files = [folder / name for name in ("edges.csv", "sectors.csv", "essential.csv")]
published = tensen.systemic_risk(*files)
print(published.top(5)[["node", "esri", "esri_down", "esri_up", "iterations"]].round(4).to_string(index=False))
print(*published.said(), sep="\\n")""",
    ),
    """## 3. How much hangs on eps

Without final demand, demand leaves the network only through firms that sell to no other firm (here there are 62), and the upstream half depends on eps
by a factor; in networks where every firm has customers it never settles. With final demand it depends far less. The downstream half hardly cares.""",
    (
        "eps",
        """demand = folder / "final_demand.csv"
rows = []
for eps in (1e-1, 1e-2, 1e-3, 1e-4):
    without = tensen.systemic_risk(*files, eps=eps).to_frame()
    with_demand = tensen.systemic_risk(*files, eps=eps, final_demand=demand).to_frame()
    rows.append([f"{eps:g}", without["esri_down"].mean(), without["esri_up"].mean(), with_demand["esri_up"].mean()])
names = ["eps", "downstream", "upstream, no final demand", "upstream, final demand"]
print(pd.DataFrame(rows, columns=names).round(4).to_string(index=False))""",
    ),
    """## 4. The limit, with a bound

Converged mode gives the limit itself. `bound` is proven: each figure is at most that much too low.""",
    (
        "converged",
        """risk = tensen.systemic_risk(*files, final_demand=demand, mode="converged")
table = risk.to_frame()
print(risk.top(5)[["node", "esri", "esri_down", "esri_up"]].round(4).to_string(index=False))
print("largest bound below 1e-5:", table["bound"].max() < 1e-5)
print("mean index:", round(table["esri"].mean(), 4))""",
    ),
    """## 5. The risk curve

All firms in the order of their index. In nation-wide networks the published curve begins with a *plateau*: a few dozen firms that would each
bring down nearly the same, large part of the economy. This made-up economy has none: one power company stands alone.""",
    ("curve", """tensen.plot(risk)"""),
    """The firms at its head, and who supplies whom among them:""",
    ("core", """tensen.plot(risk, kind="core")"""),
    """## 6. Groups and partial shocks

Any group of firms can be hit together, and by any share: here all power companies, and the five largest firms of the ranking at half.""",
    (
        "groups",
        """sectors = pd.read_csv(folder / "sectors.csv")
power = sectors.loc[sectors["sector"] == "D35", ["node"]].assign(group="all power", share=1.0)
half = risk.top(5)[["node"]].assign(group="half of the top five", share=0.5)
groups = pd.concat([power, half], ignore_index=True)
hit = tensen.systemic_risk(*files, final_demand=demand, groups=groups, mode="converged").to_frame()
print(hit[["node", "esri", "esri_down", "esri_up"]].round(4).to_string(index=False))""",
    ),
    """## 7. Take the table away""",
    (
        "save",
        """print(risk.save("risk.csv"))
print(Path("risk.csv").read_text(encoding="utf-8").splitlines()[0])""",
    ),
    """The same from the terminal:

    tensen esri --edges my-economy/edges.csv --sectors my-economy/sectors.csv --essential my-economy/essential.csv \\
        --final-demand my-economy/final_demand.csv --mode converged --out risk.csv --report page""",
]


def main() -> None:
    """Run the cells and write the notebook."""
    before = Path.cwd()
    names: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        cells = [_cell(number, cell, names) for number, cell in enumerate(CELLS)]
        os.chdir(before)
    language = {"name": "python", "file_extension": ".py", "mimetype": "text/x-python"}
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    book = {
        "cells": cells,
        "metadata": {"kernelspec": kernel, "language_info": language},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    words = json.dumps(book, ensure_ascii=False, indent=1) + "\n"
    NOTEBOOK.write_text(words, encoding="utf-8", newline="\n")
    print(NOTEBOOK, len(words))


def _cell(number: int, cell: str | tuple[str, str], names: dict[str, Any]) -> dict[str, Any]:
    if isinstance(cell, str):
        return {"cell_type": "markdown", "id": f"text-{number}", "metadata": {}, "source": _lines(cell)}
    identifier, code = cell
    return {
        "cell_type": "code",
        "id": identifier,
        "metadata": {},
        "execution_count": sum(isinstance(c, tuple) for c in CELLS[: number + 1]),
        "source": _lines(code),
        "outputs": _run(code, names),
    }


def _run(code: str, names: dict[str, Any]) -> list[dict[str, Any]]:
    """What a cell prints, and its last expression if that is a picture."""
    tree = ast.parse(code)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        exec(compile(tree, "cell", "exec"), names)  # noqa: S102  # our own cells above
        shown = None
        if last is not None:
            shown = eval(compile(ast.Expression(last.value), "cell", "eval"), names)  # noqa: S307
    outputs = []
    if said.getvalue():
        outputs.append({"output_type": "stream", "name": "stdout", "text": _lines(said.getvalue())})
    if shown is not None:
        data = {"image/svg+xml": _lines(shown._repr_svg_()), "text/plain": [type(shown).__name__]}
        outputs.append({"output_type": "display_data", "data": data, "metadata": {}})
    return outputs


def _lines(words: str) -> list[str]:
    return words.splitlines(keepends=True)


if __name__ == "__main__":
    main()
