"""Who acts for an organisation: members, invitations, contacts and the links of letters."""

from flask import current_app, redirect, render_template, request, url_for

from directory.accounts.inviting import invite
from directory.accounts.people import AccountError
from directory.editing.asking import ask
from directory.editing.errors import EditError, FieldsError, NotYoursError
from directory.editing.mails import mail
from directory.partner.asking_page import AskingForm
from directory.partner.members import close_links, members_page, remove_member
from directory.partner.schemas import read_plain
from directory.views.partner import Page, acting, blueprint
from directory.views.reading import reading
from directory.views.signed_in import now, writing

ORGANIZATION = "/organismes/<int(max=2147483647):organization_id>"
INVITATION = {"email": 254, "manager": 3}
CONTACT = {"contact_email": 254, "sentence": 500}


@blueprint.get(f"{ORGANIZATION}/membres")
def members(organization_id: int) -> Page:
    """Show who acts for an organisation."""
    return _members(organization_id, AskingForm())


@blueprint.post(f"{ORGANIZATION}/membres")
def invite_member(organization_id: int) -> Page:
    """Invite somebody to act for an organisation that one manages."""
    who = acting()
    if organization_id not in who.managed:
        raise NotYoursError
    texts, problems = read_plain(request.form.to_dict(flat=False), INVITATION)
    try:
        if problems:
            raise FieldsError(problems)
        with writing() as session:
            invite(
                session,
                who,
                mail(texts["email"]),
                "partner",
                now(),
                organization_id=organization_id,
                is_manager=texts["manager"] == "yes",
                base_url=current_app.config["PUBLIC_URL"],
            )
    except (EditError, AccountError) as error:
        return _members(organization_id, AskingForm(texts, problems_of(error, "email"))), 422
    return _back(organization_id, "invites")


@blueprint.post(f"{ORGANIZATION}/membres/<int(max=2147483647):grant_id>/retirer")
def remove(organization_id: int, grant_id: int) -> Page:
    """Take the access of a member back."""
    read_nothing(organization_id)
    try:
        with writing() as session:
            remove_member(session, acting(), grant_id, now())
    except (EditError, AccountError) as error:
        return _members(organization_id, AskingForm({}, {"other": str(error)})), 409
    return _back(organization_id, "membres")


@blueprint.post(f"{ORGANIZATION}/contacts")
def propose_contact(organization_id: int) -> Page:
    """Ask the desk to write to another address from now on."""
    texts, problems = read_plain(request.form.to_dict(flat=False), CONTACT)
    try:
        if problems:
            raise FieldsError(problems)
        with writing() as session:
            ask(
                session,
                acting(),
                "contact",
                now(),
                organization_id=organization_id,
                after={"email": texts["contact_email"]},
                sentence=texts["sentence"],
            )
    except EditError as error:
        return _members(organization_id, AskingForm(texts, problems_of(error, "contact_email"))), 422
    return redirect(url_for("partner.home", _anchor="demandes"), 303)


@blueprint.post(f"{ORGANIZATION}/contacts/<int(max=2147483647):contact_id>/liens")
def revoke_link(organization_id: int, contact_id: int) -> Page:
    """Let no link of a contact open anything any more."""
    read_nothing(organization_id)
    with writing() as session:
        close_links(session, acting(), contact_id, now())
    return _back(organization_id, "contacts")


def read_nothing(organization_id: int) -> None:
    """Refuse a form that says anything, or that is about an organisation of others."""
    members_page(reading(), acting(), organization_id, now())
    _, problems = read_plain(request.form.to_dict(flat=False), {})
    if problems:
        raise NotYoursError


def problems_of(error: Exception, name: str) -> dict[str, str]:
    """Give the sentences of an error by field; one that is about none of them goes to `name`."""
    if isinstance(error, FieldsError):
        return {name if each == "email" else each: said for each, said in error.problems.items()}
    return {name: str(error)}


def _members(organization_id: int, form: AskingForm) -> str:
    page = members_page(reading(), acting(), organization_id, now())
    return render_template("partner/members.html", page=page, form=form)


def _back(organization_id: int, anchor: str) -> Page:
    return redirect(url_for("partner.members", organization_id=organization_id, _anchor=anchor), 303)
