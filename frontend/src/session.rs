//! The session: the person who is signed in, and their organisations.

use std::sync::Arc;

use leptos::{prelude::*, task::spawn_local};
use model::{
    environment::Environment,
    ids::{PublisherId, TenantId},
    role::{PublisherRole, TenantRole},
};
use wire::{account::Me, problem::ProblemCode};

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

/// Where the person belongs, and as what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Membership {
    Tenant(TenantId, TenantRole),
    Publisher(PublisherId, PublisherRole),
    Operator,
}

/// A place of a portal where the person belongs: a publisher, a tenant, or the platform.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organisation {
    pub membership: Membership,
    pub name: String,
    pub sandbox: bool,
    /// Whether the role may change anything here; the server has the last word.
    pub may_act: bool,
    /// Whether the role may invite, change and remove members.
    pub may_manage_members: bool,
}

impl Organisation {
    pub const fn portal(&self) -> Portal {
        match self.membership {
            Membership::Tenant(..) => Portal::Admin,
            Membership::Publisher(..) => Portal::Developer,
            Membership::Operator => Portal::Operator,
        }
    }

    pub const fn role(&self) -> &'static str {
        match self.membership {
            Membership::Tenant(_, role) => role.as_str(),
            Membership::Publisher(_, role) => role.as_str(),
            Membership::Operator => "operator",
        }
    }

    /// As the addresses of its pages name it; the platform's name none.
    pub fn id(&self) -> Option<String> {
        match self.membership {
            Membership::Tenant(id, _) => Some(id.to_string()),
            Membership::Publisher(id, _) => Some(id.to_string()),
            Membership::Operator => None,
        }
    }

    /// The portal's first page.
    pub fn home(&self) -> String {
        match self.membership {
            Membership::Tenant(id, _) => route::admin::integrations(id),
            Membership::Publisher(id, _) => route::developer::apps(id),
            Membership::Operator => route::operator::TENANTS.to_owned(),
        }
    }
}

/// Every place where the person belongs: tenants, publishers, then the platform; live before sandbox.
pub fn organisations(me: &Me) -> Vec<Organisation> {
    let tenants = me.tenants.iter().map(|tenant| Organisation {
        membership: Membership::Tenant(tenant.id, tenant.role),
        name: tenant.name.clone(),
        sandbox: tenant.kind == Environment::Sandbox,
        may_act: tenant.role.may_administer(),
        may_manage_members: tenant.role.may_manage_members(),
    });
    let publishers = me.publishers.iter().map(|publisher| Organisation {
        membership: Membership::Publisher(publisher.id, publisher.role),
        name: publisher.name.clone(),
        sandbox: false,
        may_act: publisher.role.may_develop(),
        may_manage_members: publisher.role.may_manage_members(),
    });
    let platform = me.operator.then(|| Organisation {
        membership: Membership::Operator,
        name: "Platform".to_owned(),
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
    /// The server has ended it; what the person was at still stands on the page.
    ended: RwSignal<bool>,
    /// Someone else has signed in in this browser.
    another: RwSignal<bool>,
    /// What was done before either: "2 of 5 tenants were added".
    done_before: RwSignal<Option<String>>,
    /// The number of the question whose answer counts.
    asked: StoredValue<u32>,
}

pub fn use_session() -> Session {
    expect_context()
}

impl Session {
    /// Puts the session into context and asks the server who is there.
    pub fn provide() {
        let session = Self {
            state: RwSignal::new(SessionState::Asking),
            ended: RwSignal::new(false),
            another: RwSignal::new(false),
            done_before: RwSignal::new(None),
            asked: StoredValue::new(0),
        };
        provide_context(session);
        api::client::when_signed_out(move || session.is_over());
        api::client::when_another_person(move || session.another.set(true));
        session.refresh();
    }

    /// Where someone was signed in, the page stays as it is, and asks them to sign in again.
    fn is_over(self) {
        if matches!(self.state.get_untracked(), SessionState::SignedIn(_)) {
            self.ended.set(true);
        } else {
            self.state.set(SessionState::SignedOut);
        }
    }

    pub fn ended(self) -> RwSignal<bool> {
        self.ended
    }

    pub fn another(self) -> RwSignal<bool> {
        self.another
    }

    pub fn done_before(self) -> RwSignal<Option<String>> {
        self.done_before
    }

    /// Leaves the page for the sign-in page.
    pub fn give_up(self) {
        self.stamp();
        self.ended.set(false);
        api::client::act_for(None);
        self.state.set(SessionState::SignedOut);
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
        self.stamp();
        let person = me.id.to_string();
        self.ended.set(false);
        self.done_before.set(None);
        self.state.set(SessionState::SignedIn(Arc::new(me)));
        api::client::act_for(Some(person));
    }

    /// Asks again, for example after joining or leaving an organisation.
    pub fn refresh(self) {
        let number = self.stamp();
        spawn_local(async move {
            let answer = api::account::me().await;
            // Someone has signed in or out since, or it was asked again.
            if self.asked.get_value() != number {
                return;
            }
            match answer {
                Ok(me) => self.signed_in(me),
                Err(ApiError::SignedOut) => self.is_over(),
                // The page is about to be loaded again.
                Err(error) if error.code() == Some(ProblemCode::AnotherPerson) => {}
                Err(error) => self.is_unreachable(error),
            }
        });
    }

    /// Marks what was asked before as out of date.
    fn stamp(self) -> u32 {
        self.asked.update_value(|asked| *asked += 1);
        self.asked.get_value()
    }

    /// Where it is known who is there, the page stays as it is.
    fn is_unreachable(self, error: ApiError) {
        if matches!(self.state.get_untracked(), SessionState::Asking | SessionState::Unreachable(_)) {
            self.state.set(SessionState::Unreachable(error));
        }
    }

    /// As when the app starts: what is known of the person is true no longer.
    pub fn start_over(self) {
        self.state.set(SessionState::Asking);
        self.refresh();
    }

    /// Ends the session on the server, then here; the answer says why it could not.
    pub async fn sign_out(self) -> Result<(), ApiError> {
        match api::account::sign_out().await {
            Ok(()) | Err(ApiError::SignedOut) => {
                self.give_up();
                Ok(())
            }
            Err(error) => Err(error),
        }
    }
}
