//! The address of every page. Views link through these functions only.

use std::{fmt::Display, sync::Arc};

use leptos_router::PossibleRouteMatch;
use wire::pages;

/// A route's path without the types of its segments: each of those would have a copy of the router's code.
pub type RoutePath = Arc<dyn PossibleRouteMatch + Send + Sync>;

pub const START: &str = "/";
pub const SIGN_IN: &str = "/sign-in";
/// The second step of a sign-in.
pub const SIGN_IN_CODE: &str = "/sign-in/code";
/// Where people ask for a link to a new password.
pub const FORGOT_PASSWORD: &str = "/forgot-password";
pub const FOUND_A_SECRET: &str = "/found-a-secret";
pub const ACCOUNT: &str = pages::ACCOUNT;
/// Where the person is signed in.
pub const SESSIONS: &str = pages::SESSIONS;
/// The person's access tokens.
pub const ACCESS_TOKENS: &str = pages::ACCESS_TOKENS;
pub const NEW_ACCESS_TOKEN: &str = "/account/access-tokens/new";
/// Where a person who is signed in sets another name.
pub const NAME: &str = "/account/name";
/// Where a person who is signed in asks for another e-mail address.
pub const ADDRESS: &str = "/account/address";
/// Where a person who is signed in sets another password.
pub const PASSWORD: &str = "/account/password";
/// Where a person who is signed in sets up two-step sign-in.
pub const SECOND_FACTOR: &str = "/account/second-factor";
/// The person's inbox.
pub const NOTICES: &str = pages::NOTICES;
/// What of it is mailed.
pub const NOTICE_SETTINGS: &str = pages::NOTICE_SETTINGS;
/// What a demo would have mailed; no page of this program.
pub const DEMO_MAIL: &str = pages::DEMO_MAIL;
/// The documentation. Its pages may call the platform's APIs, which those of the portals may not, so links from there to here
/// and back load the whole page: they carry `rel="external"`.
pub const DOCS: &str = "/docs";

/// The path of a route.
pub fn at(path: impl PossibleRouteMatch + Send + Sync + 'static) -> RoutePath {
    Arc::new(path)
}

/// Whether a path is of a page that has a portal's frame around it.
pub fn is_in_a_portal(path: &str) -> bool {
    ["/admin/", "/developer/", "/operator/"].iter().any(|start| path.starts_with(start))
}

/// Sign-in that comes back to a path of ours afterwards.
pub fn sign_in_then(path: &str) -> String {
    if path == START || path.starts_with(SIGN_IN) {
        return SIGN_IN.to_owned();
    }
    format!("{SIGN_IN}?next={}", js_sys::encode_uri_component(path))
}

/// The second step of a sign-in that comes back to a path of ours afterwards.
pub fn sign_in_code(next: Option<&str>) -> String {
    let next = next.map(|next| format!("?next={}", js_sys::encode_uri_component(next)));
    format!("{SIGN_IN_CODE}{}", next.unwrap_or_default())
}

/// A path to go back to, unless it leads out of this site: read as the browser reads it, its origin must be ours.
pub fn safe_return(next: Option<&str>) -> String {
    let own = leptos::prelude::window().location().origin().unwrap_or_default();
    next.and_then(|next| path_within(next, &own)).unwrap_or_else(|| START.to_owned())
}

/// Path, query and fragment of an address that is read against `own`, where they are of that origin and stay so when
/// they are read once more.
fn path_within(address: &str, own: &str) -> Option<String> {
    let read = |address: &str| {
        let url = web_sys::Url::new_with_base(address, own).ok()?;
        let bare = url.origin() == own && url.username().is_empty() && url.password().is_empty();
        bare.then(|| url.pathname() + &url.search() + &url.hash())
    };
    let path = read(address)?;
    (path.starts_with('/') && !path.starts_with("//") && read(&path).as_ref() == Some(&path)).then_some(path)
}

pub mod docs {
    use super::Display;

    /// The list of guides, on the first page.
    pub const GUIDES: &str = "/docs#guides";

    /// One of the platform's APIs.
    pub fn api(api: impl Display) -> String {
        format!("/docs/apis/{api}")
    }
    /// One of our own.
    pub fn own(document: impl Display) -> String {
        format!("/docs/grantry/{document}")
    }
    pub fn guide(guide: impl Display) -> String {
        format!("/docs/guides/{guide}")
    }
}

pub mod developer {
    use super::{Display, pages};

    pub fn apps(publisher: impl Display) -> String {
        format!("/developer/{publisher}/apps")
    }
    pub fn new_app(publisher: impl Display) -> String {
        format!("/developer/{publisher}/apps/new")
    }
    pub fn app(publisher: impl Display, app: impl Display) -> String {
        pages::app(publisher, app)
    }
    pub fn edit_app(publisher: impl Display, app: impl Display) -> String {
        format!("/developer/{publisher}/apps/{app}/edit")
    }
    pub fn targets(publisher: impl Display, app: impl Display) -> String {
        format!("/developer/{publisher}/apps/{app}/tenants")
    }
    pub fn app_connections(publisher: impl Display, app: impl Display) -> String {
        format!("/developer/{publisher}/apps/{app}/connections")
    }
    pub fn app_usage(publisher: impl Display, app: impl Display) -> String {
        format!("/developer/{publisher}/apps/{app}/usage")
    }

    /// What tenants have answered about the newest version.
    pub fn roll_out(publisher: impl Display, app: impl Display) -> String {
        format!("/developer/{publisher}/apps/{app}/roll-out")
    }
    pub fn new_version(publisher: impl Display, app: impl Display) -> String {
        format!("/developer/{publisher}/apps/{app}/versions/new")
    }
    pub fn version(publisher: impl Display, app: impl Display, number: u32) -> String {
        format!("/developer/{publisher}/apps/{app}/versions/{number}")
    }
    pub fn connections(publisher: impl Display) -> String {
        format!("/developer/{publisher}/connections")
    }
    pub fn connection(publisher: impl Display, connection: impl Display) -> String {
        pages::developer_connection(publisher, connection)
    }
    pub fn activity(publisher: impl Display) -> String {
        pages::developer_activity(publisher)
    }
    pub fn team(publisher: impl Display) -> String {
        pages::team(publisher)
    }
    pub fn settings(publisher: impl Display) -> String {
        format!("/developer/{publisher}/settings")
    }
    pub fn webhooks(publisher: impl Display) -> String {
        format!("/developer/{publisher}/webhooks")
    }
    pub fn new_webhook(publisher: impl Display) -> String {
        format!("/developer/{publisher}/webhooks/new")
    }
    pub fn webhook(publisher: impl Display, webhook: impl Display) -> String {
        pages::developer_webhook(publisher, webhook)
    }
}

pub mod admin {
    use super::{Display, pages};

    /// The query of a connection's page, or of own credentials', that opens the dialog which regenerates the secret.
    pub const TO_REGENERATE: &str = "do=regenerate";

    /// One of these pages with that dialog open.
    pub fn regenerate(page: &str) -> String {
        format!("{page}?{TO_REGENERATE}")
    }
    /// Integrations & API access: the connections.
    pub fn integrations(tenant: impl Display) -> String {
        pages::integrations(tenant)
    }
    /// Connect new app: the apps that this tenant may see.
    pub fn connect(tenant: impl Display) -> String {
        format!("/admin/{tenant}/integrations/connect")
    }
    /// The consent page of an app.
    pub fn consent(tenant: impl Display, app: impl Display) -> String {
        pages::consent(tenant, app)
    }
    /// One app in all organisations that the reader administers.
    pub fn several(tenant: impl Display, app: impl Display) -> String {
        format!("/admin/{tenant}/integrations/connect/{app}/organisations")
    }
    pub fn connection(tenant: impl Display, connection: impl Display) -> String {
        pages::connection(tenant, connection)
    }
    /// The signed record of a decision.
    pub fn receipt(tenant: impl Display, receipt: impl Display) -> String {
        format!("/admin/{tenant}/receipts/{receipt}")
    }
    /// The review of a newer version of a connected app.
    pub fn update(tenant: impl Display, connection: impl Display) -> String {
        pages::update(tenant, connection)
    }
    /// The organisation's own credentials.
    pub fn api_access(tenant: impl Display) -> String {
        pages::api_access(tenant)
    }
    pub fn new_credential(tenant: impl Display) -> String {
        format!("/admin/{tenant}/api-access/new")
    }
    pub fn credential(tenant: impl Display, credential: impl Display) -> String {
        pages::credential(tenant, credential)
    }
    pub fn activity(tenant: impl Display) -> String {
        pages::activity(tenant)
    }
    pub fn members(tenant: impl Display) -> String {
        pages::members(tenant)
    }
    pub fn settings(tenant: impl Display) -> String {
        format!("/admin/{tenant}/settings")
    }
    pub fn webhooks(tenant: impl Display) -> String {
        format!("/admin/{tenant}/webhooks")
    }
    pub fn new_webhook(tenant: impl Display) -> String {
        format!("/admin/{tenant}/webhooks/new")
    }
    pub fn webhook(tenant: impl Display, webhook: impl Display) -> String {
        pages::webhook(tenant, webhook)
    }
}

pub mod operator {
    use super::Display;

    pub const TENANTS: &str = "/operator/tenants";
    pub const NEW_TENANT: &str = "/operator/tenants/new";
    pub const APIS: &str = "/operator/apis";
    pub const NEW_API: &str = "/operator/apis/new";
    pub const WORKLOAD_ISSUERS: &str = "/operator/workload-issuers";
    pub const NEW_WORKLOAD_ISSUER: &str = "/operator/workload-issuers/new";
    pub const PUBLISHERS: &str = "/operator/publishers";
    pub const NEW_PUBLISHER: &str = "/operator/publishers/new";
    pub const APPS: &str = "/operator/apps";
    pub const ACTIVITY: &str = super::pages::OPERATOR_ACTIVITY;
    pub const HEALTH: &str = "/operator/health";
    pub const OPERATORS: &str = super::pages::OPERATORS;

    pub fn tenant(tenant: impl Display) -> String {
        format!("{TENANTS}/{tenant}")
    }
    pub fn api(api: impl Display) -> String {
        format!("{APIS}/{api}")
    }
    pub fn workload_issuer(issuer: impl Display) -> String {
        format!("{WORKLOAD_ISSUERS}/{issuer}")
    }
    pub fn publisher(publisher: impl Display) -> String {
        format!("{PUBLISHERS}/{publisher}")
    }
}
