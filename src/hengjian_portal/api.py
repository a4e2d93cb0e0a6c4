"""
The API: every operation, how refusals are said, and the page that lists them.

Handlers stand in the rooms (`public/api.py`, `recalls/api.py`); here they come together.
"""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.renderers import JSONRenderer

from hengjian.errors import HengjianError
from hengjian_portal.accounts.doors import door
from hengjian_portal.accounts.policy import Refused
from hengjian_portal.public.api import router as public_router
from hengjian_portal.public.weighing_api import router as weighing_router
from hengjian_portal.recalls.api import router as cases_router

DESCRIPTION = (
    "Recalls for anybody, cases for those who have an account. Without an account nothing but "
    "public data is read. A refusal is always `{error, error_zh, where}`."
)


class _Renderer(JSONRenderer):
    """Chinese as it is written, not as numbers of its signs."""

    json_dumps_params = {"ensure_ascii": False}


api = NinjaAPI(
    title="Hengjian",
    version="1",
    description=DESCRIPTION,
    urls_namespace="api",
    docs_url=None,
    renderer=_Renderer(),
)
api.add_router("", public_router)
api.add_router("", weighing_router)
api.add_router("", cases_router)

_ZH = {
    401: "请先登录，或出示有效的访问令牌", 403: "未通过验证，请求被拒绝",
    404: "没有找到", 429: "请求过于频繁，请稍后再试",
}  # fmt: skip


def _fault(request: HttpRequest, status: int, en: str, zh: str, where: str = "") -> HttpResponse:
    told = {"error": en, "error_zh": zh, "where": where}
    return api.create_response(request, told, status=status)


@api.exception_handler(HengjianError)
def _not_done(request: HttpRequest, error: HengjianError) -> HttpResponse:
    """What the engines, the policy or a form refuse."""
    status = 403 if isinstance(error, Refused) else 409
    where = getattr(error, "where", "")
    return _fault(request, 422 if where else status, str(error), error.zh or "", where)


@api.exception_handler(ValidationError)
def _not_readable(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """A request that does not keep to the schema: the first thing wrong with it."""
    first = error.errors[0]
    where = ".".join(str(part) for part in first["loc"])
    return _fault(request, 422, first["msg"], f"{where}：格式不对，请对照接口说明", where)


@api.exception_handler(Http404)
def _not_there(request: HttpRequest, _error: Http404) -> HttpResponse:
    return _fault(request, 404, "not found, or not yours to see", _ZH[404])


@api.exception_handler(HttpError)
def _turned_away(request: HttpRequest, error: HttpError) -> HttpResponse:
    """Who did not sign in, asks too often, or sends what is no JSON."""
    zh = _ZH.get(error.status_code, "请求无法读取，请对照接口说明")
    return _fault(request, error.status_code, str(error), zh)


def operations() -> list[dict[str, Any]]:
    """Every operation with its address, what it does and what it takes, as the page lists them."""
    paths = api.get_openapi_schema(path_prefix="/api/")["paths"]
    return [
        {
            "method": method.upper(), "path": path, "summary": said["summary"],
            "zh": said["x-zh"], "description": said.get("description", "").replace("`", ""),
            "signed_in": bool(said.get("security")), "parameters": said.get("parameters", []),
        }
        for path, methods in paths.items()
        for method, said in methods.items()
    ]  # fmt: skip


@door("public.read")
def reference(request: HttpRequest) -> HttpResponse:
    """The page for whoever writes a program."""
    return render(request, "public/api.html", {"operations": operations()})
