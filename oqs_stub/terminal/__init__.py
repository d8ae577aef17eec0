"""The screens of the 資格確認端末 that a home visit needs."""

from __future__ import annotations

from flask import Blueprint

from ..stub import Stub
from .accounts import add_account_screens
from .activation import add_activation_screens
from .consented import add_consented_screens
from .entrance import add_entrance_screens
from .menu import add_menu_screens
from .settings import add_settings_screens
from .urls import add_url_screens


def terminal_screens(stub: Stub) -> Blueprint:
    """`/terminal/…`, behind a login of the institution."""
    blueprint = Blueprint("terminal", __name__, url_prefix="/terminal")
    add_entrance_screens(blueprint, stub)
    add_menu_screens(blueprint, stub)
    add_account_screens(blueprint, stub)
    add_activation_screens(blueprint, stub)
    add_settings_screens(blueprint, stub)
    add_url_screens(blueprint, stub)
    add_consented_screens(blueprint, stub)
    return blueprint
