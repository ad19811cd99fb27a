//! The app's logo as admins see it, and what became of the address that was given for it.

use leptos::{prelude::*, task::spawn_local};
use model::logo::LogoState;
use wire::developer::{App, Logo as Taken};

use super::{super::reader::use_publisher, address::Address};
use crate::{
    api,
    components::{
        Icon, Logo, Symbol,
        form::{ErrorSummary, Form, FormState, SideButton},
        layout::use_organisation,
    },
    dom,
    pages::focus::settle_focus,
};

/// While it is being fetched: between two looks, in milliseconds, and how many.
const LOOK_EVERY: u32 = 1000;
const LOOKS: usize = 60;

#[component]
pub fn LogoFacts(app: App) -> impl IntoView {
    let (publisher, may_act) = (use_publisher(), use_organisation().may_act);
    let (id, name, address) =
        (app.id, String::from(app.details.name), app.details.logo_url.map(String::from));
    let (logo, form) = (RwSignal::new(app.logo), FormState::new().named("Fetch the logo again"));
    let look_until_it_is_settled = move || {
        spawn_local(async move {
            for _ in 0..LOOKS {
                if !logo.try_with_untracked(is_waiting).unwrap_or_default() {
                    return;
                }
                dom::sleep(LOOK_EVERY).await;
                if let Ok(app) = api::call(api::developer::app(publisher, id)).await {
                    logo.try_set(app.logo);
                }
            }
        });
    };
    look_until_it_is_settled();
    let again = move |()| {
        form.send(api::call(api::developer::fetch_logo(publisher, id)), move |app: App| {
            logo.set(app.logo);
            look_until_it_is_settled();
            settle_focus();
        });
    };
    let button = move || {
        let shown = may_act && logo.with(|logo| matches!(logo.state, LogoState::Taken | LogoState::Refused));
        let words = move || {
            if logo.with(|logo| logo.state == LogoState::Refused) { "Try again" } else { "Fetch again" }
        };
        shown.then(|| {
            view! {
                <SideButton on_press=again>
                    <Icon symbol=Symbol::Refresh />
                    {words}
                </SideButton>
            }
        })
    };
    view! {
        <Form state=form on_submit=again>
            <ErrorSummary />
            <div class="grid grid-cols-[minmax(0,1fr)] justify-items-start gap-2">
                <div class="flex flex-wrap items-center gap-3 wrap-anywhere">
                    {move || view! { <Logo name=name.clone() url=logo.with(|logo| logo.image.clone()) /> }}
                    <Address url=address />
                </div>
                <p role="status">{move || logo.with(|logo| words(logo, may_act))}</p>
                {button}
            </div>
        </Form>
    }
}

fn is_waiting(logo: &Taken) -> bool {
    logo.state == LogoState::Waiting
}

fn words(logo: &Taken, may_act: bool) -> String {
    let before = match logo.image {
        Some(_) => " Admins still see the previous picture.",
        None => "",
    };
    match logo.state {
        LogoState::None => String::new(),
        LogoState::Waiting => format!("It is being fetched.{before}"),
        LogoState::Taken if !may_act => "Admins see this copy.".to_owned(),
        LogoState::Taken => {
            "Admins see this copy. If the picture at the address changes, fetch it again.".to_owned()
        }
        LogoState::Refused => format!("{}{before}", logo.reason.as_deref().unwrap_or_default()),
    }
}
