"""Check digits as python-stdnum (LGPL, a tool for tests only) computes them."""

import random

import pytest

from tensen.matching.identifiers import Fault, corporate_check_digit, corporate_number, lei, lei_check_digits

stdnum_cn = pytest.importorskip("stdnum.jp.cn")
stdnum_lei = pytest.importorskip("stdnum.lei")
LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
DICE = random.Random(7)


def test_corporate_numbers_agree():
    for _ in range(2_000):
        base = "".join(DICE.choices("0123456789", k=12))
        assert corporate_check_digit(base) == stdnum_cn.calc_check_digit(base)
        number = DICE.choice("0123456789") + base
        assert isinstance(corporate_number(number), str) == stdnum_cn.is_valid(number)


def test_leis_agree():
    for _ in range(2_000):
        base = "".join(DICE.choices(LETTERS, k=18))
        right = base + lei_check_digits(base)
        assert stdnum_lei.is_valid(right)
        assert lei(right) == right
        wrong = right[:18] + f"{DICE.randrange(100):02d}"
        assert isinstance(lei(wrong), Fault) or stdnum_lei.is_valid(wrong)
