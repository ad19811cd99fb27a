//! Receipts and histories are verified by the commands of the guide, without the platform.

use std::fs;

use api_client::{account, admin};
use model::ids::{ConnectionId, TenantId};
use serde_json::Value;
use wire::{account::SignIn, page::PageQuery};

use super::super::{Machine, block};
use super::keys::DEMO;
use crate::harness::{Client, Outcome};

#[tokio::test]
async fn a_receipt_and_a_history_are_verified_as_the_guide_says() -> Outcome {
    let machine = Machine::new()?;
    let running = machine.serve(DEMO).await?;
    let demo: Value = serde_json::from_slice(&fs::read(machine.path("data/demo.json"))?)?;
    let text = |value: &Value| value.as_str().map(str::to_owned).ok_or("not in demo.json");
    let tenant: TenantId = text(&demo["connection"]["tenant_id"])?.parse()?;
    let connection: ConnectionId = text(&demo["connection"]["connection_id"])?.parse()?;
    let password = text(&demo["accounts"][0]["password"])?.into();
    let sign_in = SignIn { email: "amir@harbour.example".parse()?, password };
    let anonymous = Client::new(&machine.base)?;
    let signed_in = anonymous.make(&account::sign_in(sign_in)).await?.ok(200)?;
    let amir = anonymous.with(Some(signed_in.bearer().ok_or("no session")?));

    let receipts = amir.call(admin::receipts(tenant, connection, PageQuery::default())).await?.items;
    let receipt = amir.call(admin::receipt(tenant, receipts.first().ok_or("no receipt")?.id)).await?;
    fs::write(machine.path("receipt.jws"), &receipt.jws)?;
    let said = machine.run(&block("verify-receipt")?)?;
    assert!(said.contains(&receipt.id.to_string()) && said.contains(&connection.to_string()), "{said}");

    let query = PageQuery { limit: Some(200), ..PageQuery::default() };
    let entries = amir.call(admin::activity_export(tenant, query)).await?.items;
    let lines: Vec<_> = entries.iter().map(serde_json::to_string).collect::<Result<_, _>>()?;
    fs::write(machine.path("history.jsonl"), lines.join("\n"))?;
    let said = machine.run(&block("verify-history")?)?;
    assert!(said.contains(&format!("{tenant}: {} entries", entries.len())), "{said}");
    running.stop()
}
