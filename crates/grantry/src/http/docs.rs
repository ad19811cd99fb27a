//! The portals' APIs, mounted; and their OpenAPI documents, made of what is mounted.

use std::{collections::HashMap, sync::OnceLock};

use ::web::Answer;
use actix_web::{
    App, HttpResponse,
    middleware::from_fn,
    web::{self, Bytes, ServiceConfig},
};
use marketplace::Error;
use utoipa::{
    OpenApi as _, PartialSchema, ToSchema,
    openapi::{
        InfoBuilder, KnownFormat, OpenApi, OpenApiBuilder, RefOr, Schema, SchemaFormat, SecurityRequirement,
        security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme},
    },
};
use utoipa_actix_web::{AppExt, scope, service_config::ServiceConfig as Documented};
use wire::{
    docs::{OwnDocument, OwnDocuments},
    paths,
    problem::Problem,
};

use super::{catch_up::catch_up, webhook_docs};

/// A portal's API.
struct Portal {
    /// Of its document.
    name: &'static str,
    title: &'static str,
    /// Where it is mounted.
    path: &'static str,
    mount: fn(&mut ServiceConfig),
    document: fn(&mut Documented),
}

const PORTALS: [Portal; 4] = [
    Portal {
        name: "account",
        title: "Account API",
        path: paths::account::BASE,
        mount: |config| account_api::configure(config),
        document: |config| account_api::configure(config),
    },
    Portal {
        name: "developer",
        title: "Developer API",
        path: paths::developer::BASE,
        mount: |config| developer_api::configure(config),
        document: |config| developer_api::configure(config),
    },
    Portal {
        name: "admin",
        title: "Tenant admin API",
        path: paths::admin::BASE,
        mount: |config| admin_api::configure(config),
        document: |config| admin_api::configure(config),
    },
    Portal {
        name: "operator",
        title: "Operator API",
        path: paths::operator::BASE,
        mount: |config| operator_api::configure(config),
        document: |config| operator_api::configure(config),
    },
];

const ABOUT: &str = "JSON over HTTP, authenticated by the session cookie that `POST /api/account/v1/session` sets, or by a personal \
    access token (`Authorization: Bearer gta_…`), which needs a scope for each operation. \
    Problems are RFC 9457 problem details. Unknown fields are refused. Lists are newest first and paged by cursor. \
    [Found a secret?](/found-a-secret)";

/// Mounts the portals' APIs.
pub fn portals(config: &mut ServiceConfig) {
    for Portal { path, mount, .. } in PORTALS {
        config.service(web::scope(path).wrap(from_fn(catch_up)).configure(mount));
    }
}

fn document_of(portal: &Portal) -> OpenApi {
    let info = InfoBuilder::new().title(portal.title).version("1").description(Some(ABOUT)).build();
    let either = ["session", "bearer"];
    let either = either.map(|scheme| SecurityRequirement::new::<_, [&str; 0], &str>(scheme, [])).to_vec();
    let bare = OpenApiBuilder::new().info(info).security(Some(either)).build();
    let app = App::new().into_utoipa_app().openapi(bare);
    let (_, mut document) =
        app.service(scope::scope(portal.path).configure(portal.document)).split_for_parts();
    let cookie = SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::new(::web::SESSION_COOKIE)));
    let components = document.components.get_or_insert_default();
    components.add_security_scheme("session", cookie);
    let token = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("gta_…").build();
    components.add_security_scheme("bearer", SecurityScheme::Http(token));
    components.schemas.extend(problem_schemas());
    webhook_docs::describe(&mut document);
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
    let mut documents: Vec<_> = PORTALS.iter().map(|portal| (portal.name, document_of(portal))).collect();
    documents.push(("token", token_service::TokenServiceDoc::openapi()));
    documents.push(("demo", demo_api::DemoApiDoc::openapi()));
    documents.iter_mut().for_each(|(_, document)| bound_integers(document));
    documents
}

fn bound_integers(document: &mut OpenApi) {
    let components = document.components.iter_mut();
    components.flat_map(|components| components.schemas.values_mut()).for_each(bound_integer);
}

/// Says the largest number of `format: int32`, here and in each property. No revision and no number of a version comes near
/// it, so that nothing larger would be taken.
fn bound_integer(schema: &mut RefOr<Schema>) {
    let RefOr::T(Schema::Object(object)) = schema else { return };
    object.properties.values_mut().for_each(bound_integer);
    let is_int32 = object.format == Some(SchemaFormat::KnownFormat(KnownFormat::Int32));
    if is_int32 && object.maximum.is_none() {
        object.maximum = Some(i32::MAX.into());
    }
}

/// Each document's name, its title, where it is served, and what it is for, in the order in which they are listed.
const DOCUMENTS: [(&str, &str, &str, &str); 6] = [
    (
        "token",
        "Token service",
        "/openapi/token.json",
        "Tokens, introspection, revocation, keys and metadata.",
    ),
    ("account", "Account API", "/openapi/account.json", "Signing in, invitations, and who is signed in."),
    (
        "developer",
        "Developer API",
        "/openapi/developer.json",
        "Apps, versions and connections, for publishers.",
    ),
    (
        "admin",
        "Tenant admin API",
        "/openapi/admin.json",
        "Decisions about apps, and credentials, for tenants.",
    ),
    (
        "operator",
        "Operator API",
        "/openapi/operator.json",
        "APIs, tenants, publishers and people of the platform.",
    ),
    (DEMO, "Demo API", "/openapi/demo.json", "A protected API to try tokens on, with made-up patients."),
];
const DEMO: &str = "demo";
/// Which of them are served.
const LIST: &str = "/openapi/grantry.json";

/// The documents, that of the demo API where it is served.
pub fn configure(config: &mut ServiceConfig, demo_api: bool) {
    let served: Vec<_> = DOCUMENTS.into_iter().filter(|(name, ..)| demo_api || *name != DEMO).collect();
    for (name, _, address, _) in &served {
        let name = *name;
        config.route(address, web::get().to(async move || document(name)));
    }
    let listed = |(name, title, _, summary): (&str, &str, &str, &str)| OwnDocument {
        name: name.to_owned(),
        title: title.to_owned(),
        summary: summary.to_owned(),
    };
    let list = web::Data::new(OwnDocuments { documents: served.into_iter().map(listed).collect() });
    config.app_data(list).route(LIST, web::get().to(own));
}

async fn own(list: web::Data<OwnDocuments>) -> HttpResponse {
    HttpResponse::Ok().json(list.get_ref())
}

/// The documents as they are sent. They are made when the first one is asked for: most nodes are never asked, and what
/// they are made of takes megabytes.
static TEXTS: OnceLock<HashMap<&'static str, Bytes>> = OnceLock::new();

fn document(name: &str) -> Answer {
    let text = |(name, document): (&'static str, OpenApi)| Some((name, document.to_json().ok()?.into()));
    let texts = TEXTS.get_or_init(|| documents().into_iter().filter_map(text).collect());
    let text = texts.get(name).cloned().ok_or(Error::NotFound)?;
    Ok(HttpResponse::Ok().content_type("application/json").body(text))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::{Map, Value};

    use super::*;

    #[test]
    fn every_document_is_listed_by_its_title() {
        let listed: BTreeSet<_> =
            DOCUMENTS.into_iter().map(|(name, title, ..)| (name, title.to_owned())).collect();
        let made: BTreeSet<_> =
            documents().into_iter().map(|(name, document)| (name, document.info.title)).collect();
        assert_eq!(listed, made);
    }

    #[test]
    fn what_documents_and_operations_are_for_is_said_in_sentences() {
        for (name, document) in documents() {
            let document = serde_json::to_value(document).unwrap();
            let paths = document["paths"].as_object().into_iter().flat_map(Map::values);
            let operations = paths.filter_map(Value::as_object).flat_map(Map::values);
            for told in operations.chain([&document["info"]]) {
                let description = told["description"].as_str().unwrap_or(".");
                assert!(description.ends_with(['.', '?', ')', '`']), "{name}: {description}");
            }
        }
    }

    #[test]
    fn what_is_served_is_what_callers_spell() {
        let of_portals = documents().into_iter().take(PORTALS.len());
        let served: BTreeSet<String> =
            of_portals.flat_map(|(_, document)| document.paths.paths.into_keys()).collect();
        let spelled = paths::templates();
        let once: BTreeSet<String> = spelled.iter().map(|path| (*path).to_owned()).collect();
        assert_eq!(once.len(), spelled.len(), "a path is spelled twice in wire::paths");
        assert_eq!(served, once);
    }
}
