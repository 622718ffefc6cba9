"""The questions of the measurements as a browser sends them."""

from collections.abc import Mapping

from flask.testing import FlaskClient

from directory.search.asking import Search

Form = Mapping[str, str | list[str]]


def form_of(search: Search) -> Form:
    """Give the form that asks `search`, without the fields that say nothing."""
    place, filters = search.place, search.filters
    said: Form = {
        "q": search.text,
        "place": place.label if place else "",
        "commune": place.choice if place else "",
        "radius": f"{search.radius_km:g}" if search.radius_km else "",
        "categories": sorted(filters.categories),
        "audiences": sorted(filters.audiences),
    }
    return {name: value for name, value in said.items() if value}


def ask_page(client: FlaskClient, form: Form) -> None:
    """Ask for a page of results, and refuse any other: what is measured is what was asked."""
    status = client.post("/annuaire", data=form).status_code
    if status != 200:
        raise ValueError(f"{dict(form)} got {status}.")
