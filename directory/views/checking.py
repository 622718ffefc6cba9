"""« J'ai appelé, ça répond »: what a professional who has just called says, on the sheet."""

from flask import redirect, url_for
from werkzeug.wrappers import Response

from directory.freshness.checking import check_phone
from directory.views.consult import blueprint
from directory.views.signed_in import actor, now, writing


@blueprint.post("/services/<int(max=2147483647):service_id>/appel")
def check(service_id: int) -> Response:
    """Keep that the phone of a service answered, and lead to the sheet, that says so at once."""
    with writing() as session:
        check_phone(session, actor(), service_id, now())
    return redirect(url_for("directory.service", service_id=service_id, _anchor="telephone"), 303)
