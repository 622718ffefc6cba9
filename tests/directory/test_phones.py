"""Telephone numbers: kept in one way, shown as people write them, dialled from anywhere."""

import pytest

from directory.phones import PhoneError, dialled, shown, stored


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("04 65 71 20 01", "+33465712001"),
        ("0465712001", "+33465712001"),
        ("04.65.71.20.01", "+33465712001"),
        ("+33 4 65 71 20 01", "+33465712001"),
        ("0033 4 65 71 20 01", "+33465712001"),
        ("06 39 98 00 01", "+33639980001"),
        ("0800 05 95 95", "+33800059595"),
        ("115", "115"),
        ("39 19", "3919"),
        ("116 006", "116006"),
        ("17", "17"),
        ("+32 2 555 12 12", "+3225551212"),
    ],
)
def test_a_number_is_kept_in_one_way_however_it_is_written(written: str, kept: str) -> None:
    assert stored(written) == kept


@pytest.mark.parametrize(
    "written", ["", "1", "appeler le soir", "04 65 71", "04 65 71 20 01 99 99", "+999 12"]
)
def test_what_cannot_be_dialled_is_refused_with_an_example(written: str) -> None:
    with pytest.raises(PhoneError, match="Écrivez-le ainsi"):
        stored(written)


@pytest.mark.parametrize(
    ("kept", "written"),
    [
        ("+33465712001", "04 65 71 20 01"),
        ("+33800059595", "0 800 05 95 95"),
        ("115", "115"),
        ("3919", "3919"),
        ("116006", "116 006"),
        ("+3225551212", "+32 2 555 12 12"),
    ],
)
def test_a_number_is_shown_as_people_write_it(kept: str, written: str) -> None:
    assert shown(kept).replace("\u00a0", " ") == written


def test_what_is_shown_is_kept_the_same_again() -> None:
    numbers = ["+33465712001", "+33800059595", "115", "3919", "116006", "+3225551212"]
    assert [stored(shown(number)) for number in numbers] == numbers


def test_a_number_that_only_takes_messages_is_not_called() -> None:
    assert dialled("114", "text") == "sms:114"
    assert dialled("+33465712001") == "tel:+33465712001"
