//! Who may do what: every operation of every OpenAPI document, asked by every persona.

mod budgets;
mod personas;
mod repeated;
mod request;
mod table;
mod table_admin;
mod table_developer;
mod table_operator;
mod table_webhooks;
mod tokens;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
};

use futures_util::future::try_join_all;
use serde_json::Value;

use crate::harness::{Outcome, Stage, World, on_both, server};
use personas::{Cast, OWN, Persona};
use request::Request;
use table::Row;

on_both! { with_domains: every_persona_finds_its_answer; }

/// A refused persona changes nothing: the first authorized one does the same thing afterwards, and succeeds.
async fn every_persona_finds_its_answer(stage: &Stage) -> Outcome {
    let world = World::on(stage).await?;
    let cast = Cast::of(&world).await?;
    let mut wrong = Vec::new();
    for row in table::rows() {
        let mut request = Some((row.make)(&world).await?);
        let (authorized, refused): (Vec<_>, Vec<_>) =
            Persona::ALL.into_iter().partition(|persona| row.whose.status(*persona) == OWN);
        if let Some(request) = &request {
            let refusals = refused.into_iter().map(|persona| refuse(&cast, &row, request, persona));
            wrong.extend(try_join_all(refusals).await?.into_iter().flatten());
        }
        for persona in authorized {
            let request = match request.take() {
                Some(first) => first,
                None => (row.make)(&world).await?,
            };
            let status = cast.send(persona, &request).await?.status;
            wrong.extend(differs(&row, persona, "", row.own, status));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}

/// A persona without the role gets its answer before the body is read; one without a session, before the path is.
async fn refuse(cast: &Cast, row: &Row, request: &Request, persona: Persona) -> Outcome<Vec<String>> {
    let expected = row.whose.status(persona);
    let mut tries = vec![("", request.clone())];
    if request.is_json_api() && row.method != "GET" {
        tries.push((" without a body", request.without_body()));
        tries.push((" with a body that is none", request.with_text("{\"nonsense")));
    }
    if expected == 401 && request.is_json_api() {
        tries.push((" of nothing", request.of_nothing(row.path)));
    }
    let mut wrong = Vec::new();
    for (how, request) in tries {
        let status = cast.send(persona, &request).await?.status;
        wrong.extend(differs(row, persona, how, expected, status));
    }
    Ok(wrong)
}

fn differs(row: &Row, persona: Persona, how: &str, expected: u16, status: u16) -> Option<String> {
    (status != expected)
        .then(|| format!("{} {}{how}: {persona:?} expected {expected}, got {status}", row.method, row.path))
}

/// `METHOD path` of every operation of the documents, and what they say of it.
pub(crate) fn documented() -> Outcome<BTreeMap<String, Value>> {
    let folder = tempfile::tempdir()?;
    server::run(&["openapi", "--out", &folder.path().display().to_string()])?;
    let mut operations = BTreeMap::new();
    for entry in fs::read_dir(folder.path())? {
        let document: Value = serde_json::from_slice(&fs::read(entry?.path())?)?;
        let at = document["servers"][0]["url"].as_str().unwrap_or_default();
        for (path, item) in document["paths"].as_object().ok_or("no paths")? {
            let methods = item.as_object().ok_or("no operations")?.iter();
            let methods =
                methods.filter(|(key, _)| !matches!(key.as_str(), "parameters" | "summary" | "description"));
            operations.extend(methods.map(|(method, operation)| {
                (format!("{} {at}{path}", method.to_uppercase()), operation.clone())
            }));
        }
    }
    Ok(operations)
}

#[test]
fn every_operation_is_in_the_table() -> Outcome {
    let documented: BTreeSet<_> = documented()?.into_keys().collect();
    let listed: Vec<_> = table::rows().iter().map(|row| format!("{} {}", row.method, row.path)).collect();
    let table: BTreeSet<_> = listed.iter().cloned().collect();
    assert_eq!(table.len(), listed.len(), "an operation is listed twice");
    let missing: Vec<_> = documented.difference(&table).collect();
    let unknown: Vec<_> = table.difference(&documented).collect();
    assert!(
        missing.is_empty() && unknown.is_empty(),
        "not in the table: {missing:#?}; in no document: {unknown:#?}"
    );
    assert!(table.len() > 80, "the documents are not read: {}", table.len());
    Ok(())
}
