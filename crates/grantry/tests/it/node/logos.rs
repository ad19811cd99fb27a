//! What developers' hosts send costs a node little, and no one else anything.

use std::{
    fs,
    time::{Duration, Instant},
};

use model::logo::LogoState;
use serde_json::json;
use wire::developer::App;

use crate::{
    developer::logos::{change, picture, settled},
    harness::{
        Client, Kind, Outcome, Partner, Publisher, Stage, details, next, on_both,
        pictures::{Host, Reply, bomb, gif, png},
        timed_on_both,
    },
};

on_both! {
    with_private_logos: a_node_that_is_killed_loses_no_logo;
}

timed_on_both! {
    with_private_logos: hostile_hosts_stop_no_one;
}

/// What the process may take at its peak beyond what it had, in megabytes: one picture of the largest size at a time.
const MAY_PEAK: u64 = 160;

async fn app_with(publisher: &Publisher, url: &str) -> Outcome<App> {
    let mut details = details("targeted");
    details["logo_url"] = url.into();
    publisher.owner.create(&publisher.at("/apps"), details).await
}

fn kilobytes(stage: &Stage, what: &str) -> Outcome<u64> {
    let status = fs::read_to_string(format!("/proc/{}/status", stage.server().pid))?;
    let line = status.lines().find_map(|line| line.strip_prefix(what)).ok_or("the kernel does not say")?;
    Ok(line.trim_start_matches(':').trim().trim_end_matches(" kB").trim().parse()?)
}

async fn hostile_hosts_stop_no_one(stage: &Stage) -> Outcome {
    let (tenant, publisher, host) = (stage.tenant().await?, stage.publisher().await?, Host::start().await?);
    let own = tenant.generate(&["patients.read"]).await?;
    let partner = Partner::new(&stage.anonymous, &own.issued);
    let whole = png(300, 300, 9);
    let page = b"<!doctype html><script>alert(1)</script>".to_vec();
    let polyglot = [&png(30, 30, 3)[..], b"<html><script>alert(1)</script></html>"].concat();
    let inside = host.has("/inside", Reply::Body("image/png", whole.clone()));
    let cases: [(Reply, Result<(), &str>); 14] = [
        (Reply::Drip, Err("its host did not send it within 10 seconds")),
        (Reply::Drip, Err("its host did not send it within 10 seconds")),
        (Reply::Flood(50 << 20), Err("it is larger than 2 MB")),
        (Reply::Body("image/png", vec![0; 50 << 20]), Err("it is larger than 2 MB")),
        (Reply::Body("image/png", bomb(50_000, 50_000)), Err("it has more than 2048 × 2048 pixels")),
        (Reply::Body("image/png", bomb(2048, 2048)), Err("the picture is damaged or not complete")),
        (
            Reply::Body("image/png", whole[..whole.len() / 2].to_vec()),
            Err("the picture is damaged or not complete"),
        ),
        (
            Reply::Body("image/svg+xml", b"<svg/>".to_vec()),
            Err("it is an SVG. Give a PNG, JPEG, WebP or GIF"),
        ),
        (Reply::Body("image/png", page), Err("it is a web page. Give the address of the picture itself")),
        (
            Reply::To("http://10.0.0.1/logo.png".into()),
            Err("its address, or one that it leads to, is not https"),
        ),
        (Reply::Status(404), Err("its host answered with status 404")),
        (Reply::Body("text/html", polyglot), Ok(())),
        (Reply::Body("image/gif", gif(20_000)), Ok(())),
        (Reply::To(inside), Ok(())),
    ];
    let before = kilobytes(stage, "VmHWM")?.max(kilobytes(stage, "VmRSS")?);
    let mut apps = Vec::new();
    for (number, (reply, outcome)) in cases.into_iter().enumerate() {
        let url = host.has(&format!("/{number}"), reply);
        apps.push((app_with(&publisher, &url).await?, outcome));
    }
    let others = async {
        let (mut slowest, began) = (Duration::ZERO, Instant::now());
        while began.elapsed() < Duration::from_secs(12) {
            let asked = Instant::now();
            assert!(partner.gets_token().await?);
            stage.anonymous.get("/readyz").await?.ok(200)?;
            tenant.owner.get(&tenant.at("/connections")).await?.ok(200)?;
            slowest = slowest.max(asked.elapsed());
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Outcome::Ok(slowest)
    };
    let slowest = others.await?;
    assert!(slowest < Duration::from_secs(3), "the others waited {slowest:?}");
    for (app, outcome) in apps {
        let app = settled(&publisher, &app).await?;
        match outcome {
            Ok(()) => {
                assert_eq!(app.logo.state, LogoState::Taken, "{:?}", app.logo);
                let bytes = picture(&stage.anonymous, app.logo.image.as_deref().unwrap_or_default()).await?;
                assert!(!String::from_utf8_lossy(&bytes).contains("script"));
            }
            Err(why) => {
                let reason = format!("The logo could not be fetched: {why}.");
                assert_eq!(app.logo.reason, Some(reason));
                assert_eq!((app.logo.state, app.logo.image), (LogoState::Refused, None));
            }
        }
    }
    assert!(host.sent() < 16 << 20, "{} bytes were taken of a flood", host.sent());
    let peak = kilobytes(stage, "VmHWM")?;
    assert!(peak < before + MAY_PEAK * 1024, "{before} kB before, {peak} kB at most");
    Ok(())
}

/// The details are saved, the host has been asked, and then the power fails.
async fn a_node_that_is_killed_loses_no_logo(stage: &Stage) -> Outcome {
    let (publisher, host) = (stage.publisher().await?, Host::start().await?);
    let url = host.has("/logo", Reply::Drip);
    let app = app_with(&publisher, &url).await?;
    let began = Instant::now();
    while host.asked() == 0 {
        assert!(began.elapsed() < Duration::from_secs(20), "no one asks for the logo");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let killed = stage.server();
    std::process::Command::new("kill").args(["-KILL", &killed.pid.to_string()]).status()?;
    host.has("/logo", Reply::Body("image/png", png(20, 20, 5)));
    let server = killed.again().await?;
    let owner =
        Client { base: server.base.clone(), ..stage.anonymous.clone() }.with(publisher.owner.cookie.clone());
    let path = publisher.at(&format!("/apps/{}", app.id));
    let began = Instant::now();
    loop {
        let read: App = owner.read(&path).await?;
        if read.logo.state == LogoState::Taken {
            picture(&owner, read.logo.image.as_deref().unwrap_or_default()).await?;
            return Ok(());
        }
        assert!(began.elapsed() < Duration::from_mins(1), "{:?}", read.logo);
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

/// Two nodes look for what waits; each logo is fetched by one of them.
#[tokio::test]
async fn two_nodes_fetch_a_logo_once() -> Outcome {
    let stage = Stage::with_private_logos(Kind::Postgres).await?;
    stage.end(fetch_with_two(&stage).await)
}

async fn fetch_with_two(stage: &Stage) -> Outcome {
    let _second = stage.server().second_node().await?;
    let (publisher, host) = (stage.publisher().await?, Host::start().await?);
    let mut apps = Vec::new();
    for number in 0..12_u8 {
        let picture = png(20, 20, number);
        let url = host.has(&format!("/{}", next()), Reply::Body("image/png", picture));
        apps.push(app_with(&publisher, &url).await?);
    }
    for app in &apps {
        assert_eq!(settled(&publisher, app).await?.logo.state, LogoState::Taken);
    }
    assert_eq!(host.asked(), apps.len());
    let again = change(&publisher, &apps[0], json!({"summary": "Something else"})).await?;
    assert_eq!((again.logo.state, host.asked()), (LogoState::Taken, apps.len()));
    Ok(())
}
