//! What access tokens need for each operation of `/api/account/v1`.

use super::{Need, Needs};

pub const NEEDS: Needs = &[
    (
        Need::READ,
        &[
            ("GET", "/apps/{app_id}/tenants"),
            ("GET", "/notices"),
            ("GET", "/notices/settings"),
            ("GET", "/notices/unread"),
            ("GET", "/session"),
        ],
    ),
    (
        Need::WRITE,
        &[("POST", "/notices/read"), ("PUT", "/notices/settings"), ("POST", "/notices/{notice_id}/read")],
    ),
    (
        Need::OnlyPeople,
        &[
            ("GET", "/access-tokens"),
            ("POST", "/access-tokens"),
            ("DELETE", "/access-tokens/{access_token_id}"),
            ("POST", "/address-changes"),
            ("PUT", "/name"),
            ("POST", "/other-sessions/end"),
            ("POST", "/password"),
            ("GET", "/second-factor"),
            ("POST", "/second-factor"),
            ("POST", "/second-factor/confirm"),
            ("POST", "/second-factor/recovery-codes"),
            ("POST", "/second-factor/remove"),
            ("DELETE", "/session"),
            ("GET", "/sessions"),
            ("DELETE", "/sessions/{session_id}"),
        ],
    ),
    (
        Need::Public,
        &[
            ("POST", "/address-changes/look"),
            ("POST", "/address-changes/use"),
            ("POST", "/found-secrets"),
            ("POST", "/invitations/accept"),
            ("POST", "/invitations/look"),
            ("POST", "/password-links/look"),
            ("POST", "/password-links/use"),
            ("POST", "/password-resets"),
            ("POST", "/secret-links/look"),
            ("POST", "/secret-links/open"),
            ("POST", "/session"),
            ("POST", "/session/code"),
        ],
    ),
];
