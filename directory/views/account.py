"""The pages of an account, under /compte: this one signs in, unlocks, and signs out."""

from flask import Blueprint

blueprint = Blueprint("account", __name__, url_prefix="/compte")
