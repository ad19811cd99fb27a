//! Lists as files, and connections by their state.

use model::connection::StateName;
use reqwest::Method;
use serde_json::{Value, json};
use wire::{
    admin::ConnectionSummary,
    developer::{App, Connection},
    page::{Page, Total},
    paths,
    problem::ProblemCode,
};

use crate::harness::{Client, Outcome, Stage, details, next, on_both, wanted};

on_both! { shared: lists_are_files_too what_a_caller_accepts_is_what_they_get a_state_filters_a_tenants_connections
a_state_filters_a_publishers_connections; }

/// The lines of a file.
async fn lines(client: &Client, path: &str, content_type: &str) -> Outcome<Vec<String>> {
    let answer = client.get(path).await?.ok(200)?;
    assert!(answer.header("content-type").starts_with(content_type), "{path}");
    assert!(answer.header("content-disposition").starts_with("attachment; filename=\""), "{path}");
    Ok(answer.body.lines().map(|line| line.trim_end_matches('\r').to_owned()).collect())
}

async fn lists_are_files_too(stage: &Stage) -> Outcome {
    let (publisher, tenant) = (stage.publisher().await?, stage.tenant().await?);
    let mut formula = details("targeted");
    let name = format!("=1+1, \"Reminders\" {}", next());
    formula["name"] = name.clone().into();
    let app: App = publisher.owner.create(&publisher.at("/apps"), formula).await?;
    publisher.publish(app.id, 0, wanted(&["patients.read", "claims.change"], &[])).await?;
    publisher.target(app.id, tenant.id).await?;
    tenant.allow(app.id, &[]).await?;
    let other = publisher.app(tenant.id, &["patients.read"], &[]).await?;
    tenant.allow(other.id, &[]).await?;

    let (admin, path) = (&tenant.owner.client, tenant.at("/connections"));
    let csv = lines(admin, &format!("{path}?format=csv"), "text/csv").await?;
    assert_eq!(csv.len(), 3, "{csv:?}");
    assert!(csv[0].starts_with("id,app_id,app_name,publisher_name,state,"), "{}", csv[0]);
    let quoted = format!("\"'{}\"", name.replace('"', "\"\""));
    assert!(csv[2].contains(&quoted), "{}", csv[2]);
    assert!(csv[2].contains(",claims.change patients.read,change,"), "{}", csv[2]);
    let found = lines(admin, &format!("{path}?format=jsonl&q={}", other.id), "application/jsonl").await?;
    let [line] = &found[..] else { return Err(format!("{found:?}").into()) };
    assert_eq!(serde_json::from_str::<ConnectionSummary>(line)?.app_id, other.id);

    let (developer, operator) = (&publisher.owner.client, &stage.operator.client);
    for (client, path, least) in [
        (admin, tenant.at("/activity"), 3),
        (admin, tenant.at("/members"), 2),
        (developer, publisher.at("/apps"), 3),
        (developer, publisher.at("/connections"), 3),
        (developer, publisher.at("/activity"), 5),
        (developer, publisher.at("/members"), 2),
        (operator, format!("{}?q={}", paths::operator::tenants(), tenant.id), 2),
        (operator, format!("{}?q={}", paths::operator::publishers(), publisher.id), 2),
        (operator, format!("{}?q={}", paths::operator::apps(), app.id), 2),
        (operator, format!("{}?q={}", paths::operator::activity(), tenant.id), 2),
    ] {
        let and = if path.contains('?') { '&' } else { '?' };
        let csv = lines(client, &format!("{path}{and}format=csv"), "text/csv").await?;
        assert!(csv.len() >= least, "{path}: {csv:?}");
        let json = lines(client, &format!("{path}{and}format=jsonl"), "application/jsonl").await?;
        for line in json {
            assert!(serde_json::from_str::<Value>(&line)?.is_object(), "{path}");
        }
    }
    for query in ["format=csv&limit=10", "format=csv&cursor=con_1", "format=xlsx"] {
        admin.get(&format!("{path}?{query}")).await?.ok(400)?;
    }
    admin.get(&format!("{}?format=csv", tenant.at("/credentials"))).await?.ok(400)?;
    Ok(())
}

async fn what_a_caller_accepts_is_what_they_get(stage: &Stage) -> Outcome {
    let (publisher, tenant) = (stage.publisher().await?, stage.tenant().await?);
    publisher.app(tenant.id, &["patients.read"], &[]).await?;
    let (admin, developer) = (&tenant.owner.client, &publisher.owner.client);
    let (json, csv, lines) = ("application/json", "text/csv", "application/jsonl");
    for (client, path) in [
        (admin, tenant.at("/activity")),
        (admin, tenant.at("/members")),
        (developer, publisher.at("/apps")),
        (&stage.operator.client, paths::operator::publishers()),
    ] {
        let pages_alone = path.ends_with("/members");
        for (accept, query, answered) in [
            (csv, "", csv),
            (lines, "", lines),
            ("text/csv;q=0.5, application/jsonl", "", lines),
            ("application/json, text/csv", "", json),
            ("application/vnd.ms-excel", "", json),
            ("*/*", "", json),
            (json, "?format=csv", csv),
            (csv, "?format=jsonl", lines),
            (csv, "?limit=1", json),
        ] {
            // A list that has one page takes no limit.
            if pages_alone && query.contains("limit") {
                continue;
            }
            let request = client.request(Method::GET, &format!("{path}{query}")).header("accept", accept);
            let answer = client.send(request).await?.ok(200)?;
            let got = answer.header("content-type");
            assert_eq!(got.split(';').next(), Some(answered), "{path}{query}, {accept}");
            assert_eq!(answer.header("content-disposition").is_empty(), answered == json, "{path}{query}");
        }
    }
    // A list that is no file stays a page.
    let request = admin.request(Method::GET, &tenant.at("/credentials")).header("accept", csv);
    assert!(admin.send(request).await?.ok(200)?.header("content-type").starts_with(json));
    Ok(())
}

async fn a_state_filters_a_tenants_connections(stage: &Stage) -> Outcome {
    let (publisher, tenant) = (stage.publisher().await?, stage.tenant().await?);
    let mut apps = Vec::new();
    for _ in 0..4 {
        apps.push(publisher.app(tenant.id, &["patients.read"], &[]).await?);
    }
    tenant.allow(apps[0].id, &[]).await?;
    let paused = tenant.allow(apps[1].id, &[]).await?.connection;
    tenant.owner.verb(&tenant.connection(paused.id, "/pause")).await?.ok(200)?;
    let decline = tenant.at(&format!("/available-apps/{}/decline", apps[2].id));
    let refusal = json!({"version": 1, "details_revision": 1, "reason": "Not now."});
    tenant.owner.post(&decline, refusal).await?.ok(201)?;
    let deleted = tenant.allow(apps[3].id, &[]).await?.connection;
    let confirmed = json!({"confirmation": deleted.app_name});
    tenant.owner.post(&tenant.connection(deleted.id, "/delete"), confirmed).await?.ok(200)?;

    for (state, states) in
        [("living", vec!["paused", "active"]), ("refused", vec!["declined"]), ("deleted", vec!["deleted"])]
    {
        for more in ["", "&q=reminders", "&limit=1"] {
            let path = tenant.at(&format!("/connections?state={state}{more}"));
            let page: Page<ConnectionSummary> = tenant.owner.read(&path).await?;
            let shown = if more == "&limit=1" { &states[..1] } else { &states[..] };
            let found: Vec<_> = page.items.iter().map(|one| one.state.as_str()).collect();
            assert_eq!(found, shown, "{path}");
            assert_eq!(page.total, Some(Total::exactly(states.len().try_into()?)), "{path}");
        }
        let file = tenant.at(&format!("/connections?state={state}&format=jsonl"));
        assert_eq!(lines(&tenant.owner.client, &file, "application/jsonl").await?.len(), states.len());
    }
    // None of these holds anything but what it may do now.
    let path = tenant.at("/connections?state=living");
    let page: Page<ConnectionSummary> = tenant.owner.read(&path).await?;
    for one in page.items {
        assert!(one.action.is_some() && one.sensitivity.is_some() && one.last_used_at.is_none());
    }
    for path in [tenant.at("/connections?state=ended"), tenant.at("/connections?sort=name")] {
        let problem = tenant.owner.get(&path).await?.ok(400)?.problem(ProblemCode::Malformed)?;
        let named: Vec<_> = problem.errors.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(named, [if path.contains("sort") { "sort" } else { "state" }]);
    }
    Ok(())
}

/// At two tenants, so that none of them has all.
async fn a_state_filters_a_publishers_connections(stage: &Stage) -> Outcome {
    let (publisher, tenant, other) = (stage.publisher().await?, stage.tenant().await?, stage.tenant().await?);
    let (one, two) = (
        publisher.app(tenant.id, &["patients.read"], &[]).await?,
        publisher.app(tenant.id, &["patients.read"], &[]).await?,
    );
    publisher.target(one.id, other.id).await?;
    let active = tenant.allow(one.id, &[]).await?.connection;
    let deleted = tenant.allow(two.id, &[]).await?.connection;
    let confirmed = json!({"confirmation": deleted.app_name});
    tenant.owner.post(&tenant.connection(deleted.id, "/delete"), confirmed).await?.ok(200)?;
    let again = tenant.allow(two.id, &[]).await?.connection;
    tenant.owner.verb(&tenant.connection(again.id, "/pause")).await?.ok(200)?;
    let refusal = json!({"version": 1, "details_revision": 1, "reason": "Not now."});
    other.owner.post(&other.at(&format!("/available-apps/{}/block", one.id)), refusal).await?.ok(201)?;

    let (of_all, of_one) =
        (publisher.at("/connections"), publisher.at(&format!("/apps/{}/connections", one.id)));
    for (path, state, states) in [
        (&of_all, "living", vec!["paused", "active"]),
        (&of_all, "refused", vec!["blocked"]),
        (&of_all, "deleted", vec!["deleted"]),
        (&of_one, "living", vec!["active"]),
        (&of_one, "refused", vec!["blocked"]),
        (&of_one, "deleted", vec![]),
    ] {
        for more in ["", "&q=reminders", "&limit=1"] {
            let first = format!("{path}?state={state}{more}");
            let page: Page<Connection> = publisher.owner.read(&first).await?;
            assert_eq!(page.total, Some(Total::exactly(states.len().try_into()?)), "{first}");
            let (mut found, mut next) = (page.items, page.next_cursor);
            while let Some(cursor) = next {
                let page: Page<Connection> =
                    publisher.owner.read(&format!("{first}&cursor={cursor}")).await?;
                found.extend(page.items);
                next = page.next_cursor;
            }
            assert_eq!(found.iter().map(|one| one.state.as_str()).collect::<Vec<_>>(), states, "{first}");
        }
    }
    let living = format!("{of_all}?state=living&format=jsonl");
    let file = lines(&publisher.owner.client, &living, "application/jsonl").await?;
    let file: Vec<Connection> =
        file.iter().map(|line| serde_json::from_str(line)).collect::<Result<_, _>>()?;
    assert_eq!(file.iter().map(|one| one.id).collect::<Vec<_>>(), [again.id, active.id]);
    for q in [tenant.name.clone(), active.id.to_string(), active.app_name.clone()] {
        let q: String = url::form_urlencoded::byte_serialize(q.as_bytes()).collect();
        let path = format!("{of_all}?state=living&q={q}");
        let page: Page<Connection> = publisher.owner.read(&path).await?;
        assert!(page.items.iter().any(|found| found.id == active.id), "{path}");
        assert!(page.items.iter().all(|found| found.state != StateName::Deleted), "{path}");
    }
    publisher.owner.get(&format!("{of_all}?state=ended")).await?.ok(400)?;
    Ok(())
}
