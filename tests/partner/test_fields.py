"""The form of a listing holds all that a listing says, and calls it as every other page does."""

from directory.editing.field_names import LABELS
from directory.editing.values import NAMES
from directory.partner.fields import FIELDS

NOT_TYPED = {
    "latitude": "found from the address, by a geocoder or the commune",
    "longitude": "found from the address, by a geocoder or the commune",
    "zone_kind": "found from the territory that is served",
    "zone_code": "found from the territory that is served",
    "host_id": "the place that hosts a service is another listing, which the desk or an import names",
}
"""What no partner types -> why."""

TYPED_IN_TWO = {"areas": "what is served, and what is left out of it, are typed apart"}


def test_everything_that_a_listing_says_is_typed_or_has_a_reason_not_to_be():
    typed = {value for field in FIELDS.values() for value in field.values}
    assert typed | NOT_TYPED.keys() == set(NAMES)
    assert typed.isdisjoint(NOT_TYPED)


def test_each_field_is_called_as_where_a_change_is_told():
    one_to_one = [field for field in FIELDS.values() if field.values[0] not in TYPED_IN_TWO]
    assert {field.name: field.label for field in one_to_one} == {
        field.name: LABELS[field.values[0]] for field in one_to_one
    }
    assert [field.values for field in FIELDS.values() if field not in one_to_one] == [("areas",)] * 2
    assert all(len(field.values) == 1 for field in FIELDS.values())
