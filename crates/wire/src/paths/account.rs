//! Paths of `/api/account/v1`.

paths! {
    "/api/account/v1"

    session() "/session"
    look_at_invitation() "/invitations/look"
    accept_invitation() "/invitations/accept"
    look_at_password_link() "/password-links/look"
    use_password_link() "/password-links/use"
    found_secrets() "/found-secrets"
}
