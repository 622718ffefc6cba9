"""Letters leave after the answer: how long a page takes does not tell whether one was written."""

from flask import current_app, make_response
from werkzeug.wrappers import Response

from directory.mail.sending import send_waiting
from directory.views.signed_in import now


def send_letters(answer: Response | str | tuple[str, int]) -> Response:
    """Give `answer`, and send the letters that wait once the browser has it."""
    given = make_response(answer)
    tools, at = current_app.extensions, now()
    given.call_on_close(lambda: send_waiting(tools["sessions"], tools["mailer"], at))
    return given
