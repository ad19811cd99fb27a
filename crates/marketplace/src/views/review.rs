//! What an app asks for, in the form in which admins read it before they decide.

use model::{
    api::Api,
    app::{App, AppVersion, RequestedScope},
    connection::{Connection, StateName},
    publisher,
    scope::Scope,
    update::{Answer, ScopeAnswer, Standing, Update},
};
use wire::{
    admin::{PublisherCard, Review, ReviewedApi, ReviewedScope},
    updates::ScopeStanding,
};

use super::connection_state::reason;
use crate::clients::networks;

/// Without what else must be looked up: the warnings about its name, and the workload in words.
pub(crate) fn review(
    app: App,
    version: AppVersion,
    publisher: publisher::PublisherCard,
    words: &[(Api, Vec<Scope>)],
    connection: Option<Connection>,
) -> Review {
    let details = app.details;
    Review {
        app_id: app.id,
        name: details.name,
        summary: details.summary,
        description: details.description,
        logo_url: details.logo_image.map(|image| image.path().to_owned()),
        website: details.website,
        privacy_policy: details.privacy_policy,
        support_contact: details.support_contact,
        ai_agent: details.ai_agent,
        hand_over: details.hand_over,
        publisher: card(publisher),
        name_warnings: Vec::new(),
        details_revision: app.details_revision,
        version: version.number,
        note: version.note,
        published_at: version.published_at,
        egress_networks: networks::view(&version.egress_networks),
        workload: None,
        apis: by_api(words, &version.scopes),
        state: connection.as_ref().map_or(StateName::Awaiting, |connection| connection.state.name()),
        connection_id: connection.as_ref().map(|connection| connection.id),
        reason: connection.and_then(|connection| reason(connection.state)),
        on_show: true,
        asked_for: Vec::new(),
    }
}

pub(crate) fn card(publisher: publisher::PublisherCard) -> PublisherCard {
    let publisher::PublisherCard { id, name, website, verified } = publisher;
    PublisherCard { id, name, website, verified }
}

/// Requested scopes with the platform's words, grouped by Api; within one, in the developer's order.
pub(crate) fn by_api(words: &[(Api, Vec<Scope>)], requested: &[RequestedScope]) -> Vec<ReviewedApi> {
    let of_api = |(api, scopes): &(Api, Vec<Scope>)| ReviewedApi {
        name: api.name.clone(),
        description: api.description.clone(),
        docs_url: api.docs_url.clone(),
        scopes: requested.iter().filter_map(|wanted| reviewed(scopes, wanted)).collect(),
    };
    words.iter().map(of_api).filter(|api| !api.scopes.is_empty()).collect()
}

fn reviewed(scopes: &[Scope], wanted: &RequestedScope) -> Option<ReviewedScope> {
    let scope = scopes.iter().find(|scope| scope.name == wanted.name)?;
    Some(ReviewedScope {
        name: scope.name.clone(),
        title: scope.title.clone(),
        sentence: scope.sentence.clone(),
        action: scope.action,
        sensitivity: scope.sensitivity,
        state: scope.state,
        required: wanted.required,
        reason: wanted.reason.clone(),
    })
}

/// How each scope of a version stands at a connection. `named`: the names of people.
pub(crate) fn standings(
    update: &Update<'_>,
    version: &AppVersion,
    accepted: u32,
    answers: &[ScopeAnswer],
    named: impl Fn(&ScopeAnswer) -> Option<String>,
) -> Vec<ScopeStanding> {
    let standing = |scope: &RequestedScope| {
        let standing = update.standing(&scope.name).unwrap_or(Standing::New);
        let left = matches!(standing, Standing::LeftOut | Standing::Never);
        let answer = answers.iter().find(|one| one.name == scope.name).filter(|_| left);
        let refused = answer.filter(|one| one.answer != Answer::Grant).map(|one| one.version);
        ScopeStanding {
            name: scope.name.clone(),
            standing,
            version: left.then(|| refused.unwrap_or(accepted)),
            answered_by: answer.and_then(&named),
            answered_at: answer.map(|one| one.at),
        }
    };
    version.scopes.iter().map(standing).collect()
}
