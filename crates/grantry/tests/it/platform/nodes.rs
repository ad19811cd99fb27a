//! Several nodes on one PostgreSQL: what one is told, the others act on within a second.

use api_client::account;
use model::access_token::TokenScope;
use reqwest::Method;
use serde_json::json;
use wire::{account::NewAccessToken, admin::Connection};

use crate::harness::{Client, Kind, Outcome, Partner, Stage, within_a_second};

mod timed {
    use super::{Kind, Outcome, Stage, play};

    #[tokio::test]
    async fn a_change_on_one_node_acts_on_the_other() -> Outcome {
        let stage = Stage::fresh(Kind::Postgres).await?;
        stage.end(play(&stage).await)
    }
}

async fn play(stage: &Stage) -> Outcome {
    let second = stage.server().second_node().await?;
    let there = Client { base: second.base.clone(), ..stage.anonymous.clone() };
    let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
    let app = publisher.app(tenant.id, &["patients.read"], &[]).await?;
    let allowed = tenant.allow(app.id, &[]).await?;
    let partner = Partner::new(&stage.anonymous, &allowed.credential);
    let elsewhere = Partner { client: there.clone(), ..partner.clone() };
    within_a_second(async || elsewhere.gets_token().await).await?;
    let (token, token_there) = (partner.token().await?, elsewhere.token().await?);
    assert!(elsewhere.is_alive(&token).await? && partner.is_alive(&token_there).await?);

    // A person's session is as good there.
    let owner = there.with(tenant.owner.cookie.clone());
    let at = |rest: &str| tenant.connection(allowed.connection.id, rest);
    owner.act::<Connection>(&at("/pause")).await?;
    within_a_second(async || {
        let revoked = !partner.is_alive(&token).await? && !elsewhere.is_alive(&token_there).await?;
        Ok(revoked && !partner.gets_token().await? && !elsewhere.gets_token().await?)
    })
    .await?;
    tenant.owner.act::<Connection>(&at("/resume")).await?;
    within_a_second(async || elsewhere.gets_token().await).await?;
    assert!(!elsewhere.is_alive(&token).await?, "a token from before stays revoked everywhere");

    // An access token is as good there too, and ends there at once though that node knows it.
    let wanted = NewAccessToken {
        name: "Nightly sync".into(),
        scopes: vec![TokenScope::Read],
        days: 1,
        networks: Vec::new(),
    };
    let made = tenant.owner.call(account::make_access_token(&wanted)).await?;
    let by_token = async || {
        let request = there.request(Method::GET, &tenant.at("")).bearer_auth(&made.token);
        there.send(request).await
    };
    by_token().await?.ok(200)?;
    tenant.owner.call(account::end_access_token(made.access_token.id)).await?;
    by_token().await?.ok(401)?;

    // What the first node loses without a word, the second has: every acknowledged change is in the database.
    let gone = tenant.owner.post(&at("/delete"), json!({"confirmation": app.details.name})).await?;
    gone.ok(200)?;
    within_a_second(async || Ok(!elsewhere.gets_token().await?)).await
}
