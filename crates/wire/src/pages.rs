//! Addresses of pages that notices and mails lead to, spelled once for the server and the pages.

use std::fmt::Display;

pub const ACCOUNT: &str = "/account";
pub const SESSIONS: &str = "/account/sessions";
/// The person's access tokens.
pub const ACCESS_TOKENS: &str = "/account/access-tokens";
pub const NOTICES: &str = "/account/notices";
pub const NOTICE_SETTINGS: &str = "/account/notices/settings";
/// What a demo would have mailed.
pub const DEMO_MAIL: &str = "/demo/mail";
pub const OPERATORS: &str = "/operator/operators";
pub const OPERATOR_ACTIVITY: &str = "/operator/activity";

pub fn integrations(tenant: impl Display) -> String {
    format!("/admin/{tenant}/integrations")
}

/// Where an app is allowed or declined.
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

pub fn api_access(tenant: impl Display) -> String {
    format!("/admin/{tenant}/api-access")
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

pub fn webhook(tenant: impl Display, webhook: impl Display) -> String {
    format!("/admin/{tenant}/webhooks/{webhook}")
}

pub fn app(publisher: impl Display, app: impl Display) -> String {
    format!("/developer/{publisher}/apps/{app}")
}

pub fn developer_connection(publisher: impl Display, connection: impl Display) -> String {
    format!("/developer/{publisher}/connections/{connection}")
}

pub fn developer_activity(publisher: impl Display) -> String {
    format!("/developer/{publisher}/activity")
}

pub fn developer_webhook(publisher: impl Display, webhook: impl Display) -> String {
    format!("/developer/{publisher}/webhooks/{webhook}")
}

pub fn team(publisher: impl Display) -> String {
    format!("/developer/{publisher}/team")
}
