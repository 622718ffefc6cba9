"""What a partner adds: a permanence elsewhere, a new listing, one of another source that is its own."""

from flask import redirect, render_template, request, url_for

from directory.editing import permanences
from directory.editing.asking import ask, reply, withdraw
from directory.editing.errors import EditError, FieldsError
from directory.partner.asking_page import (
    AskingForm,
    claimable,
    organizations_of,
    read_new,
    read_permanence,
)
from directory.partner.categories import category_groups
from directory.partner.preview import preview
from directory.partner.schemas import read_plain
from directory.views.partner import Page, acting, back, blueprint, locate
from directory.views.reading import reading
from directory.views.signed_in import now, writing

PERMANENCE = {"name": 160, "place": 120, "commune": 5, "street": 160, "hours": 2000}
NEW = {**PERMANENCE, "organization": 12, "category": 60, "served": 4000}
CLAIM = {"q": 120, "organization": 12, "service": 12, "sentence": 500}
ANSWER = {"sentence": 500, "do": 12}
FIELD_OF = {"areas": "served", "commune_code": "place"}
"""Value of a listing -> the field of these forms in which it is typed."""

NO_ORGANIZATION = "Choisissez votre organisme."


@blueprint.get("/fiches/<int(max=2147483647):service_id>/permanence")
def permanence(service_id: int) -> Page:
    """Ask where and when a permanence of a service is held."""
    return _permanence(service_id, AskingForm())


@blueprint.post("/fiches/<int(max=2147483647):service_id>/permanence")
def add_permanence(service_id: int) -> Page:
    """List a permanence of a service in another commune, at once."""
    texts, problems = read_plain(request.form.to_dict(flat=False), PERMANENCE)
    try:
        if problems:
            raise FieldsError(problems)
        preview(reading(), acting(), service_id, now())
        said = read_permanence(reading(), _typed(texts), locate)
        with writing() as session:
            added = permanences.add_permanence(session, acting(), service_id, said, now()).id
    except EditError as error:
        return _permanence(service_id, AskingForm(texts, _problems(error))), 422
    return redirect(url_for("partner.seen", service_id=added), 303)


def _permanence(service_id: int, form: AskingForm) -> str:
    page = preview(reading(), acting(), service_id, now())
    return render_template("partner/permanence.html", page=page, form=form)


@blueprint.get("/nouvelle-fiche")
def new() -> Page:
    """Ask what a new listing says."""
    return _new(AskingForm())


@blueprint.post("/nouvelle-fiche")
def send_new() -> Page:
    """Ask the desk to list something new."""
    texts, problems = read_plain(request.form.to_dict(flat=False), NEW)
    organization_id = _organization(texts, problems)
    try:
        if problems:
            raise FieldsError(problems)
        values = read_new(reading(), _typed(texts))
        with writing() as session:
            ask(session, acting(), "new", now(), organization_id=organization_id, after=values)
    except EditError as error:
        return _new(AskingForm(texts, _problems(error))), 422
    return back("demandes")


def _new(form: AskingForm) -> str:
    own = organizations_of(reading(), acting())
    return render_template("partner/new.html", organizations=own, form=form, groups=category_groups())


@blueprint.route("/rattacher", methods=["GET", "POST"])
def claim() -> Page:
    """Look for a listing of another source that is one's own."""
    texts, problems = read_plain(request.form.to_dict(flat=False), {"q": 120})
    return _claim(AskingForm(texts, problems)), 422 if problems else 200


@blueprint.post("/rattacher/demande")
def send_claim() -> Page:
    """Ask the desk to give a listing to one's organisation."""
    texts, problems = read_plain(request.form.to_dict(flat=False), CLAIM)
    organization_id = _organization(texts, problems)
    service_id = 0 if problems else _number(texts["service"])
    try:
        if problems:
            raise FieldsError(problems)
        with writing() as session:
            ask(
                session,
                acting(),
                "claim",
                now(),
                service_id=service_id,
                organization_id=organization_id,
                sentence=texts["sentence"],
            )
    except EditError as error:
        return _claim(AskingForm(texts, _problems(error))), 422
    return back("demandes")


def _claim(form: AskingForm) -> str:
    who = acting()
    found = claimable(reading(), who, form.text("q"))
    return render_template(
        "partner/claim.html", form=form, found=found, organizations=organizations_of(reading(), who)
    )


@blueprint.post("/demandes/<int(max=2147483647):request_id>")
def follow(request_id: int) -> Page:
    """Take back what was asked of the desk, or give the precision that it asks for."""
    texts, problems = read_plain(request.form.to_dict(flat=False), ANSWER)
    try:
        if problems:
            raise FieldsError(problems)
        with writing() as session:
            if texts["do"] == "withdraw":
                withdraw(session, acting(), request_id, now())
            else:
                reply(session, acting(), request_id, texts["sentence"], now())
    except EditError as error:
        return render_template("partner/refused.html", problem=str(error)), 409
    return back("demandes")


def _organization(texts: dict[str, str], problems: dict[str, str]) -> int:
    """Give the organisation that was chosen; the only one of a partner goes without saying."""
    own = [number for number, _ in organizations_of(reading(), acting())]
    chosen = 0 if problems else _number(texts["organization"])
    if not texts["organization"] and len(own) == 1:
        return own[0]
    if not chosen:
        problems.setdefault("organization", NO_ORGANIZATION)
    return chosen


def _number(text: str) -> int:
    """Give a number that a form holds, 0 for anything else; a database has none larger."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 9 else 0


def _typed(texts: dict[str, str]) -> dict[str, list[str]]:
    return {name: [text] for name, text in texts.items() if text}


def _problems(error: EditError) -> dict[str, str]:
    if not isinstance(error, FieldsError):
        return {"other": str(error)}
    return {FIELD_OF.get(name, name): each for name, each in error.problems.items()}
