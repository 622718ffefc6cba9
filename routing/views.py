"""The situation, the answer and what explains it. Everything travels by POST and dies with the response."""

from dataclasses import replace
from datetime import UTC, datetime

from flask import Blueprint, abort, current_app, render_template, request

from directory.disclosure import NotForPersonError
from directory.geo import Resolution, located
from directory.local_time import PARIS, local, time_context
from directory.views.reading import reading
from directory.views.tallying import count
from directory.vocabulary import vocabulary
from routing.cards import printable_card
from routing.engine import route
from routing.explanations import why_page
from routing.pages import answer_page, fact_items, need_groups
from routing.referral import Referral, refer
from routing.rules import RuleBook
from routing.rules_page import rules_page
from routing.schemas import Form, asked_facets, read_card, read_form

blueprint = Blueprint("routing", __name__)

Page = str | tuple[str, int]


@blueprint.route("/situation", methods=["GET", "POST"])
def situation() -> Page:
    """Ask for the situation; a POST brings back the answers already given."""
    form = read_form(_sent())
    return _ask(form, 422 if form.errors else 200)


@blueprint.post("/orientation")
def orientation() -> Page:
    """Answer a situation: who, in what order, why; and what is still worth asking."""
    form = read_form(_sent())
    if form.errors:
        return _ask(form, 422)
    found = _located(form)
    if found and not found.place:
        typed = replace(form, place=form.place or form.commune, commune="")
        return render_template("routing/choose_place.html", form=typed, found=found)
    page = answer_page(_referral(form, found), _rules())
    count("shown", page.named)
    return render_template(
        "routing/answer.html", form=form, page=page, role_facet=vocabulary().facets["person_role"]
    )


@blueprint.post("/pourquoi")
def why() -> Page:
    """Explain a category: why it is proposed, or why it is not."""
    asked = _sent()
    category = asked.pop("category", [""])[0]
    form = read_form(asked)
    if form.errors:
        return _ask(form, 422)
    if category and category not in vocabulary().categories:
        abort(404)
    page = why_page(_referral(form, _located(form)), category, _rules())
    return render_template("routing/why.html", form=form, page=page, facts=fact_items(form.situation))


@blueprint.post("/carte")
def card() -> Page:
    """Compose the card of one service, in neutral words unless plain ones are asked for."""
    asked = read_card(_sent())
    if asked is None:
        abort(400)
    service, is_neutral = asked
    try:
        page = printable_card(reading(), service, datetime.now(UTC), is_neutral=is_neutral)
    except NotForPersonError as error:
        return render_template("routing/no_card.html", sentence=str(error)), 403
    if page is None:
        abort(404)
    count("card", [page.service])
    return render_template("routing/card.html", page=page)


@blueprint.get("/regles")
def rules() -> Page:
    """Show every rule as a sentence, to read, to print, to correct."""
    return render_template("routing/rules.html", page=rules_page(_rules()))


def _sent() -> dict[str, list[str]]:
    return request.form.to_dict(flat=False)


def _rules() -> RuleBook:
    book: RuleBook = current_app.extensions["rules"]
    return book


def _ask(form: Form, status: int = 200) -> Page:
    page = render_template(
        "routing/situation.html", form=form, facets=asked_facets(), need_groups=need_groups()
    )
    return page, status


def _located(form: Form) -> Resolution | None:
    """Give what the place typed or chosen may mean; None where none was given."""
    typed = form.place or form.commune
    return located(reading(), form.commune, typed) if typed else None


def _referral(form: Form, found: Resolution | None) -> Referral:
    """Decide and refer for the place found, at the moment asked for or now, as clocks show it there."""
    where = found.place if found else None
    department = where.department if where else PARIS
    now = local(datetime.now(UTC), department)
    at = form.moment(now)
    asked = form.situation.amended(time_context=time_context(at, department))
    return refer(reading(), route(asked, _rules()), where, at, now.date())
