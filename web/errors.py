"""Errors as pages: what happened in one sentence, and the next door. No page is a dead end."""

from flask import Flask, render_template
from werkzeug.exceptions import HTTPException

SENTENCES = {
    400: "Cette demande est incomplète ou illisible. Reprenez la page précédente et envoyez-la de nouveau.",
    404: "Cette page n’existe pas, ou n’existe plus.",
    405: "Cette page s’ouvre depuis un formulaire, pas par son adresse.",
    413: "Cette demande est trop longue : rien n’a été enregistré.",
    500: "Relais a rencontré une erreur. Rien n’a été enregistré sur la personne.",
}


def register(app: Flask) -> None:
    """Answer every error with a page in French."""
    app.register_error_handler(HTTPException, _explain)
    app.register_error_handler(500, _explain)


def _explain(error: HTTPException) -> tuple[str, int]:
    code = error.code or 500
    sentence = SENTENCES.get(code, SENTENCES[400 if code < 500 else 500])
    return render_template("web/error.html", code=code, sentence=sentence), code
