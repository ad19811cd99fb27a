//! What access tokens may do: each operation says what it needs of one, and whoever holds a token is its person, within its
//! scopes.

use std::collections::{BTreeMap, BTreeSet};

use api_client::account;
use futures_util::future::try_join_all;
use model::access_token::TokenScope;
use web::{Need, token_need, token_needs};
use wire::{account::NewAccessToken, problem::ProblemCode};

use super::{
    documented,
    personas::{Cast, OWN, Persona},
    repeated::{name, sender},
    request::Request,
    table::{self, Row},
};
use crate::harness::{Answer, Client, Outcome, Stage, World, on_both};

on_both! { with_domains: a_token_is_its_person_within_its_scopes; }

/// The personas with a session, and the text of a token of each.
struct Tokens {
    anonymous: Client,
    texts: Vec<(Persona, String)>,
}

impl Tokens {
    async fn of(cast: &Cast, stage: &Stage, scopes: &[TokenScope]) -> Outcome<Self> {
        let mut texts = Vec::new();
        for (persona, person) in cast.people() {
            texts.push((*persona, made(person, scopes).await?));
        }
        Ok(Self { anonymous: stage.anonymous.clone(), texts })
    }

    async fn send(&self, persona: Persona, request: &Request) -> Outcome<Answer> {
        let found = self.texts.iter().find(|(who, _)| *who == persona);
        let (_, text) = found.ok_or("this persona has no token")?;
        self.anonymous.send(request.build(&self.anonymous).bearer_auth(text)).await
    }
}

async fn made(of: &Client, scopes: &[TokenScope]) -> Outcome<String> {
    let request =
        NewAccessToken { name: "Test".into(), scopes: scopes.to_vec(), days: 1, networks: Vec::new() };
    Ok(of.call(account::make_access_token(&request)).await?.token)
}

fn need(row: &Row) -> Need {
    token_need(row.method, row.path)
}

#[test]
fn every_operation_says_what_a_token_needs() -> Outcome {
    let documented = documented()?;
    let portals: BTreeMap<_, _> =
        documented.iter().filter(|(operation, _)| operation.contains(" /api/")).collect();
    let listed: Vec<_> = token_needs().collect();
    let needs: BTreeMap<_, _> = listed.iter().cloned().collect();
    assert_eq!(needs.len(), listed.len(), "an operation is listed twice");
    let (in_documents, in_tables): (BTreeSet<_>, BTreeSet<_>) =
        (portals.keys().map(|name| (*name).clone()).collect(), needs.keys().cloned().collect());
    let missing: Vec<_> = in_documents.difference(&in_tables).collect();
    let unknown: Vec<_> = in_tables.difference(&in_documents).collect();
    assert!(missing.is_empty() && unknown.is_empty(), "without a need: {missing:#?}; unknown: {unknown:#?}");
    for (operation, need) in &needs {
        let document = portals.get(operation).ok_or("no such operation")?;
        let is_public = document["security"].as_array().is_some_and(|one| one.iter().any(is_empty));
        assert_eq!(is_public, *need == Need::Public, "{operation}: open to everyone, or not");
        let reads = *need == Need::Scope(TokenScope::Read);
        assert!(!reads || operation.starts_with("GET "), "{operation} changes something");
    }
    Ok(())
}

fn is_empty(requirement: &serde_json::Value) -> bool {
    requirement.as_object().is_some_and(serde_json::Map::is_empty)
}

async fn a_token_is_its_person_within_its_scopes(stage: &Stage) -> Outcome {
    let world = World::on(stage).await?;
    let cast = Cast::of(&world).await?;
    let whole = Tokens::of(&cast, stage, TokenScope::ALL).await?;
    let reading = Tokens::of(&cast, stage, &[TokenScope::Read]).await?;
    let writing = Tokens::of(&cast, stage, &[TokenScope::Write]).await?;
    let mut wrong = Vec::new();
    for row in table::rows().iter().filter(|row| row.path.starts_with("/api/") && need(row) != Need::Public) {
        let request = (row.make)(&world).await?;
        let narrow = match need(row) {
            Need::Scope(TokenScope::Read) => &writing,
            _ => &reading,
        };
        wrong.extend(refused_to_narrow(row, &request, narrow).await?);
        wrong.extend(as_its_person(row, &request, &whole).await?);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}

/// Without the scope, or where no token may, the answer says so, and nothing is done.
async fn refused_to_narrow(row: &Row, request: &Request, tokens: &Tokens) -> Outcome<Option<String>> {
    let answer = tokens.send(sender(row), request).await?;
    let (code, names) = match need(row) {
        Need::Scope(scope) => (ProblemCode::TokenScope, format!("the scope {scope}.")),
        Need::OnlyPeople | Need::Public => (ProblemCode::OnlyPeople, String::new()),
    };
    let status = answer.status;
    let said = answer.problem(code).is_ok_and(|problem| problem.detail.contains(&names));
    Ok((status != 403 || !said).then(|| format!("{}: got {status} without its scope", name(row))))
}

/// With all scopes: those who may not first, then one who may.
async fn as_its_person(row: &Row, request: &Request, tokens: &Tokens) -> Outcome<Vec<String>> {
    let only_people = need(row) == Need::OnlyPeople;
    let expected = |persona: Persona| match row.whose.status(persona) {
        _ if only_people => 403,
        OWN => row.own,
        status => status,
    };
    let ask = |persona: Persona| {
        let expected = expected(persona);
        async move {
            let status = tokens.send(persona, request).await?.status;
            let line = || format!("{}: a token of {persona:?} expected {expected}, got {status}", name(row));
            Outcome::<Option<String>>::Ok((status != expected).then(line))
        }
    };
    let all = tokens.texts.iter().map(|(persona, _)| *persona);
    let refused = all.filter(|persona| only_people || row.whose.status(*persona) != OWN);
    let mut wrong = try_join_all(refused.map(&ask)).await?;
    if !only_people {
        wrong.push(ask(sender(row)).await?);
    }
    Ok(wrong.into_iter().flatten().collect())
}
