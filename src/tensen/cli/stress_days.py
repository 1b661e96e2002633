"""``tensen stress SCENARIO --days N``: what a scenario costs over time."""

from collections.abc import Mapping
from typing import Any

from tensen.messages import Language, text

Doc = Mapping[str, Any]
SHOWN, NAMED = 6, 2


def tell(doc: Doc, out: str | None, lang: Language) -> None:
    """Print a document of ``tensen.simulate``: day by day, then what stands behind it."""
    from tensen.cli.show import put_tables, table

    country = doc["country"]["name"][lang]
    name, days = doc["scenario"]["title"].get(lang, doc["scenario"]["id"]), f"{doc['series']['end'][0]:g}"
    title = _say("title", lang, scenario=name, country=country, days=days)
    columns = [
        (_say("column_after", lang), "right"),
        (_say("column_per_day", lang), "left"),
        (_say("column_until", lang), "left"),
        (_say("column_most", lang), "left"),
    ]
    rows = [_row(at, lang) for at in doc["at"]]
    put_tables([table(title, columns, rows)], out, lang, _notes(doc, country, lang))


def span_of(days: float, lang: Language) -> str:
    """A length of time in hours up to a day, else in days."""
    if days < 1:
        return _say("hours", lang, count=f"{days * 24:.3g}")
    return _say("one_day", lang) if days == 1 else _say("days", lang, count=f"{days:.4g}")


def _say(key: str, lang: Language, **params: object) -> str:
    return text(f"stress.{key}", lang, **params)


def _money(interval: Mapping[str, float | None], lang: Language) -> str:
    from tensen.reports import money

    ends = money.span(interval["low"], interval["high"], lang)
    return f"{money.usd(interval['central'], lang)} ({ends})"


def _row(at: Doc, lang: Language) -> list[str]:
    most = ", ".join(node["name"][lang] for node in at["most"][:NAMED]) or "–"
    return [span_of(at["day"], lang), _money(at["loss_per_day"], lang), _money(at["loss"], lang), most]


def _notes(doc: Doc, country: str, lang: Language) -> list[str]:
    from tensen.reports import money

    share = money.percent_span(doc["share_of_value"], lang)
    lines = [_say("total", lang, loss=_money(doc["loss"], lang), share=share, country=country)]
    if doc["sampled"] is not None:
        figures = {p: money.usd(doc["sampled"][p], lang) for p in ("p5", "p50", "p95")}
        lines.append(_say("sampled", lang, draws=doc["sampled"]["draws"], **figures))
    lines += [*_course(doc, lang), "", *_stocks(doc, country, lang)]
    if doc["sectors"]:
        lines += ["", _say("sectors", lang)]
    for row in doc["sectors"]:
        part = money.percent(row["share_of_loss"], lang)
        said = _say("sector", lang, name=row["name"][lang], loss=_money(row["loss"], lang), share=part)
        lines.append(f"  {said}")
    horizon, step = text(f"cli.horizon_{doc['horizon']}", lang), span_of(doc["step"], lang)
    lines += ["", _say("basis", lang, horizon=horizon, points=doc["points"], step=step)]
    if doc["unsettled_steps"]:
        lines.append(_say("unsettled", lang, count=doc["unsettled_steps"]))
    return lines


def _course(doc: Doc, lang: Language) -> list[str]:
    """The worst time, and when it is over."""
    worst, over = doc["worst"], doc["recovered"]
    if over["central"] == 0:
        return [_say("nothing", lang)]
    key, loss = "worst" if worst["day"] > 0 else "worst_first", _money(worst["loss_per_day"], lang)
    lines = [_say(key, lang, time=span_of(worst["day"], lang), loss=loss)]
    if over["central"] is None:
        return [*lines, _say("not_recovered", lang)]
    ends = {e: _say("never", lang) if over[e] is None else span_of(over[e], lang) for e in ("low", "high")}
    return [*lines, _say("recovered", lang, time=span_of(over["central"], lang), **ends)]


def _stocks(doc: Doc, country: str, lang: Language) -> list[str]:
    from tensen.reports import money

    stocks = doc["stocks"]
    held = _say("held_off", lang, loss=money.usd(stocks["held_off"], lang))
    out = stocks["ran_out"]
    if not out:
        return [_say("no_stock", lang, country=country), held]
    ends = {end: _money(stocks[end], lang) for end in ("before", "after")}
    lines = [_say("ran_out", lang, count=len(out), **ends)]
    for row in out[:SHOWN]:
        names = {end: row[end]["name"][lang] for end in ("carrier", "target")}
        time, days = span_of(row["day"], lang), span_of(row["days"], lang)
        lines.append("  " + _say("ran_out_row", lang, time=time, days=days, **names))
    if len(out) > SHOWN:
        lines.append("  " + _say("more", lang, count=len(out) - SHOWN))
    return [*lines, held]
