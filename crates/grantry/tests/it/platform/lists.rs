//! Lists say how many there are, and cost the same whatever their length.

use serde_json::{Value, json};
use wire::{
    admin::Connection,
    developer::App,
    operator,
    page::{Page, Total},
    paths,
};

use crate::harness::{
    Client, Outcome, Stage, Tenant, details, next, on_both, stage::create_api, until, wanted,
    workload::issuer_details,
};

on_both! { fresh: a_list_sends_as_many_statements_for_one_row_as_for_fifty lists_say_how_many_they_have; }

const ROWS: usize = 51;

/// How many statements a request sent to the database, and its answer.
pub async fn statements(stage: &Stage, client: &Client, path: &str) -> Outcome<(u64, Value)> {
    let answer = client.get(path).await?.ok(200)?;
    Ok((stage.statements(&answer).await?, answer.json()?))
}

/// Fifty-one of everything.
async fn a_list_sends_as_many_statements_for_one_row_as_for_fifty(stage: &Stage) -> Outcome {
    let (publisher, tenant, other) = (stage.publisher().await?, stage.tenant().await?, stage.tenant().await?);
    let operator = &stage.operator.client;
    let (mut first, mut connection) = (None, None);
    for number in 0..ROWS {
        let app: App = publisher.owner.create(&publisher.at("/apps"), details("targeted")).await?;
        publisher.publish(app.id, 0, wanted(&["patients.read"], &["claims.read"])).await?;
        publisher.target(app.id, tenant.id).await?;
        publisher.target(app.id, other.id).await?;
        let allowed = tenant.allow(app.id, &["claims.read"]).await?.connection;
        tenant.generate(&["claims.read"]).await?;
        let email = format!("o{}@b.example", next());
        let body = json!({"name": format!("Clinic {number}"), "owner_email": email});
        operator.post(&paths::operator::publishers(), body).await?.ok(201)?;
        let identifier = format!("https://api{number}.example/v1");
        create_api(&stage.operator, "Records", &identifier, &[&format!("list{number}.read")]).await?;
        operator.post(&paths::operator::workload_issuers(), issuer_details(&Value::Null)).await?.ok(201)?;
        let (first, _) = (*first.get_or_insert(app.id), connection.get_or_insert(allowed));
        let clinic = stage.tenant().await?;
        publisher.target(first, clinic.id).await?;
        clinic.allow(first, &[]).await?;
        let version = u32::try_from(number)? + 1;
        if version > 1 {
            // Each asks for something else than the one before.
            let (required, optional) = (&["patients.read"][..], &["claims.read"][..]);
            let scopes = if version.is_multiple_of(2) {
                wanted(optional, required)
            } else {
                wanted(required, optional)
            };
            publisher.publish(first, version - 1, scopes).await?;
        }
    }
    let (first, connection) = (first.ok_or("no app")?, connection.ok_or("no connection")?);
    edit_so_often(&tenant, &connection).await?;
    let (developer, admin, at_other) = (&publisher.owner.client, &tenant.owner.client, &other.owner.client);
    let mut lists = vec![
        (operator, paths::operator::tenants(), "clinic"),
        (operator, paths::operator::publishers(), "clinic"),
        (operator, paths::operator::apps(), "reminders"),
        (operator, paths::operator::apis(), "records"),
        (operator, paths::operator::activity(), "clinic"),
        (operator, paths::operator::workload_issuers(), "actions"),
        (developer, publisher.at("/workload-issuers"), "actions"),
        (developer, publisher.at("/apps"), "reminders"),
        (developer, publisher.at("/connections"), "reminders"),
        (developer, publisher.at("/connections?state=living"), "reminders"),
        (developer, publisher.at("/activity"), "reminders"),
        (developer, publisher.at(&format!("/apps/{first}/versions")), ""),
        (developer, publisher.at(&format!("/apps/{first}/targets")), ""),
        (developer, publisher.at(&format!("/apps/{first}/connections")), ""),
        (developer, publisher.at(&format!("/apps/{first}/roll-out/tenants")), "clinic"),
        (admin, tenant.at("/connections"), "reminders"),
        (admin, tenant.at("/credentials"), "reporting"),
        (admin, tenant.at("/activity"), "reminders"),
        (admin, tenant.at("/activity?action=connections"), "reminders"),
        (admin, tenant.at(&format!("/activity?person={}", tenant.owner.me.id)), "reminders"),
        (admin, tenant.at("/activity?from=2020-01-01"), "reminders"),
        (developer, publisher.at(&format!("/activity?app={first}")), "reminders"),
        (operator, format!("{}?action=organisations", paths::operator::activity()), "clinic"),
        (admin, tenant.at("/activity/export"), ""),
        (admin, tenant.connection(connection.id, "/activity"), ""),
        (admin, tenant.connection(connection.id, "/receipts"), ""),
        (at_other, other.at("/available-apps"), "reminders"),
        (at_other, paths::account::notices(), "reminders"),
    ];
    // Each of the apps waits for a decision there.
    until(async || {
        let page: Page<Value> = at_other.read(&format!("{}?limit=200", paths::account::notices())).await?;
        Ok((page.items.len() >= ROWS).then_some(()))
    })
    .await?;
    for (client, path, q) in lists.drain(..) {
        for search in ["", q] {
            let and = if path.contains('?') { '&' } else { '?' };
            let asked = |limit: usize| match search {
                "" => format!("{path}{and}limit={limit}"),
                q => format!("{path}{and}limit={limit}&q={q}"),
            };
            // Once a minute a request also writes that its session goes on.
            client.get(&asked(1)).await?.ok(200)?;
            let (one, page) = statements(stage, client, &asked(1)).await?;
            assert_eq!(page["items"].as_array().map(Vec::len), Some(1), "{path}");
            let (fifty, page) = statements(stage, client, &asked(50)).await?;
            assert_eq!(page["items"].as_array().map(Vec::len), Some(50), "{path}");
            assert_eq!(one, fifty, "{}", asked(50));
            assert!((1..=20).contains(&one), "{path}: {one} statements");
        }
    }
    Ok(())
}

/// Gives an optional scope and takes it back, in turns: each time is in the connection's history, and has a receipt.
async fn edit_so_often(tenant: &Tenant, connection: &Connection) -> Outcome {
    let path = tenant.connection(connection.id, "/access");
    let mut revision = connection.revision;
    for number in 0..ROWS {
        let optional: &[&str] = if number.is_multiple_of(2) { &[] } else { &["claims.read"] };
        let body = json!({"revision": revision, "optional_scopes": optional, "ends_at": null});
        revision = tenant.owner.change::<Connection>(&path, body).await?.revision;
    }
    Ok(())
}

async fn lists_say_how_many_they_have(stage: &Stage) -> Outcome {
    let (publisher, tenant) = (stage.publisher().await?, stage.tenant().await?);
    let total = async |client: &Client, path: &str| -> Outcome<Option<Total>> {
        let page: Page<Value> = client.read(path).await?;
        Ok(page.total)
    };
    let (apps, connections) = (publisher.at("/apps"), publisher.at("/connections"));
    assert_eq!(total(&publisher.owner, &apps).await?, Some(Total::exactly(0)));
    let mut allowed = Vec::new();
    for _ in 0..5 {
        let app = publisher.app(tenant.id, &["patients.read"], &[]).await?;
        allowed.push(tenant.allow(app.id, &[]).await?.connection.id);
    }
    let (own, sent) = (tenant.at("/connections"), &tenant.owner.client);
    for (client, path) in
        [(&publisher.owner.client, &apps), (&publisher.owner.client, &connections), (sent, &own)]
    {
        for limit in [1, 4, 5, 200] {
            let path = format!("{path}?limit={limit}");
            assert_eq!(total(client, &path).await?, Some(Total::exactly(5)), "{path}");
        }
        let page: Page<Value> = client.read(&format!("{path}?limit=2")).await?;
        let cursor = page.next_cursor.ok_or("one page")?;
        assert_eq!(total(client, &format!("{path}?limit=2&cursor={cursor}")).await?, None, "told once");
        let page: Page<Value> = client.read(&format!("{path}?limit=2&q=reminders")).await?;
        assert_eq!(page.items.len(), 2);
        assert!(page.total.is_some_and(|total| total.count >= 2), "{:?}", page.total);
    }
    // A pause changes no number; a deletion leaves a tombstone in the lists, and not in the numbers of connections.
    tenant.owner.verb(&tenant.connection(allowed[0], "/pause")).await?.ok(200)?;
    let path = paths::operator::tenant(tenant.id);
    let seen: operator::Tenant = stage.operator.read(&path).await?;
    assert_eq!(seen.connections, 5);
    let connection: Value = tenant.owner.read(&tenant.connection(allowed[0], "")).await?;
    let confirm = json!({"confirmation": connection["app_name"]});
    tenant.owner.post(&tenant.connection(allowed[0], "/delete"), confirm).await?.ok(200)?;
    let seen: operator::Tenant = stage.operator.read(&path).await?;
    assert_eq!(seen.connections, 4);
    assert_eq!(total(&publisher.owner, &connections).await?, Some(Total::exactly(5)));
    let history: Page<Value> = tenant.owner.read(&tenant.at("/activity?limit=1")).await?;
    let whole: Page<Value> = tenant.owner.read(&tenant.at("/activity?limit=200")).await?;
    assert_eq!(history.total, Some(Total::exactly(u64::try_from(whole.items.len())?)));
    Ok(())
}
