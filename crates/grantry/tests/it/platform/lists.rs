//! Lists say how many there are, and cost the same whatever their length.

use serde_json::{Value, json};
use wire::{
    developer::App,
    operator,
    page::{Page, Total},
    paths,
};

use crate::harness::{Client, Outcome, Stage, details, next, on_both, stage::create_api, wanted};

on_both! { fresh: a_list_sends_as_many_statements_for_one_row_as_for_fifty lists_say_how_many_they_have; }

const ROWS: usize = 51;

/// How many statements a request sent to the database, and its answer.
async fn statements(stage: &Stage, client: &Client, path: &str) -> Outcome<(u64, Value)> {
    let answer = client.get(path).await?.ok(200)?;
    Ok((stage.statements(&answer).await?, answer.json()?))
}

/// Fifty-one of everything.
async fn a_list_sends_as_many_statements_for_one_row_as_for_fifty(stage: &Stage) -> Outcome {
    let (publisher, tenant, other) = (stage.publisher().await?, stage.tenant().await?, stage.tenant().await?);
    let operator = &stage.operator.client;
    let mut first = None;
    for number in 0..ROWS {
        let app: App = publisher.owner.create(&publisher.at("/apps"), details("targeted")).await?;
        publisher.publish(app.id, 0, wanted(&["patients.read"], &["claims.read"])).await?;
        publisher.target(app.id, tenant.id).await?;
        publisher.target(app.id, other.id).await?;
        tenant.allow(app.id, &["claims.read"]).await?;
        tenant.generate(&["claims.read"]).await?;
        let email = format!("o{}@b.example", next());
        let body = json!({"name": format!("Clinic {number}"), "owner_email": email});
        let created: operator::CreatedTenant =
            operator.create(&paths::operator::tenants(), body.clone()).await?;
        operator.post(&paths::operator::publishers(), body).await?.ok(201)?;
        let identifier = format!("https://api{number}.example/v1");
        create_api(&stage.operator, "Records", &identifier, &[&format!("list{number}.read")]).await?;
        let first = *first.get_or_insert(app.id);
        publisher.target(first, created.tenant.id).await?;
        let version = u32::try_from(number)? + 1;
        if version > 1 {
            publisher.publish(first, version - 1, wanted(&["patients.read"], &["claims.read"])).await?;
        }
    }
    let first = first.ok_or("no app")?;
    let (developer, admin, at_other) = (&publisher.owner.client, &tenant.owner.client, &other.owner.client);
    let mut lists = vec![
        (operator, paths::operator::tenants(), "clinic"),
        (operator, paths::operator::publishers(), "clinic"),
        (operator, paths::operator::apps(), "reminders"),
        (operator, paths::operator::apis(), "records"),
        (operator, paths::operator::activity(), "clinic"),
        (developer, publisher.at("/apps"), "reminders"),
        (developer, publisher.at("/connections"), "reminders"),
        (developer, publisher.at("/activity"), "reminders"),
        (developer, publisher.at(&format!("/apps/{first}/versions")), ""),
        (developer, publisher.at(&format!("/apps/{first}/targets")), ""),
        (admin, tenant.at("/connections"), "reminders"),
        (admin, tenant.at("/credentials"), "reporting"),
        (admin, tenant.at("/activity"), "reminders"),
        (at_other, other.at("/available-apps"), "reminders"),
    ];
    for (client, path, q) in lists.drain(..) {
        for search in ["", q] {
            let asked = |limit: usize| match search {
                "" => format!("{path}?limit={limit}"),
                q => format!("{path}?limit={limit}&q={q}"),
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
