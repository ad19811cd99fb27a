//! The address of every page. Views link through these functions only.

use std::fmt::Display;

pub const START: &str = "/";
pub const SIGN_IN: &str = "/sign-in";
pub const FOUND_A_SECRET: &str = "/found-a-secret";
pub const ACCOUNT: &str = "/account";
pub const API_DOCS: &str = "/docs";

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

pub mod developer {
    use super::Display;

    pub fn apps(publisher: impl Display) -> String {
        format!("/developer/{publisher}/apps")
    }
    pub fn new_app(publisher: impl Display) -> String {
        format!("/developer/{publisher}/apps/new")
    }
    pub fn app(publisher: impl Display, app: impl Display) -> String {
        format!("/developer/{publisher}/apps/{app}")
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
        format!("/developer/{publisher}/connections/{connection}")
    }
    pub fn activity(publisher: impl Display) -> String {
        format!("/developer/{publisher}/activity")
    }
    pub fn team(publisher: impl Display) -> String {
        format!("/developer/{publisher}/team")
    }
    pub fn settings(publisher: impl Display) -> String {
        format!("/developer/{publisher}/settings")
    }
}

pub mod admin {
    use super::Display;

    /// Integrations & API access: the connections.
    pub fn integrations(tenant: impl Display) -> String {
        format!("/admin/{tenant}/integrations")
    }
    /// Connect new app: the apps that this tenant may see.
    pub fn connect(tenant: impl Display) -> String {
        format!("/admin/{tenant}/integrations/connect")
    }
    /// The consent page of an app.
    pub fn consent(tenant: impl Display, app: impl Display) -> String {
        format!("/admin/{tenant}/integrations/connect/{app}")
    }
    pub fn connection(tenant: impl Display, connection: impl Display) -> String {
        format!("/admin/{tenant}/integrations/{connection}")
    }
    /// The review of a newer version of a connected app.
    pub fn update(tenant: impl Display, connection: impl Display) -> String {
        format!("/admin/{tenant}/integrations/{connection}/update")
    }
    /// The organisation's own credentials.
    pub fn api_access(tenant: impl Display) -> String {
        format!("/admin/{tenant}/api-access")
    }
    pub fn new_credential(tenant: impl Display) -> String {
        format!("/admin/{tenant}/api-access/new")
    }
    pub fn credential(tenant: impl Display, credential: impl Display) -> String {
        format!("/admin/{tenant}/api-access/{credential}")
    }
    pub fn activity(tenant: impl Display) -> String {
        format!("/admin/{tenant}/activity")
    }
    pub fn members(tenant: impl Display) -> String {
        format!("/admin/{tenant}/members")
    }
    pub fn settings(tenant: impl Display) -> String {
        format!("/admin/{tenant}/settings")
    }
}

pub mod operator {
    use super::Display;

    pub const TENANTS: &str = "/operator/tenants";
    pub const NEW_TENANT: &str = "/operator/tenants/new";
    pub const APIS: &str = "/operator/apis";
    pub const NEW_API: &str = "/operator/apis/new";
    pub const PUBLISHERS: &str = "/operator/publishers";
    pub const NEW_PUBLISHER: &str = "/operator/publishers/new";
    pub const APPS: &str = "/operator/apps";
    pub const ACTIVITY: &str = "/operator/activity";
    pub const HEALTH: &str = "/operator/health";
    pub const OPERATORS: &str = "/operator/operators";

    pub fn tenant(tenant: impl Display) -> String {
        format!("{TENANTS}/{tenant}")
    }
    pub fn api(api: impl Display) -> String {
        format!("{APIS}/{api}")
    }
    pub fn publisher(publisher: impl Display) -> String {
        format!("{PUBLISHERS}/{publisher}")
    }
}
