"""Errors as pages: what happened in one sentence, and the next door. No page is a dead end."""

from flask import Flask, current_app, render_template
from werkzeug.exceptions import HTTPException, InternalServerError, ServiceUnavailable
from werkzeug.wrappers import Response

from directory.db import UNAVAILABLE

SENTENCES = {
    400: "Cette demande est incomplète ou illisible. Reprenez la page précédente et envoyez-la de nouveau.",
    404: "Cette page n’existe pas, ou n’existe plus.",
    405: "Cette page ne s’ouvre pas ainsi. Reprenez depuis l’accueil ou depuis un formulaire.",
    413: "Cette demande est trop longue : rien n’a été enregistré.",
    415: "Relais ne lit que ses propres formulaires.",
    500: "Relais a rencontré une erreur. Rien n’a été enregistré sur la personne.",
    503: "Relais est occupé, ou sa base n’est pas prête ; rien n’est enregistré. Réessayez dans une minute.",
}

RETRY_AFTER = 5
"""Seconds after which a page that met a busy database may be asked for again."""


def register(app: Flask) -> None:
    """Answer every error with a page in French."""
    app.register_error_handler(HTTPException, _explain)
    app.register_error_handler(UNAVAILABLE, _wait)


def _explain(error: HTTPException) -> Response:
    """Give the page of an error, with the headers that go with it (what is allowed, when to try again)."""
    code = error.code or InternalServerError.code
    sentence = SENTENCES.get(code, SENTENCES[400 if code < 500 else 500])
    response = Response(status=code, headers=error.get_headers(), mimetype="text/html")
    response.set_data(render_template("web/error.html", code=code, sentence=sentence))
    return response


def _wait(error: Exception) -> Response:
    """Say that the database does not answer; the cause goes to the log, in one line, without the query."""
    current_app.logger.error("The database does not answer: %s", str(error).partition("\n")[0])
    return _explain(ServiceUnavailable(retry_after=RETRY_AFTER))
