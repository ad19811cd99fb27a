//! What an operation costs: how many statements it sends, and in which order it ends.

pub mod market;

use std::pin::Pin;

use marketplace::Error;
use model::{role::TenantRole, update::Answer};
use wire::{
    admin::{Allow, BlockPublisher, Decline, Delete, NewCredential},
    members::InviteTenantMember,
    operator::{NewResourceServer, SuspendApp},
    secrets::Regenerate,
    stops::Pause,
    updates::{AnswerUpdate, ScopeAnswer},
};

use crate::harness::{Outcome, next, on_both_databases};
use market::Market;

on_both_databases! { operations_keep_to_their_budgets lists_without_parts_cost_the_same_whatever_their_length }

/// The wall of a tenant is set by it (PostgreSQL alone).
const WALL: &str = "set_config('grantry.tenant'";
/// Claiming a key, and keeping the answer under it. What people hear of costs one more: its row of the outbox.
const KEY: usize = 2;
/// Whoever changes something waits behind it (PostgreSQL alone), and does no more than what takes it: the change's row.
const CHANGE_LOCK: &str = "pg_advisory_xact_lock(7236829514002)";

type Doing<'a, T> = Pin<Box<dyn Future<Output = Result<T, Error>> + 'a>>;

/// What went beyond a budget, or ended in another order.
#[derive(Default)]
struct Overdrawn(Vec<String>);

impl Overdrawn {
    /// Does it with so many statements at most.
    async fn at_most<T>(&mut self, most: usize, what: &str, doing: Doing<'_, T>) -> Outcome<T> {
        let (done, sent) = store::sent(doing).await;
        self.look_at(most, what, &sent);
        Ok(done.map_err(|error| format!("{what}: {error}"))?)
    }

    /// As `at_most`, within one tenant's wall from beginning to end.
    async fn within<T>(&mut self, most: usize, what: &str, doing: Doing<'_, T>) -> Outcome<T> {
        let (done, sent) = store::sent(doing).await;
        self.look_at(most, what, &sent);
        if sent.iter().filter(|sql| sql.contains(WALL)).count() > 1 {
            self.note(&format!("{what} goes through another wall"), &sent);
        }
        Ok(done.map_err(|error| format!("{what}: {error}"))?)
    }

    fn look_at(&mut self, most: usize, what: &str, sent: &[String]) {
        if sent.len() > most {
            self.note(&format!("{what} may send {most} statements and sent {}", sent.len()), sent);
        }
        let locked = sent.iter().position(|sql| sql.contains(CHANGE_LOCK));
        if locked.is_some_and(|locked| locked + 1 < sent.len()) {
            self.note(&format!("{what} does more behind the lock of the change log"), sent);
        }
    }

    fn note(&mut self, what: &str, sent: &[String]) {
        self.0.push(format!("{what}:\n    {}", sent.join("\n    ")));
    }

    fn settle(self) -> Outcome {
        if self.0.is_empty() { Ok(()) } else { Err(self.0.join("\n").into()) }
    }
}

/// Each under an `Idempotency-Key`, as the pages send them.
async fn operations_keep_to_their_budgets(url: &str) -> Outcome {
    let market = Market::open(url).await?;
    let here = &market.here;
    let mut budget = Overdrawn::default();

    let app = market.app(&["patients.read"], &["claims.read"]).await?;
    let allow = || Allow {
        version: 1,
        details_revision: 1,
        optional_scopes: vec!["claims.read".parse().expect("a scope")],
        ends_at: None,
    };
    let by = market.admin().await?;
    let allowed =
        budget.within(17 + KEY, "allow", Box::pin(here.decisions().allow(&by, app, allow()))).await?;
    let id = allowed.connection.id;
    let by = market.admin().await?;
    // Two of them read what its page shows beside the change.
    let disable = here.tenant_connections().pause(&by, id, Pause { reason: "Why not".into() });
    budget.within(14 + KEY, "disable", Box::pin(disable)).await?;
    let by = market.admin().await?;
    budget.within(14 + KEY, "restore", Box::pin(here.tenant_connections().resume(&by, id))).await?;
    let by = market.admin().await?;
    let regenerate = here.tenant_connections().regenerate_secret(&by, id, Regenerate::default());
    budget.within(15 + KEY, "regenerate", Box::pin(regenerate)).await?;

    let by = market.developer().await?;
    let pause = here.publisher_connections().pause(&by, id, Pause { reason: "Repairs".into() });
    budget.at_most(16 + KEY, "the developer's pause", Box::pin(pause)).await?;
    let by = market.developer().await?;
    budget
        .at_most(15 + KEY, "the developer's resume", Box::pin(here.publisher_connections().resume(&by, id)))
        .await?;
    let by = market.developer().await?;
    let version = market.version(1, &["patients.read"], &["claims.read", "patients.change"])?;
    budget.at_most(19 + KEY, "publish", Box::pin(here.versions().publish(&by, app, version))).await?;
    let by = market.admin().await?;
    let answers = vec![ScopeAnswer { name: "patients.change".parse()?, answer: Answer::NotNow }];
    let update = AnswerUpdate { version: 2, details_revision: 1, answers };
    budget.within(22 + KEY, "answer", Box::pin(here.updates().answer(&by, id, update))).await?;
    let by = market.operator().await?;
    let suspend = here.apps().suspend(&by, app, SuspendApp { reason: "Complaints".into() });
    budget.at_most(22 + KEY, "suspend", Box::pin(suspend)).await?;
    let by = market.operator().await?;
    budget.at_most(21 + KEY, "restore an app", Box::pin(here.apps().restore(&by, app))).await?;
    let by = market.admin().await?;
    let delete = Delete { confirmation: allowed.connection.app_name.clone().into() };
    budget.within(18 + KEY, "delete", Box::pin(here.tenant_connections().delete(&by, id, delete))).await?;

    let other = market.app(&["patients.read"], &[]).await?;
    let by = market.admin().await?;
    let decline = Decline { version: 1, details_revision: 1, reason: "Not now".into() };
    budget.within(12 + KEY, "decline", Box::pin(here.decisions().decline(&by, other, decline))).await?;
    let by = market.admin().await?;
    let own = NewCredential { name: "Export".into(), scopes: vec!["claims.read".parse()?], ends_at: None };
    budget.within(15 + KEY, "generate", Box::pin(here.credentials().generate(&by, own))).await?;
    budget.settle()
}

/// Members, invitations and the like: an organisation has few, and all are on one page.
async fn lists_without_parts_cost_the_same_whatever_their_length(url: &str) -> Outcome {
    let market = Market::open(url).await?;
    let mut costs = Vec::new();
    for _ in 0..2 {
        for _ in 0..3 {
            grow(&market).await?;
        }
        costs.push(costs_of_lists(&market).await?);
    }
    assert_eq!(costs[0], costs[1]);
    Ok(())
}

/// One more of each.
async fn grow(market: &Market) -> Outcome {
    let here = &market.here;
    let email = || format!("guest{}@example.org", next()).parse();
    let invite = InviteTenantMember {
        email: email()?,
        role: TenantRole::Viewer,
        deliver: model::person::LinkDelivery::Show,
    };
    here.tenant_members().invite(&market.admin().await?, invite).await?;
    let invite = wire::operator::InviteOwner { email: email()?, deliver: model::person::LinkDelivery::Show };
    here.invitations().invite_publisher_owner(&market.operator().await?, market.publisher, invite).await?;
    let invite =
        wire::operator::InviteOperator { email: email()?, deliver: model::person::LinkDelivery::Show };
    let link = here.operators().invite(&market.operator().await?, invite).await?.link;
    market.join(&link).await?;
    let invite =
        wire::operator::InviteOperator { email: email()?, deliver: model::person::LinkDelivery::Show };
    here.operators().invite(&market.operator().await?, invite).await?;
    let server = NewResourceServer { name: format!("Gateway {}", next()).into() };
    here.resource_servers().register(&market.operator().await?, market.api, server).await?;
    let publisher = market.listed_publisher().await?;
    let block = BlockPublisher { publisher_id: publisher, reason: "No".into() };
    here.blocked_publishers().block(&market.admin().await?, block).await?;
    Ok(())
}

async fn costs_of_lists(market: &Market) -> Outcome<Vec<(&'static str, usize)>> {
    use model::audit::AuditChain::{Platform, Publisher};
    let here = &market.here;
    let (member, operator) = (market.member().await?, market.operator().await?);
    let mut costs = Vec::new();
    let mut note = |what, sent: Vec<String>| costs.push((what, sent.len()));
    macro_rules! cost {
        ($($what:literal: $list:expr;)*) => {
            $({
                let (done, sent) = store::sent(Box::pin($list)).await;
                done?;
                assert!(!sent.iter().any(|sql| sql.contains("password_hash")), "{}: {sent:#?}", $what);
                note($what, sent);
            })*
        };
    }
    cost! {
        "members": here.tenant_members().list(&member);
        "invitations of a tenant": here.tenant_invitations().list(&member);
        "invitations of a publisher": here.invitations().list(&operator, Publisher(market.publisher));
        "invitations of operators": here.invitations().list(&operator, Platform);
        "operators": here.operators().list(&operator);
        "resource servers": here.resource_servers().list(&operator, market.api);
        "blocked publishers": here.blocked_publishers().list(&member);
    }
    Ok(costs)
}
