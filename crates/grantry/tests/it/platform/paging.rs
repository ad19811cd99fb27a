//! Lists come in pages, newest first, without gaps or repeats, while the list grows.

use serde::de::DeserializeOwned;
use wire::{activity::Activity, admin::Credential, developer::AppSummary, page::Page, problem::ProblemCode};

use crate::harness::{Client, Outcome, Stage, details, on_both};

on_both! { shared: pages_have_no_gaps_and_no_repeats a_growing_list_repeats_nothing foreign_cursors_and_limits_are_refused
a_list_can_be_searched; }

/// All items, page by page.
async fn all<T: DeserializeOwned>(client: &Client, path: &str, limit: usize) -> Outcome<Vec<T>> {
    let (mut items, mut cursor) = (Vec::new(), String::new());
    loop {
        let page: Page<T> = client.read(&format!("{path}?limit={limit}{cursor}")).await?;
        assert!(page.items.len() <= limit);
        items.extend(page.items);
        match page.next_cursor {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return Ok(items),
        }
    }
}

async fn pages_have_no_gaps_and_no_repeats(stage: &Stage) -> Outcome {
    let publisher = stage.publisher().await?;
    let mut made = Vec::new();
    for _ in 0..7 {
        made.push(publisher.draft().await?.id);
    }
    made.reverse();
    for limit in [1, 2, 3, 7, 200] {
        let apps: Vec<AppSummary> = all(&publisher.owner, &publisher.at("/apps"), limit).await?;
        assert_eq!(apps.iter().map(|app| app.id).collect::<Vec<_>>(), made, "by {limit}");
    }
    let history: Vec<Activity> = all(&publisher.owner, &publisher.at("/activity"), 3).await?;
    let whole: Page<Activity> = publisher.owner.read(&publisher.at("/activity")).await?;
    assert_eq!(history, whole.items);
    assert!(history.is_sorted_by(|newer, older| newer.id > older.id));
    Ok(())
}

async fn a_growing_list_repeats_nothing(stage: &Stage) -> Outcome {
    let tenant = stage.tenant().await?;
    let mut made = Vec::new();
    for _ in 0..3 {
        made.push(tenant.generate(&["claims.read"]).await?.issued.client_id);
    }
    let path = tenant.at("/credentials?limit=2");
    let first: Page<Credential> = tenant.owner.read(&path).await?;
    tenant.generate(&["claims.read"]).await?;
    let cursor = first.next_cursor.ok_or("one page")?;
    let second: Page<Credential> = tenant.owner.read(&format!("{path}&cursor={cursor}")).await?;
    let ids: Vec<_> = first.items.iter().chain(&second.items).map(|one| one.client.client_id).collect();
    made.reverse();
    assert_eq!(ids, made);
    assert_eq!(second.next_cursor, None);
    Ok(())
}

async fn foreign_cursors_and_limits_are_refused(stage: &Stage) -> Outcome {
    let publisher = stage.publisher().await?;
    let app = publisher.draft().await?;
    for (query, field) in [
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("cursor=nonsense", "cursor"),
        ("cursor=", "cursor"),
        ("cursor=ten_00000000000000000000000000", "cursor"),
    ] {
        let answer = publisher.owner.get(&publisher.at(&format!("/apps?{query}"))).await?;
        assert_eq!(answer.wrong_fields()?, [field], "{query}");
    }
    for query in ["limit=-1", "limit=1.5", "limit="] {
        let answer = publisher.owner.get(&publisher.at(&format!("/apps?{query}"))).await?;
        answer.ok(400)?.problem(ProblemCode::Malformed).map_err(|error| format!("{query}: {error}"))?;
    }
    let path = publisher.at(&format!("/apps/{}/versions?cursor=app_1", app.id));
    assert_eq!(publisher.owner.get(&path).await?.wrong_fields()?, ["cursor"]);
    publisher.owner.get(&publisher.at("/apps?limit=1")).await?.ok(200)?;
    publisher.owner.get(&publisher.at("/apps?limit=200")).await?.ok(200)?;
    Ok(())
}

async fn a_list_can_be_searched(stage: &Stage) -> Outcome {
    let publisher = stage.publisher().await?;
    for name in ["Lab 100% results", "Lab_results", "Ärztebrief"] {
        let mut app = details("targeted");
        app["name"] = name.into();
        publisher.owner.post(&publisher.at("/apps"), app).await?.ok(201)?;
    }
    for (q, found) in [
        ("lab", 2),
        ("LAB_", 1),
        ("100%25", 1),
        ("%25", 1),
        ("_", 1),
        ("nothing", 0),
        ("", 3),
        ("Ärzte", 1),
        ("RZTEB", 1),
    ] {
        let page: Page<AppSummary> = publisher.owner.read(&publisher.at(&format!("/apps?q={q}"))).await?;
        assert_eq!(page.items.len(), found, "q={q}");
    }
    Ok(())
}
