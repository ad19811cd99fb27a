//! Histories by action, person, app and days: the same in each portal, in pages, in totals and in files.

use chrono::NaiveDate;
use model::{
    audit::{ActionGroup, AuditAction},
    ids::{AppId, ConnectionId, PersonId},
    role::{PublisherRole, TenantRole},
};
use serde_json::json;
use wire::{
    activity::Activity,
    page::{Page, Total},
    paths,
    problem::ProblemCode,
};

use crate::harness::{Client, Outcome, Stage, on_both};

on_both! { shared: a_tenants_history_is_filtered a_publishers_history_is_filtered the_platforms_history_is_filtered
what_is_kept_from_a_reader_is_not_found_by_a_filter a_wrong_filter_is_named; }

/// What a filter wants, as the test says it.
#[derive(Default, Clone, Copy)]
struct Wanted {
    action: Option<ActionGroup>,
    person: Option<PersonId>,
    app: Option<AppId>,
    /// With the app: what others do to a tenant's connection names the connection alone.
    connection: Option<ConnectionId>,
}

impl Wanted {
    fn query(self) -> String {
        let action = self.action.map(|action| format!("action={action}"));
        let person = self.person.map(|person| format!("person={person}"));
        let app = self.app.map(|app| format!("app={app}"));
        [action, person, app].into_iter().flatten().collect::<Vec<_>>().join("&")
    }

    fn wants(self, entry: &Activity) -> bool {
        let group = entry.action.known().map(AuditAction::group);
        self.action.is_none_or(|action| group == Some(action))
            && self.person.is_none_or(|person| entry.actor_id == Some(person))
            && self.app.is_none_or(|app| {
                entry.app_id == Some(app)
                    || self.connection.is_some() && entry.connection_id == self.connection
            })
    }

    /// Each combination of these.
    fn combinations(
        action: ActionGroup,
        person: PersonId,
        app: AppId,
        connection: Option<ConnectionId>,
    ) -> Vec<Self> {
        let mut all = Vec::new();
        for action in [None, Some(action)] {
            for person in [None, Some(person)] {
                for app in [None, Some(app)] {
                    all.push(Self { action, person, app, connection });
                }
            }
        }
        all
    }
}

/// All entries, page by page, and the total that the first page tells.
async fn paged(client: &Client, path: &str, limit: usize) -> Outcome<(Vec<Activity>, Option<Total>)> {
    let and = if path.contains('?') { '&' } else { '?' };
    let first: Page<Activity> = client.read(&format!("{path}{and}limit={limit}")).await?;
    let (mut items, total, mut next) = (first.items, first.total, first.next_cursor);
    while let Some(cursor) = next {
        let page: Page<Activity> = client.read(&format!("{path}{and}limit={limit}&cursor={cursor}")).await?;
        assert_eq!(page.total, None, "told once");
        items.extend(page.items);
        next = page.next_cursor;
    }
    Ok((items, total))
}

/// The entries of a file.
async fn file(client: &Client, path: &str) -> Outcome<Vec<Activity>> {
    let and = if path.contains('?') { '&' } else { '?' };
    let answer = client.get(&format!("{path}{and}format=jsonl")).await?.ok(200)?;
    Ok(answer.body.lines().map(serde_json::from_str).collect::<Result<_, _>>()?)
}

/// What the filter leaves of the whole is what the pages, the total and the file have; how many those are.
async fn compare(
    client: &Client,
    path: &str,
    query: &str,
    wants: impl Fn(&Activity) -> bool,
) -> Outcome<usize> {
    let (whole, _) = paged(client, path, 200).await?;
    let expected: Vec<_> = whole.into_iter().filter(|entry| wants(entry)).collect();
    let path = format!("{path}?{query}");
    for limit in [2, 200] {
        let (found, total) = paged(client, &path, limit).await?;
        assert_eq!(found, expected, "{path}, by {limit}");
        assert_eq!(total, Some(Total::exactly(u64::try_from(expected.len())?)), "{path}");
    }
    assert_eq!(file(client, &path).await?, expected, "{path}");
    Ok(expected.len())
}

/// By the days of its entries.
async fn compare_days(client: &Client, path: &str) -> Outcome {
    let (whole, _) = paged(client, path, 200).await?;
    let day = |entry: Option<&Activity>| entry.map(|entry| entry.at.date_naive()).ok_or("no entry");
    let (first, last): (NaiveDate, NaiveDate) = (day(whole.last())?, day(whole.first())?);
    let (before, after) = (first.pred_opt().ok_or("none")?, last.succ_opt().ok_or("none")?);
    for (query, some) in [
        (format!("from={first}&to={last}"), true),
        (format!("from={first}"), true),
        (format!("to={last}"), true),
        (format!("from={after}"), false),
        (format!("to={before}"), false),
        (format!("from={after}&to={after}"), false),
    ] {
        let found = compare(client, path, &query, |_| some).await?;
        assert_eq!(found > 0, some, "{query}");
    }
    for end in [first, last] {
        compare(client, path, &format!("from={end}&to={end}"), |entry| entry.at.date_naive() == end).await?;
    }
    Ok(())
}

async fn a_tenants_history_is_filtered(stage: &Stage) -> Outcome {
    let (publisher, tenant) = (stage.publisher().await?, stage.tenant().await?);
    let colleague = tenant.join(TenantRole::Admin).await?;
    let (one, other) = (
        publisher.app(tenant.id, &["patients.read"], &[]).await?,
        publisher.app(tenant.id, &["patients.read"], &[]).await?,
    );
    let (first, second) = (tenant.allow(one.id, &[]).await?, tenant.allow(other.id, &[]).await?);
    for allowed in [&first, &second] {
        colleague.verb(&tenant.connection(allowed.connection.id, "/pause")).await?.ok(200)?;
        tenant.owner.verb(&tenant.connection(allowed.connection.id, "/resume")).await?.ok(200)?;
    }
    tenant.generate(&["claims.read"]).await?;
    let theirs = publisher.at(&format!("/connections/{}/pause", first.connection.id));
    publisher.owner.verb(&theirs).await?.ok(200)?;
    let path = tenant.at("/activity");
    let client = &tenant.owner.client;
    let connection = Some(first.connection.id);
    for wanted in Wanted::combinations(ActionGroup::Connections, colleague.me.id, one.id, connection) {
        let found = compare(client, &path, &wanted.query(), |entry| wanted.wants(entry)).await?;
        assert!(found > 0, "{}", wanted.query());
    }
    let of_app = Wanted { app: Some(one.id), connection, ..Wanted::default() };
    // Allowed, paused, resumed, and paused by the developer.
    assert_eq!(compare(client, &path, &of_app.query(), |entry| of_app.wants(entry)).await?, 4);
    let both = Wanted { action: Some(ActionGroup::Connections), person: Some(colleague.me.id), ..of_app };
    assert_eq!(compare(client, &path, &both.query(), |entry| both.wants(entry)).await?, 1);
    let day = first.connection.decided_at.date_naive();
    let with_all = format!("{}&from={day}&q=reminders", both.query());
    let reminders = |entry: &Activity| both.wants(entry) && entry.at.date_naive() >= day;
    assert_eq!(compare(client, &path, &with_all, reminders).await?, 1);
    for group in ActionGroup::ALL {
        let wanted = Wanted { action: Some(*group), ..Wanted::default() };
        compare(client, &path, &wanted.query(), |entry| wanted.wants(entry)).await?;
    }
    compare_days(client, &path).await
}

async fn a_publishers_history_is_filtered(stage: &Stage) -> Outcome {
    let (publisher, tenant) = (stage.publisher().await?, stage.tenant().await?);
    let colleague = publisher.join(PublisherRole::Developer).await?;
    let (one, other) = (
        publisher.app(tenant.id, &["patients.read"], &[]).await?,
        publisher.app(tenant.id, &["patients.read"], &[]).await?,
    );
    for app in [&one, &other] {
        let connection = tenant.allow(app.id, &[]).await?.connection.id;
        let path = publisher.at(&format!("/connections/{connection}"));
        colleague.verb(&format!("{path}/pause")).await?.ok(200)?;
        publisher.owner.verb(&format!("{path}/resume")).await?.ok(200)?;
    }
    let (client, path) = (&publisher.owner.client, publisher.at("/activity"));
    for wanted in Wanted::combinations(ActionGroup::Connections, colleague.me.id, one.id, None) {
        let found = compare(client, &path, &wanted.query(), |entry| wanted.wants(entry)).await?;
        assert!(found > 0, "{}", wanted.query());
    }
    // The tenant's people are its own, and so are the apps of others.
    let theirs = format!("person={}", tenant.owner.me.id);
    assert_eq!(compare(client, &path, &theirs, |_| false).await?, 0);
    let rival = stage.publisher().await?;
    let foreign = format!("app={}", rival.app(tenant.id, &["patients.read"], &[]).await?.id);
    assert_eq!(compare(client, &path, &foreign, |_| false).await?, 0);
    compare_days(client, &path).await
}

/// Others write into it meanwhile: what is asked for is this test's own.
async fn the_platforms_history_is_filtered(stage: &Stage) -> Outcome {
    let publisher = stage.publisher().await?;
    let tenant = stage.tenant().await?;
    let app = publisher.app(tenant.id, &["patients.read"], &[]).await?;
    stage.operator.post(&paths::operator::suspend(app.id), json!({"reason": "Spam."})).await?.ok(200)?;
    stage.operator.verb(&paths::operator::restore(app.id)).await?.ok(200)?;
    let again = publisher.owner.sign_in_again().await?;
    let at = |query: String| format!("{}?{query}", paths::operator::activity());
    for (query, actions) in [
        (format!("app={}", app.id), vec!["app.restored", "app.suspended"]),
        (format!("app={}&action=apps", app.id), vec!["app.restored", "app.suspended"]),
        (format!("app={}&action=people", app.id), vec![]),
        (format!("app={}&person={}", app.id, stage.operator.me.id), vec!["app.restored", "app.suspended"]),
        // When they joined, and now.
        (format!("person={}&action=sign_ins", again.me.id), vec!["session.started"; 2]),
        (format!("person={}&app={}", again.me.id, app.id), vec![]),
    ] {
        let (found, total) = paged(&stage.operator, &at(query.clone()), 1).await?;
        assert_eq!(found.iter().map(|entry| entry.action.as_str()).collect::<Vec<_>>(), actions, "{query}");
        assert_eq!(total, Some(Total::exactly(u64::try_from(actions.len())?)), "{query}");
        assert_eq!(file(&stage.operator, &at(query)).await?, found);
    }
    Ok(())
}

/// A tenant reads that the publisher or the platform did something, and not which of their people.
async fn what_is_kept_from_a_reader_is_not_found_by_a_filter(stage: &Stage) -> Outcome {
    let (publisher, tenant) = (stage.publisher().await?, stage.tenant().await?);
    let app = publisher.app(tenant.id, &["patients.read"], &[]).await?;
    let connection = tenant.allow(app.id, &[]).await?.connection.id;
    let theirs = publisher.at(&format!("/connections/{connection}/pause"));
    publisher.owner.verb(&theirs).await?.ok(200)?;
    let rename = json!({"revision": 0, "name": "Renamed by the platform"});
    stage.operator.put(&paths::operator::tenant(tenant.id), rename).await?.ok(200)?;
    let other = stage.tenant().await?;
    for person in [publisher.owner.me.id, stage.operator.me.id, other.owner.me.id] {
        let query = format!("person={person}");
        assert_eq!(compare(&tenant.owner, &tenant.at("/activity"), &query, |_| false).await?, 0);
        tenant.owner.get(&tenant.at(&format!("/activity?{query}&format=csv"))).await?.ok(200)?;
    }
    Ok(())
}

async fn a_wrong_filter_is_named(stage: &Stage) -> Outcome {
    let (publisher, tenant) = (stage.publisher().await?, stage.tenant().await?);
    for (client, path) in [
        (&tenant.owner.client, tenant.at("/activity")),
        (&publisher.owner.client, publisher.at("/activity")),
        (&stage.operator.client, paths::operator::activity()),
    ] {
        for (query, field) in [
            ("action=nothing", "action"),
            ("action=", "action"),
            ("person=app_00000000000000000000000000", "person"),
            ("person=%00", "person"),
            ("app=reminders", "app"),
            ("limit=1&app=x", "app"),
            ("format=xlsx", "format"),
            ("state=living", "state"),
            ("colour=red", "colour"),
        ] {
            let answer = client.get(&format!("{path}?{query}")).await?.ok(400)?;
            let problem = answer.problem(ProblemCode::Malformed)?;
            let fields: Vec<_> = problem.errors.iter().map(|error| error.field.as_str()).collect();
            assert_eq!(fields, [field], "{path}?{query}");
        }
        for (query, fields) in [
            ("from=1.5.2026", vec!["from"]),
            ("from=2026-02-30&to=yesterday", vec!["from", "to"]),
            ("to=%2B12345-01-01", vec!["to"]),
            ("from=", vec!["from"]),
            ("from=2026-05-03&to=2026-05-02", vec!["from"]),
        ] {
            let answer = client.get(&format!("{path}?{query}")).await?;
            assert_eq!(answer.wrong_fields()?, fields, "{path}?{query}");
        }
        client.get(&format!("{path}?person=a&person=b")).await?.ok(400)?;
    }
    Ok(())
}
