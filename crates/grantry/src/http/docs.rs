//! The portals' APIs, mounted; their OpenAPI documents, made of what is mounted; and the pages that show them.

use actix_web::{
    App, HttpResponse,
    http::header,
    middleware::from_fn,
    web::{self, ServiceConfig},
};
use utoipa::{
    OpenApi as _, PartialSchema, ToSchema,
    openapi::{
        InfoBuilder, OpenApi, OpenApiBuilder, RefOr, Schema, SecurityRequirement,
        security::{ApiKey, ApiKeyValue, SecurityScheme},
    },
};
use utoipa_actix_web::{AppExt, scope, service_config::ServiceConfig as Documented};
use utoipa_swagger_ui::{Config, SwaggerUi, Url};
use wire::{base, problem::Problem};

use super::catch_up::catch_up;

type Configure = fn(&mut Documented);

/// Each portal's API: the name of its document, its title, where it is mounted, and its operations.
const PORTALS: [(&str, &str, &str, Configure); 4] = [
    ("account", "Account API", base::ACCOUNT, account_api::configure),
    ("developer", "Developer API", base::DEVELOPER, developer_api::configure),
    ("admin", "Tenant admin API", base::ADMIN, admin_api::configure),
    ("operator", "Operator API", base::OPERATOR, operator_api::configure),
];

const ABOUT: &str = "JSON over HTTP, authenticated by the session cookie that `POST /api/account/v1/session` sets. \
    Problems are RFC 9457 problem details. Unknown fields are refused. Lists are newest first and paged by cursor.";

/// Mounts the portals' APIs.
pub fn portals(config: &mut ServiceConfig) {
    for (_, _, path, configure) in PORTALS {
        let operations = move |config: &mut ServiceConfig| configure(&mut Documented::new(config));
        config.service(web::scope(path).wrap(from_fn(catch_up)).configure(operations));
    }
}

fn portal(title: &str, path: &'static str, configure: Configure) -> OpenApi {
    let info = InfoBuilder::new().title(title).version("1").description(Some(ABOUT)).build();
    let session = vec![SecurityRequirement::new::<_, [&str; 0], &str>("session", [])];
    let bare = OpenApiBuilder::new().info(info).security(Some(session)).build();
    let app = App::new().into_utoipa_app().openapi(bare);
    let (_, mut document) = app.service(scope::scope(path).configure(configure)).split_for_parts();
    let cookie = SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::new(::web::SESSION_COOKIE)));
    let components = document.components.get_or_insert_default();
    components.add_security_scheme("session", cookie);
    components.schemas.extend(problem_schemas());
    document
}

/// Operations name the problem's schema by reference alone.
fn problem_schemas() -> Vec<(String, RefOr<Schema>)> {
    let mut schemas = vec![(Problem::name().into_owned(), Problem::schema())];
    Problem::schemas(&mut schemas);
    schemas
}

/// Every OpenAPI document of the product, by name.
pub fn documents() -> Vec<(&'static str, OpenApi)> {
    let mut documents: Vec<_> = PORTALS
        .into_iter()
        .map(|(name, title, path, configure)| (name, portal(title, path, configure)))
        .collect();
    documents.push(("token", token_service::TokenServiceDoc::openapi()));
    documents.push(("demo", demo_api::DemoApiDoc::openapi()));
    documents
}

/// `/docs`: Swagger UI over the documents, the demo API first where it is served.
pub fn configure(config: &mut ServiceConfig, demo_api: bool) {
    let mut documents = documents();
    documents.retain(|(name, _)| *name != "demo" || demo_api);
    documents.rotate_right(usize::from(demo_api));
    let urls = documents.into_iter().map(|(name, document)| {
        let address = format!("/openapi/{name}.json");
        (Url::new(leak(document.info.title.clone()), leak(address)), document)
    });
    let ui = SwaggerUi::new("/docs/{_:.*}")
        .config(Config::default().try_it_out_enabled(true))
        .urls(urls.collect());
    config.route("/docs", web::get().to(to_docs)).service(ui);
}

/// Swagger UI wants names that live as long as the process; there are six.
fn leak(text: String) -> &'static str {
    Box::leak(text.into_boxed_str())
}

async fn to_docs() -> HttpResponse {
    HttpResponse::PermanentRedirect().insert_header((header::LOCATION, "/docs/")).finish()
}
