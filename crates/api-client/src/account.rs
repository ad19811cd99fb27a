//! Calls of `/api/account/v1`.

use model::ids::{AccessTokenId, AppId, NoticeId, SessionId};
use wire::{
    account::{
        AcceptInvitation, AccessToken, AddressLinkView, AskForAddressChange, AskForPasswordLink, ChangeName,
        ChangePassword, InvitationView, LeakedSecret, LookAtAddressLink, LookAtInvitation,
        LookAtPasswordLink, LookAtSecretLink, MadeAccessToken, Me, NewAccessToken, OpenSecretLink,
        OpenedSecret, PasswordLinkView, SecretLinkView, SessionView, SignIn, Thanks, UseAddressLink,
        UsePasswordLink,
    },
    app_requests::AppInTenants,
    notices::{ChangeNoticeSettings, MarkRead, Notice, NoticeSettings, UnreadNotices},
    page::{Page, PageQuery},
    paths::account as paths,
    second_factor::{
        BeginSecondFactor, ConfirmSecondFactor, GiveCode, MakeRecoveryCodes, NewSecondFactor, RecoveryCodes,
        RemoveSecondFactor, SecondFactor,
    },
};

use crate::Call;

/// The answer sets the session's cookie.
pub fn sign_in(request: SignIn) -> Call<Me> {
    Call::post(paths::session(), request)
}

/// For a sign-in that waits for a code. The answer sets the session's cookie.
pub fn give_code(request: GiveCode) -> Call<Me> {
    Call::post(paths::session_code(), request)
}

pub fn second_factor() -> Call<SecondFactor> {
    Call::get(paths::second_factor())
}

pub fn begin_second_factor(request: BeginSecondFactor) -> Call<NewSecondFactor> {
    Call::post(paths::second_factor(), request)
}

pub fn confirm_second_factor(request: ConfirmSecondFactor) -> Call<RecoveryCodes> {
    Call::post(paths::confirm_second_factor(), request)
}

pub fn remove_second_factor(request: RemoveSecondFactor) -> Call<()> {
    Call::post(paths::remove_second_factor(), request)
}

pub fn make_recovery_codes(request: MakeRecoveryCodes) -> Call<RecoveryCodes> {
    Call::post(paths::recovery_codes(), request)
}

pub fn who_am_i() -> Call<Me> {
    Call::get(paths::session())
}

pub fn sign_out() -> Call<()> {
    Call::delete(paths::session())
}

/// All of them: there are few.
pub fn sessions() -> Call<Page<SessionView>> {
    Call::get(paths::sessions())
}

pub fn end_session(id: SessionId) -> Call<()> {
    Call::delete(paths::end_session(id))
}

pub fn end_other_sessions() -> Call<()> {
    Call::act(paths::end_other_sessions())
}

/// All of them: there are few.
pub fn access_tokens() -> Call<Page<AccessToken>> {
    Call::get(paths::access_tokens())
}

/// The answer alone has the token's text.
pub fn make_access_token(request: &NewAccessToken) -> Call<MadeAccessToken> {
    Call::post(paths::access_tokens(), request)
}

pub fn end_access_token(id: AccessTokenId) -> Call<()> {
    Call::delete(paths::access_token(id))
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

/// The same answer whether or not the address has an account.
pub fn ask_for_password_link(request: AskForPasswordLink) -> Call<Thanks> {
    Call::post(paths::password_resets(), request)
}

pub fn change_name(request: ChangeName) -> Call<Me> {
    Call::put(paths::name(), request)
}

/// The same answer whether or not the new address has an account.
pub fn ask_for_address_change(request: AskForAddressChange) -> Call<Thanks> {
    Call::post(paths::address_changes(), request)
}

pub fn look_at_address_link(request: LookAtAddressLink) -> Call<AddressLinkView> {
    Call::post(paths::look_at_address_link(), request)
}

/// The answer sets the session's cookie.
pub fn use_address_link(request: UseAddressLink) -> Call<Me> {
    Call::post(paths::use_address_link(), request)
}

/// The answer sets the session's cookie.
pub fn change_password(request: ChangePassword) -> Call<Me> {
    Call::post(paths::password(), request)
}

pub fn look_at_secret_link(request: LookAtSecretLink) -> Call<SecretLinkView> {
    Call::post(paths::look_at_secret_link(), request)
}

pub fn open_secret_link(request: OpenSecretLink) -> Call<OpenedSecret> {
    Call::post(paths::open_secret_link(), request)
}

/// One app in all tenants that the person administers.
pub fn app_in_tenants(app: AppId) -> Call<AppInTenants> {
    Call::get(paths::app_in_tenants(app))
}

pub fn report_leaked_secret(request: LeakedSecret) -> Call<Thanks> {
    Call::post(paths::found_secrets(), request)
}

pub fn notices(query: PageQuery) -> Call<Page<Notice>> {
    Call::list(paths::notices(), query)
}

pub fn unread_notices() -> Call<UnreadNotices> {
    Call::get(paths::unread_notices())
}

pub fn read_notice(id: NoticeId) -> Call<()> {
    Call::act(paths::read_notice(id))
}

pub fn read_notices(request: MarkRead) -> Call<()> {
    Call::post(paths::read_notices(), request)
}

pub fn notice_settings() -> Call<NoticeSettings> {
    Call::get(paths::notice_settings())
}

pub fn change_notice_settings(request: ChangeNoticeSettings) -> Call<NoticeSettings> {
    Call::put(paths::notice_settings(), request)
}
