//! People's inboxes: who hears of what, as long as they may know it, and what is mailed to whom.

use api_client::{account, admin, developer, operator};
use model::{
    notice::{MailChoice, NoticeKind},
    role::{PublisherRole, TenantRole},
};
use serde_json::json;
use wire::{
    account::SignIn,
    app_requests::AskForApp,
    notices::{ChangeNoticeSettings, ChooseMail, MailState, MarkRead, Notice, NoticeSettings},
    page::{Page, PageQuery},
    paths,
    problem::ProblemCode,
    webhooks::IssuedWebhook,
};

use crate::harness::{Answer, Client, Outcome, Person, Stage, on_both, until};

on_both! {
    shared: who_may_know_hears_of_it_and_no_one_else what_one_may_no_longer_see_is_not_listed
        each_notice_leads_to_the_page_of_its_thing notices_are_read_one_by_one_or_up_to_one choices_are_ones_own
        a_new_browser_is_told_once;
    fresh: a_demo_keeps_what_it_would_mail;
}

async fn inbox(person: &Client) -> Outcome<Vec<Notice>> {
    let query = PageQuery { limit: Some(200), ..PageQuery::default() };
    Ok(person.call(account::notices(query)).await?.items)
}

/// The notice of this title, as soon as it is there.
async fn hears(person: &Client, title: &str) -> Outcome<Notice> {
    let found = until(async || Ok(inbox(person).await?.into_iter().find(|one| one.title == title))).await;
    found.map_err(|error| format!("{title}: {error}").into())
}

async fn hears_nothing_of(person: &Client, title: &str) -> Outcome {
    let found = inbox(person).await?.into_iter().find(|one| one.title == title);
    found.map_or(Ok(()), |one| Err(format!("{one:?} is none of theirs").into()))
}

async fn who_may_know_hears_of_it_and_no_one_else(stage: &Stage) -> Outcome {
    let (tenant, other, publisher) = (stage.tenant().await?, stage.tenant().await?, stage.publisher().await?);
    let (admin, viewer) = (tenant.join(TenantRole::Admin).await?, tenant.join(TenantRole::Viewer).await?);
    let team_mate = publisher.join(PublisherRole::Viewer).await?;
    let app = publisher.app(tenant.id, &["patients.read"], &[]).await?;
    let waits = format!("{} waits for your decision", app.details.name);
    let found = hears(&admin, &waits).await?;
    assert_eq!((found.kind, found.read), (NoticeKind::ToDecide, false));
    assert_eq!(found.organisation, tenant.name);
    assert_eq!(found.path, wire::pages::consent(tenant.id, app.id));
    hears(&tenant.owner, &waits).await?;

    let connection = tenant.allow(app.id, &[]).await?.connection.id;
    let (by_person, by_tenant) = (
        format!("{} allowed {}", tenant.owner.me.name, app.details.name),
        format!("{} allowed {}", tenant.name, app.details.name),
    );
    for person in [&admin, &viewer] {
        let found = hears(person, &by_person).await?;
        assert_eq!(found.path, wire::pages::connection(tenant.id, connection));
    }
    for person in [&publisher.owner, &team_mate] {
        let found = hears(person, &by_tenant).await?;
        assert_eq!(found.path, wire::pages::developer_connection(publisher.id, connection));
        assert!(!format!("{found:?}").contains(&tenant.owner.me.name), "{found:?}");
    }
    // The decision came from the owner, the viewer decides nothing, and to the others nothing is known.
    hears_nothing_of(&tenant.owner, &by_person).await?;
    hears_nothing_of(&viewer, &waits).await?;
    for person in [&other.owner.client, &stage.operator.client] {
        for title in [&waits, &by_person, &by_tenant] {
            hears_nothing_of(person, title).await?;
        }
    }

    publisher.publish(app.id, 1, crate::harness::wanted(&["patients.read", "claims.read"], &[])).await?;
    let update = hears(&admin, &format!("{} has an update to review", app.details.name)).await?;
    assert_eq!(update.path, wire::pages::update(tenant.id, connection));
    // Now that the app is connected, what waited leads to the connection.
    let waited = hears(&admin, &waits).await?;
    assert_eq!(waited.path, wire::pages::connection(tenant.id, connection));

    tenant
        .owner
        .post(&tenant.connection(connection, "/pause"), json!({"reason": "Repairs"}))
        .await?
        .ok(200)?;
    let paused = hears(&team_mate, &format!("{} disabled {}", tenant.name, app.details.name)).await?;
    assert_eq!(paused.detail.as_deref(), Some("“Repairs”"));
    Ok(())
}

async fn each_notice_leads_to_the_page_of_its_thing(stage: &Stage) -> Outcome {
    let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
    let (admin, vera) = (tenant.join(TenantRole::Admin).await?, tenant.join(TenantRole::Viewer).await?);
    let team_mate = publisher.join(PublisherRole::Developer).await?;
    let app = publisher.app(tenant.id, &["patients.read"], &[]).await?;
    let request = AskForApp { reason: "For the front desk.".into() };
    vera.call(admin::ask_for_app(tenant.id, app.id, request)).await?;
    let asks = format!("{} asks for {}", vera.me.name, app.details.name);
    assert_eq!(hears(&admin, &asks).await?.path, wire::pages::consent(tenant.id, app.id));
    let connection = tenant.allow(app.id, &[]).await?.connection.id;
    assert_eq!(hears(&admin, &asks).await?.path, wire::pages::connection(tenant.id, connection));

    publisher.publish(app.id, 1, crate::harness::wanted(&["patients.read", "claims.read"], &[])).await?;
    let remind = publisher.at(&format!("/apps/{}/roll-out/remind", app.id));
    publisher.owner.post(&remind, json!({"version": 2, "tenant_id": null})).await?.ok(200)?;
    let waits = format!("An update of {} waits for your review", app.details.name);
    assert_eq!(hears(&admin, &waits).await?.path, wire::pages::update(tenant.id, connection));

    let own = tenant.generate(&["patients.read"]).await?.issued.client_id;
    let made = format!("{} generated the credentials", tenant.owner.me.name);
    let found = until(async || Ok(inbox(&admin).await?.into_iter().find(|one| one.title.starts_with(&made))));
    assert_eq!(found.await?.path, wire::pages::credential(tenant.id, own));
    for (at, owner, hearer) in [
        (tenant.at("/webhooks"), &tenant.owner, &admin),
        (publisher.at("/webhooks"), &publisher.owner, &team_mate),
    ] {
        let mut wanted =
            json!({"url": "https://hooks.example/", "events": ["connection.allowed"], "apps": []});
        let IssuedWebhook { webhook, .. } = owner.create(&at, &wanted).await?;
        wanted["revision"] = json!(webhook.revision);
        wanted["enabled"] = json!(false);
        owner.put(&format!("{at}/{}", webhook.id), wanted).await?.ok(200)?;
        let found = hears(hearer, "The webhook to hooks.example was disabled").await?;
        assert!(found.path.ends_with(&format!("/webhooks/{}", webhook.id)), "{}", found.path);
    }
    // The reminder is for the tenant.
    hears_nothing_of(&team_mate, &waits).await
}

async fn what_one_may_no_longer_see_is_not_listed(stage: &Stage) -> Outcome {
    let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
    let admin = tenant.join(TenantRole::Admin).await?;
    let app = publisher.app(tenant.id, &["patients.read"], &[]).await?;
    let waits = format!("{} waits for your decision", app.details.name);
    let found = hears(&admin, &waits).await?;
    publisher.owner.call(developer::remove_target(publisher.id, app.id, tenant.id)).await?;
    hears_nothing_of(&admin, &waits).await?;
    admin.make(&account::read_notice(found.id)).await?.ok(404)?.problem(ProblemCode::NotFound)?;
    publisher.target(app.id, tenant.id).await?;
    hears(&admin, &waits).await?;

    let invited = tenant.join(TenantRole::Viewer).await?;
    let joined = format!("{} accepted an invitation", invited.me.name);
    hears(&admin, &joined).await?;
    tenant.owner.call(admin::remove_member(tenant.id, admin.me.id)).await?;
    let left = inbox(&admin).await?;
    assert!(left.iter().all(|one| one.organisation != tenant.name), "{left:?}");
    assert_eq!(admin.call(account::unread_notices()).await?.unread as usize, left.len());
    Ok(())
}

async fn notices_are_read_one_by_one_or_up_to_one(stage: &Stage) -> Outcome {
    let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
    let mut apps = Vec::new();
    for _ in 0..3 {
        let app = publisher.app(tenant.id, &["patients.read"], &[]).await?;
        hears(&tenant.owner, &format!("{} waits for your decision", app.details.name)).await?;
        apps.push(app.details.name);
    }
    let unread = async || {
        Ok::<_, Box<dyn std::error::Error>>(tenant.owner.call(account::unread_notices()).await?.unread)
    };
    let all = inbox(&tenant.owner).await?;
    assert_eq!((all.len(), unread().await?), (3, 3));
    tenant.owner.call(account::read_notice(all[0].id)).await?;
    tenant.owner.call(account::read_notice(all[0].id)).await?;
    assert_eq!(unread().await?, 2);
    // Another's notice is as unknown as one that is not there.
    publisher.owner.make(&account::read_notice(all[1].id)).await?.ok(404)?;
    tenant.owner.call(account::read_notices(MarkRead { newest: all[2].id })).await?;
    assert_eq!(unread().await?, 1, "what came later stays unread");
    tenant.owner.call(account::read_notices(MarkRead { newest: all[0].id })).await?;
    assert_eq!(unread().await?, 0);

    let path = paths::account::notices();
    let q = wire::paths::encoded(&apps[1]);
    let found: Page<Notice> = tenant.owner.read(&format!("{path}?q={q}")).await?;
    assert!(found.items.iter().any(|one| one.id == all[1].id && one.read), "{found:?}");
    let found: Page<Notice> = tenant.owner.read(&format!("{path}?q=nothing-of-the-kind")).await?;
    assert!(found.items.is_empty());
    Ok(())
}

fn all_but(kind: NoticeKind, mail: MailChoice, others: MailChoice) -> Vec<ChooseMail> {
    let choose = |one: &NoticeKind| ChooseMail { kind: *one, mail: if *one == kind { mail } else { others } };
    NoticeKind::ALL.iter().map(choose).collect()
}

async fn choices_are_ones_own(stage: &Stage) -> Outcome {
    let (one, other) = (stage.tenant().await?.owner, stage.tenant().await?.owner);
    let read: NoticeSettings = one.call(account::notice_settings()).await?;
    assert_eq!((read.revision, &read.email, read.mailed), (0, &one.me.email, true));
    assert!(read.choices.iter().all(|choice| choice.mail == choice.kind.default_mail()));
    let choices = all_but(NoticeKind::Leaks, MailChoice::Daily, MailChoice::Off);
    let change = |revision| {
        account::change_notice_settings(ChangeNoticeSettings { revision, choices: choices.clone() })
    };
    let changed = one.call(change(0)).await?;
    assert_eq!(changed.revision, 1);
    for choice in &changed.choices {
        let expected = if choice.kind == NoticeKind::Leaks { MailChoice::Daily } else { MailChoice::Off };
        assert_eq!(choice.mail, expected, "{}", choice.kind);
    }
    one.make(&change(0)).await?.ok(412)?.problem(ProblemCode::LostRace)?;
    assert_eq!(one.call(change(1)).await?.revision, 2);
    assert_eq!(other.call(account::notice_settings()).await?.revision, 0);

    let path = paths::account::notice_settings();
    let wrong = async |choices: &[ChooseMail]| -> Outcome<Vec<String>> {
        one.put(&path, json!({"revision": 2, "choices": choices})).await?.wrong_fields()
    };
    let twice = [choices.clone(), vec![choices[0].clone()]].concat();
    assert_eq!(wrong(&twice).await?, [format!("choices[{}].kind", choices.len())]);
    assert_eq!(wrong(&choices[1..]).await?, ["choices"]);
    Ok(())
}

/// Signs in with what the browser has.
async fn sign_in(person: &Person, device: Option<&str>) -> Outcome<Answer> {
    let request = SignIn { email: person.me.email.clone(), password: person.password.clone().into() };
    let call = account::sign_in(request);
    let anonymous = person.with(None);
    let request = anonymous.request(reqwest::Method::POST, &call.request.path);
    let request = request.header("content-type", "application/json");
    let request = request.body(call.request.body.clone().unwrap_or_default());
    let request = match device {
        Some(device) => request.header("cookie", format!("__Host-device={device}")),
        None => request,
    };
    anonymous.send(request).await?.ok(200)
}

async fn a_new_browser_is_told_once(stage: &Stage) -> Outcome {
    const TITLE: &str = "Your account was used in a new browser";
    let person = stage.tenant().await?.owner;
    hears_nothing_of(&person, TITLE).await?;
    let first = sign_in(&person, None).await?;
    let found = hears(&person, TITLE).await?;
    assert_eq!((found.kind, found.path.as_str()), (NoticeKind::Account, "/account/sessions"));
    assert!(found.detail.is_some_and(|detail| detail.starts_with("From ")));
    let mut cookies = first.headers.get_all("set-cookie").iter().filter_map(|one| one.to_str().ok());
    let device = cookies.find_map(|cookie| cookie.strip_prefix("__Host-device=")).ok_or("no mark")?;
    let device = device.split(';').next().unwrap_or_default().to_owned();
    sign_in(&person, Some(&device)).await?;
    sign_in(&person, None).await?;
    let told = until(async || {
        let found = inbox(&person).await?.into_iter().filter(|one| one.title == TITLE).count();
        Ok((found > 1).then_some(found))
    });
    assert_eq!(told.await?, 2, "of a browser that is known no one is told");
    Ok(())
}

async fn mailed(stage: &Stage, subject: &str) -> Outcome<String> {
    until(async || {
        let page = stage.operator.get("/demo/mail").await?.ok(200)?.body;
        Ok(page.contains(subject).then_some(page))
    })
    .await
}

async fn a_demo_keeps_what_it_would_mail(stage: &Stage) -> Outcome {
    let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
    let quiet = tenant.join(TenantRole::Admin).await?;
    let choices = all_but(NoticeKind::ToDecide, MailChoice::Off, MailChoice::Off);
    quiet.call(account::change_notice_settings(ChangeNoticeSettings { revision: 0, choices })).await?;
    let app = publisher.app(tenant.id, &["patients.read"], &[]).await?;
    let waits = format!("{}: {} waits for your decision", tenant.name, app.details.name);
    let page = mailed(stage, &waits).await?;
    assert!(page.contains(tenant.owner.me.email.as_str()));
    let connection = tenant.allow(app.id, &[]).await?.connection.id;
    tenant
        .owner
        .post(&tenant.connection(connection, "/pause"), json!({"reason": "<b>Repairs</b>"}))
        .await?
        .ok(200)?;
    let page =
        mailed(stage, &format!("{}: {} disabled {}", publisher.name, tenant.name, app.details.name)).await?;
    assert!(page.contains("&lt;b&gt;Repairs") && !page.contains("<b>Repairs"), "{page}");
    assert!(!page.contains(quiet.me.email.as_str()), "who wants no mail gets none");
    let address = page.split("href=\"/demo/mail/").nth(1).and_then(|rest| rest.split('"').next());
    let shown = stage.operator.get(&format!("/demo/mail/{}", address.ok_or("no mail")?)).await?.ok(200)?;
    assert!(shown.body.contains("/account/notices/settings") && shown.body.starts_with("<!doctype html>"));
    assert!(shown.header("content-security-policy").contains("default-src 'none'"));
    for text in [&page, &shown.body] {
        stage.anonymous.secrets.are_not_in("a mail", text)?;
    }
    for path in ["/demo/mail", "/demo/mail/x"] {
        tenant.owner.get(path).await?.ok(404)?;
        stage.anonymous.get(path).await?.ok(401)?;
    }
    let state: MailState = stage.operator.call(operator::mails()).await?;
    assert_eq!((state.server, state.kept, state.undelivered), (None, true, 0));
    Ok(())
}
