"""Who acts in a territory: accounts and invitations, organisations and their contacts."""

from flask import current_app, render_template

from directory.accounts.inviting import invite
from directory.accounts.people import AccountError
from directory.desk.managing import act, cancel, send_again
from directory.desk.organizations import act_on_contact, add_contact, organization, organizations
from directory.desk.schemas import ACCOUNT, CONTACT, CONTACT_ACT, INVITE, RESEND, SEARCH, Read, read
from directory.desk.team import place_of, team
from directory.editing.errors import EditError
from directory.views.desk import Page, blueprint, moderator, read_anew, sent
from directory.views.reading import reading
from directory.views.signed_in import now, step_up, writing

ORGANIZATION = "/structures/<int(max=2147483647):organization_id>"


def _url() -> str:
    """Give the address under which people open Relais: links of letters begin with it."""
    url: str = current_app.config["PUBLIC_URL"]
    return url


@blueprint.get("/equipe", endpoint="team")
def whole_team() -> Page:
    """Show the people of the territory, the invitations that wait, and a form to invite."""
    return _team()


@blueprint.post("/equipe/invitation")
def invite_somebody() -> Page:
    """Write an invitation; that of a partner is written from the page of its organisation."""
    said = read(INVITE, sent())
    if said.problems:
        return _back(said), 422
    organization_id = said.get("organization", None)
    try:
        with writing() as session:
            invite(
                session,
                moderator(),
                said.get("email"),
                said.get("role"),
                now(),
                territory=None if organization_id else place_of(said.get("place")),
                organization_id=organization_id,
                is_manager=bool(said.get("is_manager")),
                base_url=_url(),
            )
    except AccountError as error:
        return _back(Read(said.values, {"email": str(error)})), 422
    except EditError as error:
        return _back(Read(said.values, {"place": str(error)})), 422
    done = f"Une invitation est partie vers {said.get('email')}."
    return _back(Read({"organization": organization_id}), done)


def _back(said: Read, done: str = "") -> str:
    """Show again the page from which somebody was invited, with what was typed."""
    organization_id = said.get("organization", None)
    return _organization(organization_id, said, done) if organization_id else _team(said, done)


@blueprint.post("/equipe/invitations")
def resend() -> Page:
    """Write an invitation again, or take it back."""
    said = read(RESEND, sent())
    if said.problems:
        return _team(problem=said.problem), 422
    digest = said.get("invitation")
    with writing() as session:
        if said.get("cancel"):
            cancel(session, moderator(), digest, now())
            done = "L’invitation n’ouvre plus rien."
        else:
            done = send_again(session, moderator(), digest, now(), _url())
    return _team(done=done)


@blueprint.post("/equipe/comptes/<int(max=2147483647):account_id>")
def account(account_id: int) -> Page:
    """Close an account, open it again, or take a role back."""
    said = read(ACCOUNT, sent())
    if said.problems:
        return _team(problem=said.problem), 422
    if refused := step_up():
        return refused
    try:
        with writing() as session:
            done = act(session, moderator(), account_id, said.get("action"), said.get("grant", 0), now())
    except EditError as error:
        return _team(problem=str(error)), 409
    return _team(done=done)


@blueprint.get("/structures", endpoint="organizations", defaults={"start": 0})
@blueprint.get("/structures/page/<int(max=2147483647):start>", endpoint="organizations")
def all_organizations(start: int) -> Page:
    """Show the organisations of the territory, in order of name."""
    page = organizations(reading(), moderator(), "", start)
    return render_template("desk/organizations.html", page=page, problem="")


@blueprint.post("/structures")
def find_organizations() -> Page:
    """Show the organisations whose name says the words of a search."""
    said = read(SEARCH, sent())
    page = organizations(reading(), moderator(), said.get("q"), said.get("start", 0))
    shown = render_template("desk/organizations.html", page=page, problem=said.problem)
    return shown, 422 if said.problems else 200


@blueprint.get(ORGANIZATION, endpoint="organization")
def one_organization(organization_id: int) -> Page:
    """Show an organisation: its listings, its contacts, who acts for it."""
    return _organization(organization_id)


@blueprint.post(f"{ORGANIZATION}/contacts")
def add(organization_id: int) -> Page:
    """Write from now on to another address, or in place of one."""
    said = read(CONTACT, sent())
    if said.problems:
        return _organization(organization_id, problem=said.problem), 422
    try:
        with writing() as session:
            replaced = said.get("contact", None)
            done = add_contact(
                session, moderator(), organization_id, said.get("email"), now(), replaced=replaced
            )
    except EditError as error:
        return _organization(organization_id, problem=str(error)), 409
    return _organization(organization_id, done=done)


@blueprint.post(f"{ORGANIZATION}/liens")
def contact(organization_id: int) -> Page:
    """Send a link to a contact, cut its links, or take the contact away."""
    said = read(CONTACT_ACT, sent())
    if said.problems:
        return _organization(organization_id, problem=said.problem), 422
    try:
        with writing() as session:
            done = act_on_contact(
                session, moderator(), organization_id, said.get("contact"), said.get("action"), _url(), now()
            )
    except EditError as error:
        return _organization(organization_id, problem=str(error)), 409
    return _organization(organization_id, done=done)


def _team(said: Read | None = None, done: str = "", *, problem: str = "") -> str:
    read_anew()
    page = team(reading(), moderator(), now())
    return render_template("desk/team.html", page=page, said=said or Read({}), done=done, problem=problem)


def _organization(
    organization_id: int, said: Read | None = None, done: str = "", *, problem: str = ""
) -> str:
    read_anew()
    page = organization(reading(), moderator(), organization_id, now())
    return render_template(
        "desk/organization.html", page=page, said=said or Read({}), done=done, problem=problem
    )
