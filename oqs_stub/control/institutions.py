"""`/control/institutions`: the addresses of each institution's reception pages."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from ..faces import base_url
from ..records import TreatmentCategory
from ..stub import Stub
from ..urls import reception_url


def add_institutions(blueprint: Blueprint, stub: Stub) -> None:
    """Tell both URLs of an institution."""

    @blueprint.get("/institutions/<code>/url")
    def urls(code: str) -> Response:
        here = base_url(stub.config)
        return jsonify(
            {
                name: reception_url(
                    base_url=here,
                    category=category,
                    token=stub.institutions.url_token(code, category),
                )
                for name, category in (
                    ("home_visit", TreatmentCategory.HOME_VISIT),
                    ("online", TreatmentCategory.ONLINE),
                )
            }
        )
