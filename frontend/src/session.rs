//! Who is signed in, and where they belong.

use std::sync::Arc;

use leptos::{prelude::*, task::spawn_local};
use model::environment::Environment;
use wire::account::Me;

use crate::{
    api::{self, ApiError},
    route,
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Portal {
    Developer,
    Admin,
    Operator,
}

impl Portal {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Developer => "Developer portal",
            Self::Admin => "Admin portal",
            Self::Operator => "Operator portal",
        }
    }
}

/// A place of a portal where the person belongs: a publisher, a tenant, or the platform.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organisation {
    pub portal: Portal,
    /// `pub_…` or `ten_…`; empty for the platform.
    pub id: String,
    pub name: String,
    /// `owner`, `admin`, `developer`, `viewer` or `operator`.
    pub role: &'static str,
    pub sandbox: bool,
    /// Whether the role may change anything here; the server has the last word.
    pub may_act: bool,
    /// Whether the role may invite, change and remove members.
    pub may_manage_members: bool,
}

impl Organisation {
    /// The portal's first page.
    pub fn home(&self) -> String {
        match self.portal {
            Portal::Developer => route::developer::apps(&self.id),
            Portal::Admin => route::admin::integrations(&self.id),
            Portal::Operator => route::operator::TENANTS.to_owned(),
        }
    }
}

/// Every place where the person belongs: tenants, publishers, then the platform; live before sandbox.
pub fn organisations(me: &Me) -> Vec<Organisation> {
    let tenants = me.tenants.iter().map(|tenant| Organisation {
        portal: Portal::Admin,
        id: tenant.id.to_string(),
        name: tenant.name.clone(),
        role: tenant.role.as_str(),
        sandbox: tenant.kind == Environment::Sandbox,
        may_act: tenant.role.may_administer(),
        may_manage_members: tenant.role.may_manage_members(),
    });
    let publishers = me.publishers.iter().map(|publisher| Organisation {
        portal: Portal::Developer,
        id: publisher.id.to_string(),
        name: publisher.name.clone(),
        role: publisher.role.as_str(),
        sandbox: false,
        may_act: publisher.role.may_develop(),
        may_manage_members: publisher.role.may_manage_members(),
    });
    let platform = me.operator.then(|| Organisation {
        portal: Portal::Operator,
        id: String::new(),
        name: "Platform".to_owned(),
        role: "operator",
        sandbox: false,
        may_act: true,
        may_manage_members: true,
    });
    let mut all: Vec<_> = tenants.chain(publishers).chain(platform).collect();
    all.sort_by_key(|place| place.sandbox);
    all
}

#[derive(Debug, Clone, PartialEq)]
pub enum SessionState {
    /// The server has not answered yet.
    Asking,
    SignedOut,
    SignedIn(Arc<Me>),
    Unreachable(ApiError),
}

/// The session of this browser; reached by [`use_session`].
#[derive(Clone, Copy)]
pub struct Session {
    state: RwSignal<SessionState>,
}

pub fn use_session() -> Session {
    expect_context()
}

impl Session {
    /// Puts the session into context and asks the server who is there.
    pub fn provide() {
        let session = Self { state: RwSignal::new(SessionState::Asking) };
        provide_context(session);
        api::client::when_signed_out(move || session.state.set(SessionState::SignedOut));
        session.refresh();
    }

    pub fn state(self) -> SessionState {
        self.state.get()
    }

    pub fn me(self) -> Option<Arc<Me>> {
        match self.state.get() {
            SessionState::SignedIn(me) => Some(me),
            _ => None,
        }
    }

    pub fn organisations(self) -> Vec<Organisation> {
        self.me().map(|me| organisations(&me)).unwrap_or_default()
    }

    /// Takes what sign-in and accepting an invitation answer.
    pub fn signed_in(self, me: Me) {
        self.state.set(SessionState::SignedIn(Arc::new(me)));
    }

    /// Asks again, for example after joining or leaving an organisation.
    pub fn refresh(self) {
        spawn_local(async move {
            let state = match api::account::me().await {
                Ok(me) => SessionState::SignedIn(Arc::new(me)),
                Err(ApiError::SignedOut) => SessionState::SignedOut,
                Err(error) => SessionState::Unreachable(error),
            };
            self.state.set(state);
        });
    }

    /// Ends the session on the server, then here; the answer says why it could not.
    pub async fn sign_out(self) -> Result<(), ApiError> {
        match api::account::sign_out().await {
            Ok(()) | Err(ApiError::SignedOut) => {
                self.state.set(SessionState::SignedOut);
                Ok(())
            }
            Err(error) => Err(error),
        }
    }
}
