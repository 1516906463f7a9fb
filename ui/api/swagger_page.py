"""The interactive page of the API: Swagger UI over `/api/openapi.json`, its scripts from this machine alone."""

from importlib.resources import files

from fastapi import APIRouter
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.responses import HTMLResponse, Response

from corpus import NotFoundError

PATH = "/api/docs"
_ASSETS = {"swagger-ui-bundle.js": "text/javascript", "swagger-ui.css": "text/css"}

# its own colours have too little contrast
_DARKER = (
    ".swagger-ui .info .title small pre.version{background:#595f6b}.swagger-ui .info .title small{background:#595f6b}"
    ".swagger-ui .info .title small.version-stamp,.swagger-ui .info .title small.version-stamp pre.version"
    "{background:#466300}.swagger-ui .info .link,.swagger-ui .info .url{color:#1f5f9e}"
    ".swagger-ui .opblock .opblock-summary-method{color:#0b1b2b;text-shadow:none}"
    ".swagger-ui .json-schema-2020-12-expand-deep-button{color:#595f6b}"
)


def router(title: str, description: str) -> APIRouter:
    """Return the page's routes.

    :param title: Of the page.
    :param description: Address of the OpenAPI description.
    """
    routes = APIRouter(include_in_schema=False)

    @routes.get(PATH)
    def page() -> HTMLResponse:
        shown = get_swagger_ui_html(
            openapi_url=description,
            title=title,
            swagger_js_url=f"{PATH}/swagger-ui-bundle.js",
            swagger_css_url=f"{PATH}/swagger-ui.css",
            swagger_favicon_url="/page/icon.svg",
            swagger_ui_parameters={"tryItOutEnabled": True, "filter": True, "validatorUrl": None},
        )
        page = bytes(shown.body).decode("utf-8").replace("<html>", '<html lang="en">', 1)
        return HTMLResponse(page.replace("</head>", f"<style>{_DARKER}</style></head>", 1))

    @routes.get(f"{PATH}/{{name}}")
    def asset(name: str) -> Response:
        if name not in _ASSETS:
            raise NotFoundError("no such file {name!r} of the API page", code="no_api_file", name=name)
        content = files("fastapi_swagger.resources").joinpath(name).read_bytes()
        return Response(content, media_type=_ASSETS[name], headers={"Cache-Control": "max-age=3600"})

    return routes
