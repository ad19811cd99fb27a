//! Pages that belong to no portal, but for sign-in: one part of the program.

use leptos::prelude::*;
use leptos_router::{
    components::{ParentRoute, Route},
    path,
};
use wasm_split_helpers::{SplitLoaderError, wasm_split};

use super::{
    account, account_address, account_name, account_password, account_second_factor, forgot_password,
    found_a_secret, new_address, new_password, notice_settings, notices, secret_link, sessions, sign_in_code,
    welcome,
};
use crate::components::layout::{AccountFrame, FetchedPage};

#[derive(Clone, Copy, PartialEq)]
pub enum Page {
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
        Page::Account
            | Page::AccountAddress
            | Page::AccountName
            | Page::AccountPassword
            | Page::AccountSecondFactor
            | Page::Sessions
            | Page::Notices
            | Page::NoticeSettings
    );
    move || view! { <FetchedPage bare fetch page=move || built(page) /> }.into_any()
}

#[component(transparent)]
pub fn AccountRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! {
        <ParentRoute path=path!("/account") view=AccountFrame>
            <Route path=path!("") view=page(Page::Account) />
            <Route path=path!("sessions") view=page(Page::Sessions) />
            <Route path=path!("address") view=page(Page::AccountAddress) />
            <Route path=path!("name") view=page(Page::AccountName) />
            <Route path=path!("password") view=page(Page::AccountPassword) />
            <Route path=path!("second-factor") view=page(Page::AccountSecondFactor) />
            <Route path=path!("notices") view=page(Page::Notices) />
            <Route path=path!("notices/settings") view=page(Page::NoticeSettings) />
        </ParentRoute>
    }
    .into_inner()
}

#[wasm_split(outside, preload(fetch), fallible)]
fn built(page: Page) -> Result<AnyView, SplitLoaderError> {
    Ok(match page {
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
