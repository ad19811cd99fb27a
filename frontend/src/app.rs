//! The router, and the services that pages reach through context.

use leptos::prelude::*;
use leptos_router::{
    components::{ParentRoute, Route, Router, Routes},
    path,
};

use crate::{
    components::{
        feedback::{
            LeaveDialog, Toasts, provide_clock, provide_leave_guard, provide_open_dialogs, provide_toaster,
        },
        layout::{
            Announcer, Interruptions, LostPage, provide_announcer, provide_changes, provide_theme,
            provide_unread,
        },
        list::keep_scroll,
    },
    pages::{
        self,
        outside_portals::{AccountRoutes, Page, page},
    },
    route::at,
    session::Session,
};

#[component]
pub fn App() -> impl IntoView {
    Session::provide();
    provide_theme();
    provide_clock();
    provide_toaster();
    provide_open_dialogs();
    provide_unread();
    provide_changes();
    pages::admin::provide_lost_secrets();
    keep_scroll();
    // Before the router: what listens to Back first decides.
    provide_leave_guard();
    view! {
        <Router>
            {provide_announcer()}
            <div class="notices">
                <Interruptions />
                <Toasts />
            </div>
            <Pages />
            <LeaveDialog />
            <Announcer />
        </Router>
    }
}

#[component]
fn Pages() -> impl IntoView {
    view! {
        <Routes fallback=LostPage>
            <Route path=at(path!("/")) view=pages::Start />
            <Route path=at(path!("/sign-in")) view=pages::sign_in::SignIn />
            <Route path=at(path!("/sign-in/code")) view=page(Page::SignInCode) />
            <Route path=at(path!("/welcome")) view=page(Page::Welcome) />
            <Route path=at(path!("/forgot-password")) view=page(Page::ForgotPassword) />
            <Route path=at(path!("/new-address")) view=page(Page::NewAddress) />
            <Route path=at(path!("/new-password")) view=page(Page::NewPassword) />
            <Route path=at(path!("/found-a-secret")) view=page(Page::FoundASecret) />
            <Route path=at(path!("/secret")) view=page(Page::SecretLink) />
            <AccountRoutes />
            <pages::docs::DocsRoutes />
            <pages::developer::DeveloperRoutes />
            <pages::admin::AdminRoutes />
            <pages::operator::OperatorRoutes />
            <DesignRoutes />
        </Routes>
    }
}

/// `/design`, where the feature `component-tests` is on.
#[component(transparent)]
fn DesignRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    #[cfg(feature = "component-tests")]
    let view = crate::gallery::Gallery;
    #[cfg(not(feature = "component-tests"))]
    let view = LostPage;
    view! {
        <ParentRoute path=at(path!("/design")) view=leptos_router::components::Outlet>
            <Route path=at(path!("")) view />
        </ParentRoute>
    }
    .into_inner()
}
