//! Logos, from a developer's host to an admin's page: fetched once, redrawn, served by the platform.

use std::time::{Duration, Instant};

use model::{app::Detail, logo::LogoState};
use serde_json::{Value, json};
use wire::{
    activity::Activity,
    admin::{Connection, Review},
    developer::App,
    page::Page,
    problem::ProblemCode,
};

use crate::harness::{
    Client, Outcome, Publisher, Stage, Tenant, on_both,
    pictures::{Host, Reply, png, size_of},
    timed_on_both,
};

on_both! {
    with_private_logos:
        a_logo_is_drawn_again_and_served_by_the_platform
        another_picture_is_another_detail;
    shared: what_is_no_logo_is_not_found an_address_that_is_not_public_is_not_kept
        a_name_that_leads_inside_is_not_asked;
}

timed_on_both! {
    with_private_logos: a_new_address_replaces_the_picture_when_it_is_there;
}

/// Until it is no longer waiting. A node looks every five seconds, and fetches an app's logo as often.
pub async fn settled(publisher: &Publisher, app: &App) -> Outcome<App> {
    let began = Instant::now();
    loop {
        let read: App = publisher.owner.read(&publisher.at(&format!("/apps/{}", app.id))).await?;
        if read.logo.state != LogoState::Waiting {
            return Ok(read);
        }
        if began.elapsed() > Duration::from_mins(1) {
            return Err("the logo still waits".into());
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// Changes some of an app's details.
pub async fn change(publisher: &Publisher, app: &App, fields: Value) -> Outcome<App> {
    let path = publisher.at(&format!("/apps/{}", app.id));
    let read: App = publisher.owner.read(&path).await?;
    let mut details = serde_json::to_value(&read.details)?;
    for (name, value) in fields.as_object().into_iter().flatten() {
        details[name] = value.clone();
    }
    publisher.owner.change(&path, json!({"revision": read.revision, "details": details})).await
}

async fn fetch_again(publisher: &Publisher, app: &App) -> Outcome<App> {
    let asked: App = publisher.owner.act(&publisher.at(&format!("/apps/{}/logo/fetch", app.id))).await?;
    assert_eq!(asked.logo.state, LogoState::Waiting);
    settled(publisher, app).await
}

async fn review(tenant: &Tenant, app: &App) -> Outcome<Review> {
    tenant.owner.read(&tenant.at(&format!("/available-apps/{}", app.id))).await
}

/// The picture at a path of the platform.
pub async fn picture(client: &Client, path: &str) -> Outcome<Vec<u8>> {
    let answer = client.request(reqwest::Method::GET, path).send().await?;
    assert_eq!(answer.status(), 200, "{path}");
    let header = |name: &str| answer.headers().get(name).and_then(|value| value.to_str().ok());
    assert_eq!(header("content-type"), Some("image/png"));
    assert_eq!(header("x-content-type-options"), Some("nosniff"));
    assert_eq!(header("cache-control"), Some("public, max-age=31536000, immutable"));
    assert_eq!(header("cross-origin-resource-policy"), Some("same-origin"));
    Ok(answer.bytes().await?.to_vec())
}

fn taken(app: &App) -> Outcome<&str> {
    if app.logo.state != LogoState::Taken {
        return Err(format!("{:?}", app.logo).into());
    }
    Ok(app.logo.image.as_deref().ok_or("no image")?)
}

async fn a_logo_is_drawn_again_and_served_by_the_platform(stage: &Stage) -> Outcome {
    let (tenant, publisher, host) = (stage.tenant().await?, stage.publisher().await?, Host::start().await?);
    let app = publisher.app(tenant.id, &["patients.read"], &[]).await?;
    assert_eq!((app.logo.state, app.logo.image.as_ref()), (LogoState::None, None));
    assert_eq!(review(&tenant, &app).await?.logo_url, None);
    let source = png(600, 300, 80);
    assert!(String::from_utf8_lossy(&source).contains("SECRET PLACE"));
    let url = host.has("/logo", Reply::Body("image/png", source));
    let saved = change(&publisher, &app, json!({"logo_url": url})).await?;
    assert_eq!(saved.details.logo_url.as_deref(), Some(url.as_str()));

    let app = settled(&publisher, &app).await?;
    assert_eq!((app.details.logo_url.as_deref(), app.revision), (Some(url.as_str()), saved.revision));
    let path = taken(&app)?;
    let hash =
        path.strip_prefix("/logos/").and_then(|file| file.strip_suffix(".png")).ok_or("another path")?;
    let bytes = picture(&stage.anonymous, path).await?;
    assert_eq!(hex(&credentials::sha256(&bytes)), hash);
    assert_eq!(size_of(&bytes), (256, 128));
    let text = String::from_utf8_lossy(&bytes);
    assert!(bytes.starts_with(b"\x89PNG") && bytes.len() < 300_000);
    assert!(!text.contains("SECRET") && !text.contains("tEXt") && !text.contains("eXIf"));

    assert_eq!(review(&tenant, &app).await?.logo_url.as_deref(), Some(path));
    let allowed = tenant.allow(app.id, &[]).await?.connection;
    assert_eq!(allowed.logo_url.as_deref(), Some(path));
    for list in ["/connections", "/available-apps"] {
        let listed = tenant.owner.get(&tenant.at(list)).await?.ok(200)?.body;
        assert!(!listed.contains(&host.base), "{listed}");
    }
    let listed = tenant.owner.get(&tenant.at("/connections")).await?.body;
    assert!(listed.contains(path), "{listed}");
    assert_eq!(host.asked(), 1, "it is fetched once");
    Ok(())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

async fn another_picture_is_another_detail(stage: &Stage) -> Outcome {
    let (tenant, publisher, host) = (stage.tenant().await?, stage.publisher().await?, Host::start().await?);
    let app = publisher.app(tenant.id, &["patients.read"], &[]).await?;
    let before = review(&tenant, &app).await?;
    let url = host.has("/logo", Reply::Body("image/png", png(20, 20, 1)));
    change(&publisher, &app, json!({"logo_url": url})).await?;
    let first = settled(&publisher, &app).await?;
    let path = tenant.at(&format!("/available-apps/{}/allow", app.id));
    let stale = json!({"version": 1, "details_revision": before.details_revision});
    let problem = tenant.owner.post(&path, stale).await?.ok(409)?.problem(ProblemCode::DetailsChanged)?;
    let named = |changes: &[wire::problem::DetailChange]| {
        changes.iter().map(|one| (one.detail, one.before.clone(), one.after.clone())).collect::<Vec<_>>()
    };
    let first_path = taken(&first)?.to_owned();
    assert_eq!(named(&problem.changed_details), [(Detail::Logo, String::new(), first_path.clone())]);
    let allowed = tenant.allow(app.id, &[]).await?.connection;

    // Another picture at the same address is nothing, until the developer asks.
    host.has("/logo", Reply::Body("image/png", png(20, 20, 2)));
    change(&publisher, &app, json!({"summary": "Something else"})).await?;
    assert_eq!((settled(&publisher, &app).await?.logo.image, host.asked()), (first.logo.image.clone(), 1));
    let second = fetch_again(&publisher, &app).await?;
    let second_path = taken(&second)?.to_owned();
    assert_ne!(second_path, first_path);
    let connection = tenant.connection(allowed.id, "");
    let seen: Connection = tenant.owner.read(&connection).await?;
    assert_eq!(named(&seen.changed_details), [(Detail::Logo, first_path.clone(), second_path.clone())]);
    let history: Page<Activity> = tenant.owner.read(&tenant.connection(allowed.id, "/activity")).await?;
    assert_eq!(history.items[0].detail.as_deref(), Some("Changed the logo"));
    let all: Page<Activity> = tenant.owner.read(&tenant.at("/activity")).await?;
    for told in [&history.items[0], &all.items[0]] {
        assert_eq!((told.actor.as_str(), told.actor_id), (publisher.name.as_str(), None), "not the platform");
    }
    let own: Page<Activity> = publisher.owner.read(&publisher.at("/activity")).await?;
    let details: Vec<_> = own.items.iter().filter_map(|entry| entry.detail.as_deref()).collect();
    assert_eq!(details[..2], ["The logo is another picture now", "Had the logo fetched again"]);
    picture(&stage.anonymous, &first_path).await?;

    // The same picture again is none.
    let same = fetch_again(&publisher, &app).await?;
    assert_eq!((taken(&same)?, host.asked()), (second_path.as_str(), 3));
    let again: Connection = tenant.owner.read(&connection).await?;
    assert_eq!(again.details_revision, seen.details_revision);

    let without = change(&publisher, &app, json!({"logo_url": null})).await?;
    assert_eq!((without.logo.state, without.logo.image), (LogoState::None, None));
    let again: Connection = tenant.owner.read(&connection).await?;
    assert_eq!((again.logo_url, again.details_revision), (None, seen.details_revision + 1));
    let gone = stage.anonymous.get(&second_path).await?;
    assert_eq!((gone.status, gone.body.as_str()), (404, ""), "no app shows it, and no tenant has seen it");
    let path = publisher.at(&format!("/apps/{}/logo/fetch", app.id));
    publisher.owner.verb(&path).await?.ok(409)?.problem(ProblemCode::Conflict)?;
    Ok(())
}

async fn a_new_address_replaces_the_picture_when_it_is_there(stage: &Stage) -> Outcome {
    let (tenant, publisher, host) = (stage.tenant().await?, stage.publisher().await?, Host::start().await?);
    let app = publisher.app(tenant.id, &["patients.read"], &[]).await?;
    let good = host.has("/good", Reply::Body("image/png", png(20, 20, 7)));
    change(&publisher, &app, json!({"logo_url": good})).await?;
    let first = settled(&publisher, &app).await?;
    let path = taken(&first)?.to_owned();

    // Two apps may show one picture; it goes with the last of them.
    let other = publisher.app(tenant.id, &["patients.read"], &[]).await?;
    change(&publisher, &other, json!({"logo_url": good})).await?;
    assert_eq!(taken(&settled(&publisher, &other).await?)?, path);
    change(&publisher, &other, json!({"logo_url": null})).await?;

    let began = Instant::now();
    let bad = host.has("/bad", Reply::Drip);
    let saved = change(&publisher, &app, json!({"logo_url": bad})).await?;
    assert!(began.elapsed() < Duration::from_secs(3), "a save waits for no host: {:?}", began.elapsed());
    assert_eq!((saved.logo.state, saved.logo.image.as_ref()), (LogoState::Waiting, Some(&path)));
    // Changed once more while it is being fetched: what comes of the old address is nothing.
    tokio::time::sleep(Duration::from_millis(1500)).await;
    let svg =
        host.has("/svg", Reply::Body("image/svg+xml", b"<svg xmlns='http://www.w3.org/2000/svg'/>".to_vec()));
    change(&publisher, &app, json!({"logo_url": svg})).await?;
    let refused = settled(&publisher, &app).await?;
    assert_eq!((refused.logo.state, refused.logo.image.as_ref()), (LogoState::Refused, Some(&path)));
    let reason = "The logo could not be fetched: it is an SVG. Give a PNG, JPEG, WebP or GIF.";
    assert_eq!(refused.logo.reason.as_deref(), Some(reason));
    let seen = review(&tenant, &app).await?;
    assert_eq!(seen.logo_url.as_deref(), Some(path.as_str()));
    picture(&stage.anonymous, &path).await?;

    host.has("/svg", Reply::Body("image/png", png(20, 20, 9)));
    let mended = fetch_again(&publisher, &app).await?;
    assert_ne!(taken(&mended)?, path);
    assert_eq!(mended.logo.reason, None);
    Ok(())
}

async fn what_is_no_logo_is_not_found(stage: &Stage) -> Outcome {
    let unknown = "ab".repeat(32);
    for file in [
        format!("{unknown}.png"),
        format!("{}.png", unknown.to_uppercase()),
        unknown.clone(),
        "x.png".into(),
        "..%2f..%2fetc%2fpasswd".into(),
        format!("{unknown}.svg"),
    ] {
        let answer = stage.anonymous.get(&format!("/logos/{file}")).await?.ok(404)?;
        assert_eq!((answer.body.as_str(), answer.header("cache-control")), ("", "no-store"), "{file}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
    }
    let posted = stage.anonymous.verb(&format!("/logos/{unknown}.png")).await?.ok(405)?;
    assert_eq!(posted.header("allow"), "GET, HEAD");
    Ok(())
}

async fn an_address_that_is_not_public_is_not_kept(stage: &Stage) -> Outcome {
    let publisher = stage.publisher().await?;
    let app = publisher.draft().await?;
    let path = publisher.at(&format!("/apps/{}", app.id));
    for url in [
        "https://127.0.0.1/logo.png",
        "https://10.1.2.3/logo.png",
        "https://169.254.169.254/latest",
        "https://2130706433/",
        "https://[::1]/",
        "https://[::ffff:10.0.0.1]/",
        "https://localhost/logo.png",
        "https://logos.localhost./",
        "http://127.0.0.1:8080/logo.png",
        "http://acme.example/logo.png",
        "file:///etc/passwd",
        "data:image/png;base64,AAAA",
    ] {
        let mut details = serde_json::to_value(&app.details)?;
        details["logo_url"] = url.into();
        let body = json!({"revision": app.revision, "details": details});
        let fields = publisher.owner.put(&path, body).await?.wrong_fields()?;
        assert_eq!(fields, ["details.logo_url"], "{url}");
    }
    Ok(())
}

/// A name that this machine's own table gives a private address.
async fn a_name_that_leads_inside_is_not_asked(stage: &Stage) -> Outcome {
    let own = std::fs::read_to_string("/etc/hostname").unwrap_or_default();
    let names = [own.trim(), "ip6-localhost", "localhost.localdomain"];
    let mut inside = None;
    for name in names.into_iter().filter(|name| !name.is_empty()) {
        let found: Vec<_> = tokio::net::lookup_host((name, 0)).await.into_iter().flatten().collect();
        if !found.is_empty() && found.iter().all(|address| !model::network::is_public(address.ip())) {
            inside = Some(name.to_owned());
            break;
        }
    }
    let Some(name) = inside else {
        eprintln!("this machine gives no name but localhost a private address");
        return Ok(());
    };
    let (publisher, host) = (stage.publisher().await?, Host::start().await?);
    let app = publisher.draft().await?;
    let port = host.base.rsplit(':').next().unwrap_or_default();
    change(&publisher, &app, json!({"logo_url": format!("https://{name}:{port}/logo.png")})).await?;
    let refused = settled(&publisher, &app).await?;
    let reason = "The logo could not be fetched: its host is not on the public internet.";
    assert_eq!((refused.logo.state, refused.logo.reason.as_deref()), (LogoState::Refused, Some(reason)));
    assert_eq!(host.asked(), 0);
    Ok(())
}
