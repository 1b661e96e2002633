import random

from tensen.reports.labels import Box, Canvas, listed, shorten, width, wrap


def test_labels_never_cover_one_another_or_leave_the_frame() -> None:
    rng = random.Random(7)
    frame = Box(0, 0, 400, 300)
    canvas = Canvas(frame)
    for _ in range(60):
        canvas.free(rng.uniform(0, 400), rng.uniform(0, 300), 4.0, (60.0, 14.0))
    assert 5 < len(canvas.taken) < 60
    for i, box in enumerate(canvas.taken):
        assert box.inside(frame)
        assert not any(box.meets(other) for other in canvas.taken[:i])


def test_labels_keep_clear_of_arcs_where_they_can() -> None:
    canvas = Canvas(Box(0, 0, 400, 300), crossed=[Box(x, 148, x + 6, 152) for x in range(210, 300, 6)])
    found = canvas.free(200, 150, 4.0, (60.0, 14.0))
    assert found is not None
    assert found[2] == "end"


def test_full_width_characters_are_wider() -> None:
    assert width("日本", 10) > width("ab", 10)


def test_wrap_fits_and_says_that_something_is_missing() -> None:
    lines = wrap("Electronic components and boards from many places", 10, 90, lines=2)
    assert len(lines) == 2
    assert all(width(line, 10) <= 90 for line in lines)
    assert lines[-1].endswith("…")


def test_japanese_breaks_between_characters_but_not_before_a_comma() -> None:
    lines = wrap("電子部品、レアアース、ガリウム", 10, 52, lines=9)
    assert "".join(lines) == "電子部品、レアアース、ガリウム"
    assert not any(line.startswith(("、", "ー")) for line in lines)


def test_shorten_leaves_short_text_alone() -> None:
    assert shorten("coal", 10, 100) == "coal"
    assert shorten("coal and iron", 10, 30).endswith("…")


def test_lists_break_between_items_and_count_the_rest() -> None:
    assert listed(["a" * 9, "b" * 9, "c", "d" * 9], ", ", 10, 75) == ["a" * 9, "b" * 9 + ", c +1"]
    assert listed([], ", ", 10, 60) == []
