"""`/control/disasters`: 災害時モード by region and period; off unless declared here."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from ..rules.disaster import EVERYWHERE, Disaster
from ..service.disaster_mode import named_in_vain
from ..stub import Stub
from .body import ControlRequestError, body_of_request, invalid, moment


def add_disasters(blueprint: Blueprint, stub: Stub) -> None:
    """Declare, tell and lift."""

    @blueprint.get("/disasters")
    def get_disasters() -> Response:
        return _told(stub)

    @blueprint.put("/disasters/<name>")
    def put_disaster(name: str) -> Response:
        body = body_of_request()
        try:
            stub.disasters.declare(
                Disaster(
                    name=name,
                    since=moment(body, "since"),
                    until=moment(body, "until"),
                    regions=_regions(body.get("regions", [EVERYWHERE])),
                )
            )
        except ControlRequestError:
            raise
        except ValueError as error:
            raise ControlRequestError(str(error)) from error
        return _told(stub)

    @blueprint.delete("/disasters/<name>")
    def delete_disaster(name: str) -> Response:
        if not stub.disasters.lift(name):
            raise ControlRequestError(
                f"「{name}」という災害時モードは宣言されていません。",
                code="disaster-unknown",
                status=404,
            )
        return _told(stub)


def _told(stub: Stub) -> Response:
    now = stub.clock.now()
    return jsonify(
        disasters=[
            {
                "name": one.name,
                "since": one.since.isoformat(),
                "until": one.until.isoformat(),
                "regions": list(one.regions),
                "in_force": one.since <= now < one.until,
                "named_in_vain": named_in_vain(one, institutions=stub.institutions),
            }
            for one in stub.disasters.all()
        ]
    )


def _regions(value: object) -> tuple[str, ...]:
    if isinstance(value, list) and value and all(isinstance(v, str) for v in value):
        return tuple(value)
    raise invalid("regions", ' ["99"] のような、文字列の空でない配列', value)
