//! Slugs and addresses of tenants: what operators may do with them, and what everyone reads of it.

use api_client::{admin, developer, operator};
use chrono::{DateTime, Utc};
use model::{ids::TenantId, issuer};
use serde_json::{Value, json};
use wire::{
    activity::Activity,
    addresses::{AddressKind, AddressState, FormerTokenEndpoint, TenantAddresses},
    page::{Page, PageQuery},
    paths::operator as paths,
    problem::ProblemCode,
};

use crate::harness::{Answer, Outcome, Stage, Tenant, next, on_both, soon, stage::BASE_DOMAIN};

on_both! {
    with_domains: a_slug_makes_a_domain_and_the_path_stays everyone_reads_the_new_address
        a_slug_that_another_had_is_never_given_again wrong_slugs_are_refused
        an_address_is_closed_and_opened_again the_current_address_stays an_old_form_changes_no_address
        of_two_at_once_one_wins histories_say_it a_sandbox_has_a_host_of_its_own
        a_list_asks_once_for_former_addresses;
    shared: without_a_base_domain_the_path_stays_current;
}

pub fn new_slug() -> String {
    format!("clinic-{}", next())
}

/// What stands below the base domain, as the scheme and the port of this stage have it.
fn domain(stage: &Stage, host: &str) -> String {
    stage.anonymous.base.replacen("127.0.0.1", &format!("{host}.{BASE_DOMAIN}"), 1)
}

fn path(stage: &Stage, tenant: TenantId) -> String {
    format!("{}/t/{tenant}", stage.anonymous.base)
}

async fn set(
    stage: &Stage,
    tenant: TenantId,
    slug: &str,
    until: Option<DateTime<Utc>>,
    revision: u32,
) -> Outcome<Answer> {
    let body = json!({"slug": slug, "keep_old_until": until, "revision": revision});
    stage.operator.put(&paths::tenant_slug(tenant), body).await
}

async fn close(stage: &Stage, tenant: TenantId, issuer: &str, at: Value, revision: u32) -> Outcome<Answer> {
    let body = json!({"issuer": issuer, "at": at, "revision": revision});
    stage.operator.post(&paths::close_address(tenant), body).await
}

async fn open(stage: &Stage, tenant: TenantId, issuer: &str, revision: u32) -> Outcome<Answer> {
    let body = json!({"issuer": issuer, "revision": revision});
    stage.operator.post(&paths::open_address(tenant), body).await
}

async fn read(stage: &Stage, tenant: TenantId) -> Outcome<TenantAddresses> {
    stage.operator.call(operator::tenant_addresses(tenant)).await
}

/// A tenant with a slug; its path is still open.
pub async fn at_a_domain(stage: &Stage) -> Outcome<(Tenant, String, TenantAddresses)> {
    let (tenant, slug) = (stage.tenant().await?, new_slug());
    let addresses = set(stage, tenant.id, &slug, None, 0).await?.ok(200)?.json()?;
    Ok((tenant, slug, addresses))
}

fn issuers(addresses: &TenantAddresses) -> Vec<(&str, bool, AddressState)> {
    addresses.addresses.iter().map(|one| (one.issuer.as_str(), one.current, one.state)).collect()
}

async fn a_slug_makes_a_domain_and_the_path_stays(stage: &Stage) -> Outcome {
    let tenant = stage.tenant().await?;
    let before = read(stage, tenant.id).await?;
    assert_eq!((before.slug.as_deref(), before.domains, before.revision), (None, true, 0));
    assert_eq!(issuers(&before), [(path(stage, tenant.id).as_str(), true, AddressState::Open)]);
    let slug = new_slug();
    let now: TenantAddresses = set(stage, tenant.id, &slug, None, 0).await?.ok(200)?.json()?;
    assert_eq!((now.slug.as_ref(), now.revision), (Some(&slug), 1));
    let (old, new) = (path(stage, tenant.id), domain(stage, &slug));
    assert_eq!(
        issuers(&now),
        [(new.as_str(), true, AddressState::Open), (old.as_str(), false, AddressState::Open)]
    );
    let [new, old] = now.addresses.as_slice() else { return Err("not two addresses".into()) };
    assert_eq!((old.kind, new.kind), (AddressKind::Path, AddressKind::Domain));
    assert_eq!(new.token_endpoint, format!("{}{}", new.issuer, issuer::TOKEN));
    assert_eq!(
        new.token_endpoint_aliases,
        ["/connect/token", "/api/identity/connect/token"].map(|alias| format!("{}{alias}", new.issuer))
    );
    assert!(old.token_endpoint_aliases.is_empty());
    assert_eq!(read(stage, tenant.id).await?, now);
    // Another slug: the former stays as long as the operator says, and the current one stands first.
    let (end, second) = (soon(600_000), new_slug());
    let moved: TenantAddresses = set(stage, tenant.id, &second, end, 1).await?.ok(200)?.json()?;
    let states: Vec<_> = moved.addresses.iter().map(|one| (one.current, one.state, one.closes_at)).collect();
    assert_eq!(
        states,
        [
            (true, AddressState::Open, None),
            (false, AddressState::Open, None),
            (false, AddressState::Closing, end),
        ]
    );
    assert_eq!(moved.addresses[0].issuer, domain(stage, &second));
    // Its own former slug is the tenant's still.
    let back: TenantAddresses = set(stage, tenant.id, &slug, None, 2).await?.ok(200)?.json()?;
    let current = back.addresses.iter().find(|one| one.current).ok_or("none is current")?;
    assert_eq!((&current.issuer, current.state), (&domain(stage, &slug), AddressState::Open));
    assert_eq!(back.addresses.len(), 3);
    Ok(())
}

/// In all places where an issuer or a token endpoint stands, for whoever reads it.
async fn everyone_reads_the_new_address(stage: &Stage) -> Outcome {
    let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
    let app = publisher.app(tenant.id, &["patients.read"], &[]).await?;
    let connection = tenant.allow(app.id, &[]).await?.connection.id;
    let own = tenant.generate(&["patients.read"]).await?.credential;
    assert!(own.client.former_token_endpoints.is_empty());
    let (slug, end) = (new_slug(), soon(600_000));
    set(stage, tenant.id, &slug, end, 0).await?.ok(200)?;
    let issuer = domain(stage, &slug);
    let token = format!("{issuer}{}", issuer::TOKEN);
    let url = format!("{}{}", path(stage, tenant.id), issuer::TOKEN);
    let former = [FormerTokenEndpoint { url, closes_at: end }];
    let home = tenant.owner.call(admin::tenant(tenant.id)).await?;
    assert_eq!((home.issuer, home.token_endpoint), (issuer.clone(), token.clone()));
    let as_operators_read = stage.operator.call(operator::tenant(tenant.id)).await?;
    assert_eq!(as_operators_read.issuer, issuer);
    let of_admin = tenant.owner.call(admin::connection(tenant.id, connection)).await?;
    let of_admin = of_admin.client.ok_or("no client")?;
    assert_eq!((&of_admin.issuer, &of_admin.token_endpoint), (&issuer, &token));
    assert_eq!(of_admin.former_token_endpoints, former);
    let of_developer = publisher.owner.call(developer::connection(publisher.id, connection)).await?;
    let of_developer = of_developer.client.ok_or("no client")?;
    assert_eq!((&of_developer.issuer, &of_developer.token_endpoint), (&issuer, &token));
    assert_eq!(of_developer.former_token_endpoints, former);
    let listed = publisher.owner.call(developer::connections(publisher.id, PageQuery::default())).await?;
    let listed = listed.items.into_iter().next().and_then(|one| one.client).ok_or("no client")?;
    assert_eq!(listed, of_developer);
    let own = tenant.owner.call(admin::credential(tenant.id, own.client.client_id)).await?;
    assert_eq!(own.client.token_endpoint, token);
    assert_eq!(own.client.former_token_endpoints, former);
    let issued = tenant.generate(&["patients.read"]).await?.issued;
    assert!(issued.curl.contains(&token), "{}", issued.curl);
    assert_eq!((issued.issuer, issued.token_endpoint), (issuer, token));
    // What is closed is told to no one.
    close(stage, tenant.id, &path(stage, tenant.id), Value::Null, 1).await?.ok(200)?;
    let of_developer = publisher.owner.call(developer::connection(publisher.id, connection)).await?;
    assert!(of_developer.client.ok_or("no client")?.former_token_endpoints.is_empty());
    Ok(())
}

async fn a_slug_that_another_had_is_never_given_again(stage: &Stage) -> Outcome {
    let (first, slug, _) = at_a_domain(stage).await?;
    let second = stage.tenant().await?;
    let taken = set(stage, second.id, &slug, None, 0).await?;
    assert_eq!(taken.wrong_fields()?, ["slug"]);
    // Neither when its tenant has another one, nor when its address is closed.
    set(stage, first.id, &new_slug(), None, 1).await?.ok(200)?;
    assert_eq!(set(stage, second.id, &slug, None, 0).await?.wrong_fields()?, ["slug"]);
    close(stage, first.id, &domain(stage, &slug), Value::Null, 2).await?.ok(200)?;
    assert_eq!(set(stage, second.id, &slug, None, 0).await?.wrong_fields()?, ["slug"]);
    // Of both environments.
    let sandbox = stage.publisher().await?.sandbox;
    assert_eq!(set(stage, sandbox, &slug, None, 0).await?.wrong_fields()?, ["slug"]);
    let untouched = read(stage, second.id).await?;
    assert_eq!((untouched.slug, untouched.revision, untouched.addresses.len()), (None, 0, 1));
    Ok(())
}

async fn wrong_slugs_are_refused(stage: &Stage) -> Outcome {
    let tenant = stage.tenant().await?;
    let long = "x".repeat(41);
    let malformed = [
        "",
        "ab",
        "-clinic",
        "clinic-",
        "Clinic",
        "clinic.north",
        "clinic_north",
        "kl\u{ed}nika",
        "clinic north",
        "xn--klnika-7va",
        " clinic",
        "clinic\n",
        &long,
    ];
    for slug in malformed.into_iter().chain(["www", "api", "sandbox", "login", "admin", "mail"]) {
        let answer = set(stage, tenant.id, slug, None, 0).await?;
        assert_eq!(answer.wrong_fields()?, ["slug"], "{slug:?}");
    }
    let slug = new_slug();
    let past = set(stage, tenant.id, &slug, soon(-1000), 0).await?;
    assert_eq!(past.wrong_fields()?, ["keep_old_until"]);
    set(stage, "ten_00000000000000000000000000".parse()?, &slug, None, 0).await?.ok(404)?;
    set(stage, tenant.id, &slug, None, 0).await?.ok(200)?;
    let same = set(stage, tenant.id, &slug, None, 1).await?;
    assert_eq!(same.wrong_fields()?, ["slug"], "it has this one already");
    // What is left out is not guessed.
    let body = json!({"slug": new_slug(), "revision": 1});
    let left_out = stage.operator.put(&paths::tenant_slug(tenant.id), body).await?.ok(400)?;
    left_out.problem(ProblemCode::Malformed)?;
    Ok(())
}

async fn an_address_is_closed_and_opened_again(stage: &Stage) -> Outcome {
    let (tenant, slug, _) = at_a_domain(stage).await?;
    let (old, new) = (path(stage, tenant.id), domain(stage, &slug));
    let state = |of: &TenantAddresses| of.addresses.get(1).map(|one| (one.state, one.closes_at));
    let end = soon(600_000);
    let later: TenantAddresses = close(stage, tenant.id, &old, json!(end), 1).await?.ok(200)?.json()?;
    assert_eq!((state(&later), later.revision), (Some((AddressState::Closing, end)), 2));
    // Sooner than it was to be.
    let closed: TenantAddresses = close(stage, tenant.id, &old, Value::Null, 2).await?.ok(200)?.json()?;
    assert_eq!(state(&closed).map(|state| state.0), Some(AddressState::Closed));
    assert!(closed.addresses[1].closes_at.is_some());
    close(stage, tenant.id, &old, Value::Null, 3).await?.ok(409)?.problem(ProblemCode::Conflict)?;
    let opened: TenantAddresses = open(stage, tenant.id, &old, 3).await?.ok(200)?.json()?;
    assert_eq!((state(&opened), opened.revision), (Some((AddressState::Open, None)), 4));
    open(stage, tenant.id, &old, 4).await?.ok(409)?.problem(ProblemCode::Conflict)?;
    let past = close(stage, tenant.id, &old, json!(soon(-1000)), 4).await?;
    assert_eq!(past.wrong_fields()?, ["at"]);
    // Neither another tenant's, nor one that only looks like its own.
    let (other, others, _) = at_a_domain(stage).await?;
    let strange =
        [path(stage, other.id), domain(stage, &others), format!("{old}/"), new.to_uppercase(), slug];
    for issuer in strange {
        let closed = close(stage, tenant.id, &issuer, Value::Null, 4).await?;
        assert_eq!(closed.wrong_fields()?, ["issuer"], "{issuer}");
        let opened = open(stage, tenant.id, &issuer, 4).await?;
        assert_eq!(opened.wrong_fields()?, ["issuer"], "{issuer}");
    }
    assert_eq!(read(stage, tenant.id).await?, opened);
    Ok(())
}

async fn the_current_address_stays(stage: &Stage) -> Outcome {
    let (tenant, slug, before) = at_a_domain(stage).await?;
    let new = domain(stage, &slug);
    for at in [Value::Null, json!(soon(600_000))] {
        close(stage, tenant.id, &new, at, 1).await?.ok(409)?.problem(ProblemCode::Conflict)?;
    }
    assert_eq!(read(stage, tenant.id).await?, before);
    let without = stage.tenant().await?;
    let own = path(stage, without.id);
    close(stage, without.id, &own, Value::Null, 0).await?.ok(409)?.problem(ProblemCode::Conflict)?;
    Ok(())
}

async fn an_old_form_changes_no_address(stage: &Stage) -> Outcome {
    let (tenant, _, now) = at_a_domain(stage).await?;
    let old = path(stage, tenant.id);
    for revision in [0, 7, u32::MAX] {
        for answer in [
            set(stage, tenant.id, &new_slug(), None, revision).await?,
            close(stage, tenant.id, &old, Value::Null, revision).await?,
            open(stage, tenant.id, &old, revision).await?,
        ] {
            answer.ok(412)?.problem(ProblemCode::LostRace)?;
        }
    }
    assert_eq!(read(stage, tenant.id).await?, now);
    // The form of the name is over the same thing.
    let rename = json!({"revision": 0, "name": "Late"});
    stage.operator.put(&paths::tenant(tenant.id), rename).await?.ok(412)?;
    Ok(())
}

async fn of_two_at_once_one_wins(stage: &Stage) -> Outcome {
    let (tenant, _, _) = at_a_domain(stage).await?;
    let (old, one, other) = (path(stage, tenant.id), new_slug(), new_slug());
    let (first, second) =
        tokio::join!(set(stage, tenant.id, &one, None, 1), set(stage, tenant.id, &other, None, 1));
    let mut statuses = [first?.status, second?.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 412]);
    let third = new_slug();
    let (first, second) =
        tokio::join!(close(stage, tenant.id, &old, Value::Null, 2), set(stage, tenant.id, &third, None, 2));
    let mut statuses = [first?.status, second?.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 412]);
    // Two tenants that want the same one.
    let (left, right, slug) = (stage.tenant().await?, stage.tenant().await?, new_slug());
    let (first, second) =
        tokio::join!(set(stage, left.id, &slug, None, 0), set(stage, right.id, &slug, None, 0));
    let mut statuses = [first?.status, second?.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 422]);
    Ok(())
}

/// In the platform's history, and in the tenant's without the operator's address.
async fn histories_say_it(stage: &Stage) -> Outcome {
    let (tenant, slug, _) = at_a_domain(stage).await?;
    let (old, end) = (path(stage, tenant.id), soon(600_000));
    close(stage, tenant.id, &old, json!(end), 1).await?.ok(200)?;
    close(stage, tenant.id, &old, Value::Null, 2).await?.ok(200)?;
    open(stage, tenant.id, &old, 3).await?.ok(200)?;
    let second = new_slug();
    set(stage, tenant.id, &second, end, 4).await?.ok(200)?;
    let minute = end.ok_or("no time")?.format("%Y-%m-%d %H:%M UTC");
    let moved = format!("Slug {second} in place of {slug}. The former address answers until {minute}");
    let expected = [
        ("tenant.slug_set", moved),
        ("tenant.address_opened", format!("{old} answers until it is closed")),
        ("tenant.address_closed", format!("{old} no longer answers; tokens that name it are revoked")),
        ("tenant.address_closed", format!("{old} answers until {minute}")),
        ("tenant.slug_set", format!("Slug {slug}. The former address answers until it is closed")),
    ];
    let id = tenant.id.to_string();
    let platforms = format!("{}?limit=200&q={id}", paths::activity());
    for (reader, at) in [(&stage.operator, platforms), (&tenant.owner, tenant.at("/activity"))] {
        let history: Page<Activity> = reader.read(&at).await?;
        let of_these = |action: &str| expected.iter().any(|(one, _)| *one == action);
        let told = |entry: &&Activity| entry.object == id && of_these(entry.action.as_str());
        let read: Vec<_> = history.items.iter().filter(told).collect();
        let words: Vec<_> =
            read.iter().map(|one| (one.action.as_str(), one.detail.clone().unwrap_or_default())).collect();
        assert_eq!(words, expected, "{at}");
        let hidden = read.iter().all(|one| one.from.is_none());
        assert_eq!(hidden, at.contains("/api/admin/"), "whose address: {at}");
    }
    Ok(())
}

async fn a_sandbox_has_a_host_of_its_own(stage: &Stage) -> Outcome {
    let (publisher, slug) = (stage.publisher().await?, new_slug());
    let addresses: TenantAddresses = set(stage, publisher.sandbox, &slug, None, 0).await?.ok(200)?.json()?;
    let current = addresses.addresses.iter().find(|one| one.current).ok_or("none is current")?;
    assert_eq!(current.issuer, domain(stage, &format!("{slug}.sandbox")));
    let home = publisher.owner.call(developer::publisher(publisher.id)).await?;
    assert_eq!(home.sandbox_issuer, current.issuer);
    Ok(())
}

/// However many of the tenants have moved.
async fn a_list_asks_once_for_former_addresses(stage: &Stage) -> Outcome {
    let publisher = stage.publisher().await?;
    let app = publisher.app(stage.tenant().await?.id, &["patients.read"], &[]).await?;
    for _ in 0..3 {
        let (tenant, ..) = at_a_domain(stage).await?;
        publisher.target(app.id, tenant.id).await?;
        tenant.allow(app.id, &[]).await?;
    }
    let mut costs = Vec::new();
    for limit in [1, 1, 3] {
        let list = publisher.at(&format!("/connections?limit={limit}"));
        costs.push(stage.statements(&publisher.owner.get(&list).await?.ok(200)?).await?);
    }
    assert_eq!(costs[1], costs[2], "{costs:?}");
    Ok(())
}

/// A slug is kept for the day on which there is one.
async fn without_a_base_domain_the_path_stays_current(stage: &Stage) -> Outcome {
    let (tenant, slug) = (stage.tenant().await?, new_slug());
    let kept = set(stage, tenant.id, &slug, soon(600_000), 0).await?;
    assert_eq!(kept.wrong_fields()?, ["keep_old_until"]);
    let now: TenantAddresses = set(stage, tenant.id, &slug, None, 0).await?.ok(200)?.json()?;
    let own = path(stage, tenant.id);
    assert_eq!((now.slug.as_ref(), now.domains), (Some(&slug), false));
    assert_eq!(issuers(&now), [(own.as_str(), true, AddressState::Open)]);
    close(stage, tenant.id, &own, Value::Null, 1).await?.ok(409)?.problem(ProblemCode::Conflict)?;
    let home = tenant.owner.call(admin::tenant(tenant.id)).await?;
    assert_eq!(home.issuer, own);
    let own = tenant.generate(&["patients.read"]).await?.credential;
    assert!(own.client.former_token_endpoints.is_empty());
    Ok(())
}
