"""The screens of the 資格確認端末, enough by themselves for a clinic."""

from __future__ import annotations

from flask import Blueprint, Response

from ..reasons import RefusedError
from ..stub import Stub
from .access import notice
from .accounts import add_account_screens
from .activation import add_activation_screens
from .bulk_check import add_bulk_check_screens
from .cancel import add_cancel_screens
from .consented import add_consented_screens
from .eligibility import add_eligibility_screens
from .entrance import add_entrance_screens
from .line import add_line_screen
from .medical import add_medical_screens
from .menu import add_menu_screens
from .reference import add_reference_screens
from .reinquiry import add_reinquiry_screens
from .results import add_result_screens
from .settings import add_settings_screens
from .urls import add_url_screens

_SCREENS = (
    add_entrance_screens,
    add_menu_screens,
    add_eligibility_screens,
    add_bulk_check_screens,
    add_reference_screens,
    add_consented_screens,
    add_reinquiry_screens,
    add_cancel_screens,
    add_result_screens,
    add_medical_screens,
    add_settings_screens,
    add_url_screens,
    add_account_screens,
    add_activation_screens,
    add_line_screen,
)


def terminal_screens(stub: Stub) -> Blueprint:
    """`/terminal/…`, behind a login of the institution."""
    blueprint = Blueprint("terminal", __name__, url_prefix="/terminal")

    @blueprint.errorhandler(RefusedError)
    def unreachable(_refusal: RefusedError) -> Response:
        return notice(
            "オンライン資格確認等システムに接続できません",
            "通信エラーが発生しました。時間をおいて、もう一度操作してください。",
            503,
        )

    for add_screens in _SCREENS:
        add_screens(blueprint, stub)
    return blueprint
