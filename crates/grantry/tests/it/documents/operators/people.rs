//! "People": the way back of an operator who cannot sign in.

use serde_json::json;
use wire::paths::{account, operator};

use super::super::{Machine, block};
use crate::harness::{Client, Outcome, Person, people::token_of};

/// The link that a command has printed.
fn link(printed: &str) -> Outcome<&str> {
    Ok(printed.lines().find(|line| line.starts_with("http")).ok_or_else(|| printed.to_owned())?)
}

#[tokio::test]
async fn an_operator_who_cannot_sign_in_comes_back() -> Outcome {
    let machine = Machine::new()?;
    let running = machine.serve(&block("first-start")?).await?;
    let anonymous = Client::new(&machine.base)?;
    let printed = machine.run(&block("first-operator")?)?;
    let lost = Person::join(&anonymous, link(&printed)?).await?;
    let listed = machine.run(&block("operator-list")?)?;
    assert!(listed.starts_with("you@example.com  Ann Example") && listed.lines().count() == 1, "{listed}");

    let printed = machine.run(&block("operator-reset")?)?;
    assert!(link(&printed)?.starts_with(&machine.base), "{printed}");
    lost.get(&account::session()).await?.ok(401)?;
    let body = json!({"token": token_of(link(&printed)?), "password": Person::new_password()});
    let answer = anonymous.post(&account::use_password_link(), body).await?.ok(200)?;
    anonymous.with(answer.bearer()).get(&operator::operators()).await?.ok(200)?;
    running.stop()
}
