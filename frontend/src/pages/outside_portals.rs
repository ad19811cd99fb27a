//! Pages that belong to no portal, but for sign-in: one part of the program.

use leptos::prelude::*;
use leptos_router::{
    components::{ParentRoute, Route},
    path,
};
use wasm_split_helpers::{SplitLoaderError, wasm_split};

use super::{
    access_tokens, account, account_address, account_name, account_password, account_second_factor,
    forgot_password, found_a_secret, new_access_token, new_address, new_password, notice_settings, notices,
    secret_link, sessions, sign_in_code, welcome,
};
use crate::{
    components::layout::{AccountFrame, Around, FetchedPage},
    route::at,
};

#[derive(Clone, Copy, PartialEq)]
pub enum Page {
    AccessTokens,
    NewAccessToken,
    Account,
    AccountAddress,
    AccountName,
    AccountPassword,
    AccountSecondFactor,
    Sessions,
    Notices,
    NoticeSettings,
    Welcome,
    ForgotPassword,
    NewAddress,
    NewPassword,
    FoundASecret,
    SecretLink,
    SignInCode,
}

pub fn page(page: Page) -> impl Fn() -> AnyView + Clone + Send + Sync + 'static {
    // The pages of the account have its frame around them.
    let bare = !matches!(
        page,
        Page::AccessTokens
            | Page::NewAccessToken
            | Page::Account
            | Page::AccountAddress
            | Page::AccountName
            | Page::AccountPassword
            | Page::AccountSecondFactor
            | Page::Sessions
            | Page::Notices
            | Page::NoticeSettings
    );
    let around = if bare { Around::Bare } else { Around::Frame };
    move || view! { <FetchedPage around fetch page=move || built(page) /> }.into_any()
}

#[component(transparent)]
pub fn AccountRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! {
        <ParentRoute path=at(path!("/account")) view=AccountFrame>
            <Route path=at(path!("")) view=page(Page::Account) />
            <Route path=at(path!("sessions")) view=page(Page::Sessions) />
            <Route path=at(path!("access-tokens")) view=page(Page::AccessTokens) />
            <Route path=at(path!("access-tokens/new")) view=page(Page::NewAccessToken) />
            <Route path=at(path!("address")) view=page(Page::AccountAddress) />
            <Route path=at(path!("name")) view=page(Page::AccountName) />
            <Route path=at(path!("password")) view=page(Page::AccountPassword) />
            <Route path=at(path!("second-factor")) view=page(Page::AccountSecondFactor) />
            <Route path=at(path!("notices")) view=page(Page::Notices) />
            <Route path=at(path!("notices/settings")) view=page(Page::NoticeSettings) />
        </ParentRoute>
    }
    .into_inner()
}

#[wasm_split(outside, preload(fetch), fallible)]
fn built(page: Page) -> Result<AnyView, SplitLoaderError> {
    Ok(match page {
        Page::AccessTokens => view! { <access_tokens::AccessTokens /> }.into_any(),
        Page::NewAccessToken => view! { <new_access_token::NewToken /> }.into_any(),
        Page::Account => view! { <account::Account /> }.into_any(),
        Page::Sessions => view! { <sessions::Sessions /> }.into_any(),
        Page::AccountAddress => view! { <account_address::AccountAddress /> }.into_any(),
        Page::AccountName => view! { <account_name::AccountName /> }.into_any(),
        Page::AccountPassword => view! { <account_password::AccountPassword /> }.into_any(),
        Page::AccountSecondFactor => view! { <account_second_factor::AccountSecondFactor /> }.into_any(),
        Page::Notices => view! { <notices::Notices /> }.into_any(),
        Page::NoticeSettings => view! { <notice_settings::NoticeSettingsPage /> }.into_any(),
        Page::Welcome => view! { <welcome::Welcome /> }.into_any(),
        Page::ForgotPassword => view! { <forgot_password::ForgotPassword /> }.into_any(),
        Page::NewAddress => view! { <new_address::NewAddress /> }.into_any(),
        Page::NewPassword => view! { <new_password::NewPassword /> }.into_any(),
        Page::FoundASecret => view! { <found_a_secret::FoundASecret /> }.into_any(),
        Page::SecretLink => view! { <secret_link::SecretLink /> }.into_any(),
        Page::SignInCode => view! { <sign_in_code::SignInCode /> }.into_any(),
    })
}
