//! The OpenAPI 3.1 document, generated from the routes and their types.

use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{InfoBuilder, OpenApi, OpenApiBuilder, SecurityRequirement};

use crate::auth::SESSION_COOKIE;
use crate::routes;

/// The OpenAPI document of the HTTP interface.
pub fn openapi() -> OpenApi {
    complete(routes::api().split_for_parts().1)
}

/// Adds what the routes do not say: what this is, and how one signs in.
pub(crate) fn complete(mut routes: OpenApi) -> OpenApi {
    let about = "One till for every channel: register, payments, stock, customers and books over one \
            database. Money is in minor units; errors are problem documents (RFC 9457); lists answer \
            `items` and `next_cursor`; writes take `Idempotency-Key`.";
    let info = InfoBuilder::new().title("OneTill").version(env!("CARGO_PKG_VERSION")).description(Some(about));
    let schemes = [
        ("bearer", SecurityScheme::Http(HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build())),
        ("session", SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::new(SESSION_COOKIE)))),
    ];
    let mut components = routes.components.take().unwrap_or_default();
    for (name, scheme) in schemes {
        components.add_security_scheme(name, scheme);
    }
    let none: [&str; 0] = [];
    OpenApiBuilder::new()
        .info(info.build())
        .paths(routes.paths)
        .components(Some(components))
        .security(Some([SecurityRequirement::new("bearer", none), SecurityRequirement::new("session", none)]))
        .build()
}
