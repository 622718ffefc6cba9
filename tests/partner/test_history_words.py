"""The history says that something came in a list that was empty, or that a list was emptied."""

from flask import Flask

from tests.partner.organizations import partner
from tests.web.every_page import HtmlPage


def test_a_closing_alone_is_told_as_added_then_as_withdrawn(own_app: Flask):
    who = partner(own_app)
    path = f"/partenaire/fiches/{who.service_id}"
    days = {"starts_on": "2027-08-20", "ends_on": "2027-08-24"}
    assert who.client.post(f"{path}/dire", {"act": "close", **days}).status_code == 303
    added = who.client.get(f"{path}/historique").text
    assert "ajout&nbsp;: du 20 août 2027 au 24 août 2027" in added and "non renseigné" not in added
    again = {"act": "reopen", "starts_on": days["starts_on"]}
    assert who.client.post(f"{path}/dire", again).status_code == 303
    both = who.client.get(f"{path}/historique").text
    assert "retrait&nbsp;: " in both and "ajout&nbsp;: " in both
    assert len(HtmlPage(both).found("dl")) >= 2
