"""The OpenAPI document and its page."""

from fastapi import Request
from fastapi.responses import HTMLResponse, JSONResponse

from headframe.server.operator.context import guarded_router
from headframe.server.operator.docs import CONTENT_SECURITY_POLICY, page

router = guarded_router("documentation")


@router.get("/openapi.json", include_in_schema=False)
async def get_openapi_document(request: Request) -> JSONResponse:
    """This API as an OpenAPI 3.1 document."""
    return JSONResponse(request.app.openapi())


@router.get("/docs", include_in_schema=False)
async def get_docs_page(request: Request) -> HTMLResponse:
    """This API as a page to read."""
    return HTMLResponse(
        page(request.app.openapi()), headers={"Content-Security-Policy": CONTENT_SECURITY_POLICY}
    )
