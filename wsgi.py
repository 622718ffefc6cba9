"""The composition root: the only module that knows every package. `create_app()` makes the application."""

import os
from collections.abc import Mapping

from flask import Flask

import bench.cli
import directory.accounts_cli
import directory.audit_cli
import directory.cli
import directory.freshness_cli
import directory.search.cli
import directory.views.account
import directory.views.checking
import directory.views.desk
import directory.views.desk_listings
import directory.views.hours
import directory.views.invitations
import directory.views.journal
import directory.views.link
import directory.views.map
import directory.views.own_account
import directory.views.partner
import directory.views.partner_asking
import directory.views.partner_listing
import directory.views.partner_members
import directory.views.passkeys
import directory.views.posting
import directory.views.providers
import directory.views.reading
import directory.views.refusing
import directory.views.search
import directory.views.second_factor
import directory.views.signed_in
import directory.views.tallying
import directory.views.team
import directory.views.worker
import importers.cli
import importers.run_cli
import importers.views.blueprint
import importers.views.columns
import importers.views.decisions
import importers.views.runs
import routing.cli
import routing.views
import web.access
import web.errors
import web.icons
import web.leaflet
import web.security
import web.views
import web.wording
from directory.db import EngineError, open_engine, open_readers, open_sessions
from directory.editing.hiding import when_hidden
from directory.search.indexer import Indexer
from directory.search.searcher import Searcher
from directory.search.synonyms import synonyms
from directory.vocabulary import VocabularyError, vocabulary
from importers.desk_items import ImportedRows
from importers.forgetting import forget_places
from importers.running import Tools
from routing.rule_files import RulesError, load_rules
from web.config import Config, StartError, read_config


def create_app(environment: Mapping[str, str] = os.environ) -> Flask:
    """Make the application from the environment. Nothing starts on a rule or a word that cannot be read.

    Raises:
        StartError: with what must be put right first.
    """
    config = read_config(environment)
    app = Flask("relais", root_path=str(config.root), static_folder="web/static", template_folder="templates")
    app.config.update(config.flask_settings())
    _provide(app, config)
    for package in (
        web.access,
        web.security,
        web.errors,
        web.wording,
        web.icons,
        web.leaflet,
        directory.views.reading,
        directory.views.refusing,
        directory.views.tallying,
        directory.views.posting,
        directory.views.hours,
        directory.views.worker,
        directory.views.signed_in,
        directory.views.providers,
    ):
        package.register(app)
    for views in (
        web.views,
        directory.views.search,
        directory.views.map,
        directory.views.partner,  # The other pages of a partner are of the same blueprint.
        directory.views.link,
        routing.views,
        directory.views.account,  # The other pages of an account are of the same blueprint.
        directory.views.desk,  # So are those of the desk.
        importers.views.blueprint,  # And so are those of imports.
    ):
        app.register_blueprint(views.blueprint)
    for commands in (
        directory.audit_cli,
        directory.cli,
        directory.accounts_cli,
        directory.search.cli,
        directory.freshness_cli,
        importers.cli,
        importers.run_cli,
        routing.cli,
        bench.cli,
    ):
        commands.register(app)
    web.access.check_every_route(app)
    return app


def _provide(app: Flask, config: Config) -> None:
    """Open what the packages share: the database for readers and for writers, and the rules."""
    try:
        engine = open_engine(config.database_url)
        rules = load_rules(vocabulary=vocabulary())
        synonyms()  # A mistake in the words people use is refused here, not at the first search.
    except (EngineError, VocabularyError, RulesError) as error:
        raise StartError(str(error)) from error
    app.extensions["engine"] = engine
    app.extensions["readers"] = open_readers(engine)
    app.extensions["sessions"] = open_sessions(engine)
    app.extensions["rules"] = rules
    folder = config.data_dir / "search"
    app.extensions["searcher"] = Searcher(folder)
    app.extensions["geocoder"] = config.geocoder
    app.extensions["mailer"] = config.mailer
    app.extensions["provider"] = config.provider
    when_hidden(forget_places)  # What imports keep of a place goes with it.
    app.extensions["imports"] = Tools(
        app.extensions["sessions"],
        app.extensions["readers"],
        config.data_dir / "imports",
        {"RELAIS_DATA_DIR": str(config.data_dir), "RELAIS_DATABASE_URL": config.database_url},
    )
    app.extensions["desk_sources"] = (ImportedRows(app.extensions["imports"]),)
    app.extensions["indexer"] = Indexer(app.extensions["sessions"], app.extensions["readers"], folder)
