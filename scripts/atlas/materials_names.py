"""Words of the materials pack in English and Japanese."""

from materials_data import country_names

SECTORS = {
    "a": ("agriculture (A)", "農林水産業（A）"),
    "c10t12": ("food (C10-C12)", "食料品（C10〜C12）"),
    "c13t18": ("textiles, wood and paper (C13-C18)", "繊維・木材・紙（C13〜C18）"),
    "c19": ("oil refining (C19)", "石油精製（C19）"),
    "c20": ("chemicals (C20)", "化学（C20）"),
    "c21": ("pharmaceuticals (C21)", "医薬品（C21）"),
    "c22_23": ("rubber, plastics, glass and ceramics (C22-C23)", "ゴム・プラスチック・窯業（C22〜C23）"),
    "c24_25": ("metals (C24-C25)", "金属（C24〜C25）"),
    "c26": ("electronics (C26)", "電子・光学機器（C26）"),
    "c27": ("electrical equipment (C27)", "電気機器（C27）"),
    "c28": ("machinery (C28)", "機械（C28）"),
    "c29": ("motor vehicles (C29)", "自動車（C29）"),
    "c30t33": ("other transport equipment and manufacturing (C30-C33)", "その他輸送機械・製造（C30〜C33）"),
    "d": ("electricity and gas (D)", "電気・ガス（D）"),
    "f": ("construction (F)", "建設（F）"),
    "h50_51": ("water and air transport (H50-H51)", "水運・航空（H50〜H51）"),
    "j61": ("telecommunications (J61)", "通信（J61）"),
    "j62_63": ("computer services (J62-J63)", "情報サービス（J62〜J63）"),
    "q": ("health and care (Q)", "医療・福祉（Q）"),
}
ORE = {
    "rare-earths": ("Rare-earth ore (all elements)", "レアアース鉱（全元素）"),
    "aluminium": ("Bauxite", "ボーキサイト"),
    "titanium": ("Titanium ore", "チタン鉱"),
    "chromium": ("Chromite", "クロム鉱"),
    "lithium": ("Lithium ore and brine", "リチウム鉱・かん水"),
}
REGIONS = [
    *("jpn", "chn", "twn", "kor", "usa", "deu", "fra", "gbr", "nld", "rus", "ind", "idn"),
    *("mys", "sgp", "tha", "vnm", "phl", "aus", "can", "bra", "sau", "are", "eur", "row"),
]
_COUNTRIES = country_names()


def country(code: str) -> tuple[str, str]:
    """English and Japanese name of a country code; ``row`` is the rest of the producers."""
    if code == "row":
        return "other countries", "その他"
    return _COUNTRIES[code]["en"], _COUNTRIES[code]["ja"]


def place(code: str) -> str:
    """Node where a supplier lies."""
    return "region.row" if code == "row" else f"country.{code}"


def ore_name(stuff: str, en: str, ja: str) -> tuple[str, str]:
    """Name of the mined stage of a material that is also refined."""
    return ORE.get(stuff, (f"{en} ore", f"{ja}鉱"))


def supplier(en: str, ja: str, code: str) -> tuple[str, str]:
    """Name of a supplying node."""
    where_en, where_ja = country(code)
    return f"{en}: {where_en}", f"{ja}：{where_ja}"
