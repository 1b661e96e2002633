"""Write a template: a workbook where the name ends in .xlsx, else a folder of CSV files."""

from collections.abc import Sequence
from pathlib import Path

from tensen.messages import Language, TensenError
from tensen.model import Network
from tensen.store import write_all
from tensen.workspace.templates.folder import folder_files
from tensen.workspace.templates.plan import listed, plan
from tensen.workspace.templates.workbook import workbook

WORKBOOK = ".xlsx"


def template(
    kinds: Sequence[str], out: str | Path, *, lang: Language = "en", network: Network | None = None
) -> list[Path]:
    """Write a template for ``kinds`` (kinds of node, ``suppliers``, ``all``) and return the files.

    Args:
        kinds: what is to be filled in.
        out: a name that ends in ``.xlsx``, or a folder.
        lang: the language that stands first; both are there.
        network: whose countries and carriers the drop-downs offer; default: the atlas of Japan.

    Raises:
        TensenError: an unknown kind, another ending, or a file that is already there.
    """
    from tensen.workspace.networks import DEFAULT, load

    path = Path(out)
    sheets = plan(kinds, lang)
    if path.suffix and path.suffix.lower() != WORKBOOK:
        raise TensenError("template_ending", exit_code=2, file=str(path))
    lists = listed(load(DEFAULT) if network is None else network)
    if path.suffix:
        files = {path: workbook(sheets, lists, path.name, lang)}
    else:
        files = {
            path / name: content for name, content in folder_files(sheets, lists, path.name, lang).items()
        }
    for file in files:
        if file.exists():
            raise TensenError("template_exists", exit_code=2, file=str(file))
    write_all(files)
    return list(files)
