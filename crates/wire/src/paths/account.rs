//! Paths of `/api/account/v1`.

use model::ids::{AccessTokenId, AppId, NoticeId, SessionId};

paths! {
    "/api/account/v1"

    session() "/session"
    session_code() "/session/code"
    second_factor() "/second-factor"
    confirm_second_factor() "/second-factor/confirm"
    remove_second_factor() "/second-factor/remove"
    recovery_codes() "/second-factor/recovery-codes"
    sessions() "/sessions"
    end_other_sessions() "/other-sessions/end"
    end_session(session_id: SessionId) "/sessions/{session_id}"
    access_tokens() "/access-tokens"
    access_token(access_token_id: AccessTokenId) "/access-tokens/{access_token_id}"
    look_at_invitation() "/invitations/look"
    accept_invitation() "/invitations/accept"
    look_at_password_link() "/password-links/look"
    use_password_link() "/password-links/use"
    password_resets() "/password-resets"
    password() "/password"
    name() "/name"
    address_changes() "/address-changes"
    look_at_address_link() "/address-changes/look"
    use_address_link() "/address-changes/use"
    look_at_secret_link() "/secret-links/look"
    open_secret_link() "/secret-links/open"
    found_secrets() "/found-secrets"

    notices() "/notices"
    unread_notices() "/notices/unread"
    read_notices() "/notices/read"
    notice_settings() "/notices/settings"
    read_notice(notice_id: NoticeId) "/notices/{notice_id}/read"
    app_in_tenants(app_id: AppId) "/apps/{app_id}/tenants"
}

parameters! {
    AccessTokenPath { access_token_id: AccessTokenId }
    AppPath { app_id: AppId }
    NoticePath { notice_id: NoticeId }
    SessionPath { session_id: SessionId }
}
