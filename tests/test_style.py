"""House rules that a machine can hold."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from importlib import resources
from pathlib import Path

import pytest

SOURCE = Path(str(resources.files("tensen")))
ROOT = Path(__file__).parent.parent
ALL = sorted(p for p in SOURCE.rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
MOST_LINES = 500
JAPANESE = re.compile("[ぁ-んァ-ヶ一-龠]")
# put together, so that this file does not name them itself
HOSTS = ("py" + "pi.org", "files.python" + "hosted.org", "npm" + "js.org", "ana" + "conda.org")
SHARED = ("/" + "work/", ".." + "/shared", "/" + 'work"')
OPENERS = {"read_text": 0, "write_text": 1, "open": 1}
# words for people that a face may write as they stand: names of options and the like
FACES = ("cli",)
# how Japanese numbers and dates are written, where its lines may break, and the switch between the languages
WRITING = (
    "reports/money.py",
    "reports/labels.py",
    "reports/shell.py",
    "model/filled.py",
)
Documented = ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


def short(path: Path) -> str:
    return str(path.relative_to(SOURCE.parent if path.is_relative_to(SOURCE) else ROOT))


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def calls(path: Path) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node


def docstrings(path: Path) -> set[int]:
    """The constants that are docstrings, by identity."""
    found = set()
    for node in ast.walk(tree(path)):
        if isinstance(
            node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
        ) and ast.get_docstring(node):
            first = node.body[0]
            assert isinstance(first, ast.Expr)
            found.add(id(first.value))
    return found


def public(node: ast.AST, prefix: str = "") -> Iterator[tuple[str, Documented]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(
            child, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
        ) and not child.name.startswith("_"):
            yield prefix + child.name, child
            if isinstance(child, ast.ClassDef):
                yield from public(child, f"{prefix}{child.name}.")


def plain(node: Documented) -> bool:
    """A function that is one expression under a name says itself what it is."""
    return not isinstance(node, ast.ClassDef) and len(node.body) == 1 and isinstance(node.body[0], ast.Return)


each_module = pytest.mark.parametrize("path", ALL, ids=short)


@each_module
def test_modules_are_short(path: Path) -> None:
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= MOST_LINES


@each_module
def test_only_the_command_line_prints(path: Path) -> None:
    if path.relative_to(SOURCE).parts[0] not in FACES:
        assert [call for call, _ in calls(path) if call in ("print", "click.echo", "sys.stdout.write")] == []


@each_module
def test_the_command_line_says_nothing_untranslated(path: Path) -> None:
    if path.relative_to(SOURCE).parts[0] not in FACES:
        return
    for call, node in calls(path):
        if call.split(".")[-1] in ("echo", "secho", "print", "UsageError", "ClickException", "BadParameter"):
            literals = [
                a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)
            ]
            assert not [words for words in literals if " " in words.strip()], ast.unparse(node)


@each_module
def test_errors_are_keys_not_sentences(path: Path) -> None:
    for call, node in calls(path):
        if call in ("TensenError", "Finding") and node.args and isinstance(node.args[0], ast.Constant):
            assert re.fullmatch(r"[a-z_0-9]+", str(node.args[0].value)), ast.unparse(node)


@each_module
def test_japanese_stands_in_catalogues_and_data_only(path: Path) -> None:
    kept = docstrings(path)
    strange = [
        node.value
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in kept
        if JAPANESE.search(node.value)
    ]
    assert strange == [] or path.relative_to(SOURCE).as_posix() in WRITING


@pytest.mark.parametrize("path", [*ALL, *TESTS], ids=short)
def test_encodings_are_stated(path: Path) -> None:
    for call, node in calls(path):
        name = call.split(".")[-1]
        if name not in OPENERS or call in ("os.open", "webbrowser.open"):
            continue
        words = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
        words += [
            k.value.value for k in node.keywords if k.arg == "mode" and isinstance(k.value, ast.Constant)
        ]
        binary = name == "open" and any(re.fullmatch("[rwax+]*b[rwax+]*", str(mode)) for mode in words)
        ours = call.endswith("store.write_text") or call == "write_text"  # UTF-8 by its contract
        assert binary or ours or any(k.arg == "encoding" for k in node.keywords), ast.unparse(node)


@pytest.mark.parametrize("path", [*ALL, *TESTS], ids=short)
def test_nothing_runs_data_as_code(path: Path) -> None:
    forbidden = {"eval", "exec", "yaml.load", "pickle.load", "pickle.loads", "marshal.loads", "os.system"}
    assert [call for call, _ in calls(path) if call in forbidden] == []
    imported = {a.name for n in ast.walk(tree(path)) if isinstance(n, ast.Import) for a in n.names}
    assert not imported & {"pickle", "marshal", "shelve"}


@pytest.mark.parametrize("path", [*ALL, *TESTS], ids=short)
def test_no_registry_and_no_folder_of_ours_is_named(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert [name for name in (*HOSTS, *SHARED) if name in text] == []


@pytest.mark.parametrize("path", sorted(SOURCE.rglob("*.toml")), ids=short)
def test_declarations_name_no_registry_either(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert [name for name in (*HOSTS, *SHARED) if name in text] == []


@each_module
def test_everything_public_is_explained(path: Path) -> None:
    assert ast.get_docstring(tree(path)), "the module"
    silent = [name for name, node in public(tree(path)) if not ast.get_docstring(node) and not plain(node)]
    assert silent == []


def test_tests_mirror_the_source() -> None:
    """A folder of tests bears the name of a package, but for those that hold the whole against the world."""
    packages = {str(p.parent.relative_to(SOURCE)) for p in SOURCE.rglob("__init__.py")}
    apart = {"textbook", "against", "golden", "conftest", "."}
    folders = {str(p.parent.relative_to(ROOT / "tests")) for p in (ROOT / "tests").rglob("test_*.py")}
    assert {f for f in folders if f.split("/")[0] not in apart} <= packages
    tested = {f.split("/")[0] for f in folders}
    assert {"messages", "model", "store", "formats", "packs", "engine", "reports"} <= tested
