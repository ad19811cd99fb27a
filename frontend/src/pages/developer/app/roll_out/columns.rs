//! The columns of a roll-out's tenants.

use leptos::prelude::*;
use model::{
    ids::PublisherId,
    update::{Answer, RollOutState},
};
use wire::updates::{AskedScope, RollOutTenant};

use super::{super::super::tenant_name::TenantName, remind::Reminding, state_words};
use crate::{
    components::{
        Symbol,
        feedback::{Badge, Time, Tone},
        list::Column,
    },
    route,
};

/// `reminding`: for whoever may remind.
pub fn columns(publisher: PublisherId, reminding: Option<Reminding>) -> Vec<Column<RollOutTenant>> {
    let mut columns = vec![
        Column::name("Tenant", move |tenant: &RollOutTenant| {
            let href = route::developer::connection(publisher, tenant.connection_id);
            let RollOutTenant { tenant_name, tenant_id, kind, .. } = tenant.clone();
            view! { <TenantName name=Some(tenant_name) id=tenant_id kind href /> }
        }),
        Column::new("Decision", |tenant: &RollOutTenant| state_badge(tenant.state)),
        Column::new("Permissions", |tenant: &RollOutTenant| permissions(tenant)),
        Column::new("Version", |tenant: &RollOutTenant| tenant.accepted_version),
        Column::new("Seen", |tenant: &RollOutTenant| seen(tenant)),
        Column::new("Reminded", |tenant: &RollOutTenant| time(tenant.reminded_at)),
    ];
    if let Some(reminding) = reminding {
        columns.push(Column::verbs(move |tenant: &RollOutTenant| {
            let (id, name) = (tenant.tenant_id, tenant.tenant_name.clone());
            let whom = format!(" {name}");
            tenant.remindable.then(|| {
                view! {
                    <div class="flex justify-end">
                        <button type="button" class="btn" on:click=move |_| reminding.one(id, name.clone())>
                            <span>"Remind" <span class="sr-only">{whom}</span> "…"</span>
                        </button>
                    </div>
                }
            })
        }));
    }
    columns
}

fn state_badge(state: RollOutState) -> impl IntoView {
    let (tone, symbol) = match state {
        RollOutState::Accepted => (Tone::Positive, Symbol::CheckCircle),
        RollOutState::Partly => (Tone::Info, Symbol::Check),
        RollOutState::NotNow => (Tone::Caution, Symbol::Clock),
        RollOutState::Never => (Tone::Danger, Symbol::Ban),
        RollOutState::Seen | RollOutState::Unseen => (Tone::Neutral, Symbol::Info),
    };
    view! {
        <Badge tone symbol>
            {state_words(state)}
        </Badge>
    }
}

/// What was answered, and what is not granted; what the tenant had before is not named.
fn permissions(tenant: &RollOutTenant) -> impl IntoView + use<> {
    let waits = tenant.state.waits();
    let named = |scope: &&AskedScope| scope.answer.is_some() || !scope.granted;
    let line = |scope: &AskedScope| {
        let words = answer_words(scope, waits);
        view! { <li><code>{scope.name.to_string()}</code> {format!(": {words}")}</li> }
    };
    let lines = tenant.scopes.iter().filter(named).map(line).collect_view();
    view! { <ul class="grid gap-1" role="list">{lines}</ul> }
}

fn answer_words(scope: &AskedScope, waits: bool) -> String {
    let version = scope.version.unwrap_or_default();
    match scope.answer {
        _ if scope.granted => "granted".to_owned(),
        Some(Answer::Never) => format!("never (version {version})"),
        Some(Answer::NotNow) => format!("not now (version {version})"),
        _ if waits => "undecided".to_owned(),
        _ => "left out".to_owned(),
    }
}

/// Who has decided without the page of an update has seen the version all the same.
fn seen(tenant: &RollOutTenant) -> AnyView {
    match tenant.state {
        RollOutState::Seen | RollOutState::Unseen => time(tenant.seen_at).into_any(),
        _ => tenant.seen_at.map_or_else(|| "–".into_any(), |at| view! { <Time at /> }.into_any()),
    }
}

fn time(at: Option<model::Timestamp>) -> impl IntoView {
    match at {
        Some(at) => view! { <Time at /> }.into_any(),
        None => "No".into_any(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_granted_goes_before_what_was_answered() {
        let scope = |granted, answer: Option<Answer>| AskedScope {
            name: "notes.read".parse().unwrap(),
            granted,
            answer,
            version: answer.map(|_| 3),
        };
        assert_eq!(answer_words(&scope(true, Some(Answer::NotNow)), false), "granted");
        assert_eq!(answer_words(&scope(false, Some(Answer::Never)), true), "never (version 3)");
        assert_eq!(answer_words(&scope(false, None), true), "undecided");
        assert_eq!(answer_words(&scope(false, None), false), "left out");
    }
}
