//! Calls of `/api/account/v1`.

use wire::{
    account::{
        AcceptInvitation, InvitationView, LeakedSecret, LookAtInvitation, LookAtPasswordLink, Me,
        PasswordLinkView, SignIn, Thanks, UsePasswordLink,
    },
    paths::account as paths,
};

use crate::Call;

/// The answer sets the session's cookie.
pub fn sign_in(request: SignIn) -> Call<Me> {
    Call::post(paths::session(), request)
}

pub fn who_am_i() -> Call<Me> {
    Call::get(paths::session())
}

pub fn sign_out() -> Call<()> {
    Call::delete(paths::session())
}

pub fn look_at_invitation(request: LookAtInvitation) -> Call<InvitationView> {
    Call::post(paths::look_at_invitation(), request)
}

/// The answer sets the session's cookie.
pub fn accept_invitation(request: AcceptInvitation) -> Call<Me> {
    Call::post(paths::accept_invitation(), request)
}

pub fn look_at_password_link(request: LookAtPasswordLink) -> Call<PasswordLinkView> {
    Call::post(paths::look_at_password_link(), request)
}

/// The answer sets the session's cookie.
pub fn use_password_link(request: UsePasswordLink) -> Call<Me> {
    Call::post(paths::use_password_link(), request)
}

pub fn report_leaked_secret(request: LeakedSecret) -> Call<Thanks> {
    Call::post(paths::found_secrets(), request)
}
