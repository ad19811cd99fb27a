//! Every list that can be searched, in all portals: what is typed is ordinary text, and finds what people see.

use std::{fs, path::Path};

use reqwest::Method;
use serde_json::{Value, json};
use wire::{
    activity::Activity,
    admin::{AvailableApp, ConnectionSummary, Credential},
    developer::{App, Connection, Target},
    operator,
    page::{Page, Total},
    paths,
    problem::ProblemCode,
};

use crate::harness::{Client, Outcome, Stage, World, details, next, on_both};

on_both! {
    shared: signs_are_text_in_every_search control_characters_name_the_parameter a_nul_in_a_body_is_named
        letters_match_as_people_read_them developers_find_connections_by_app_and_tenant
        tenants_search_their_own histories_are_searched_as_they_are_read
        renamed_organisations_are_found_by_their_new_names;
}

/// Every operation that takes `q`, from the OpenAPI documents, as this world's people ask it.
fn searched<'a>(world: &'a World<'_>) -> Outcome<Vec<(&'a Client, String)>> {
    let documents = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/openapi");
    let mut lists = Vec::new();
    for (portal, client) in [
        ("operator", &world.stage.operator.client),
        ("developer", &world.publisher.owner.client),
        ("admin", &world.tenant.owner.client),
    ] {
        let document: Value = serde_json::from_slice(&fs::read(documents.join(format!("{portal}.json")))?)?;
        for (path, operations) in document["paths"].as_object().ok_or("no paths")? {
            let parameters = operations["get"]["parameters"].as_array().into_iter().flatten();
            if parameters.clone().any(|parameter| parameter["name"] == "q") {
                let path = path
                    .replace("{publisher_id}", &world.publisher.id.to_string())
                    .replace("{tenant_id}", &world.tenant.id.to_string())
                    .replace("{app_id}", &world.app.id.to_string())
                    .replace("{connection_id}", &world.connected.connection.id.to_string())
                    .replace("{client_id}", &world.own.issued.client_id.to_string());
                assert!(!path.contains('{'), "{path}");
                lists.push((client, path));
            }
        }
    }
    assert!(lists.len() >= 16, "{}", lists.len());
    Ok(lists)
}

async fn signs_are_text_in_every_search(stage: &Stage) -> Outcome {
    let world = World::on(stage).await?;
    for (client, path) in searched(&world)? {
        for q in [
            "%25",
            "_",
            "%5C",
            "%27",
            "%22",
            "%27%3B--",
            "%22%20OR%20%2A",
            "names%20%3A%20a",
            "*",
            "(",
            "-a",
            "%F0%9F%92%89",
            "%CC%81",
            "%0A",
            "a%09b",
            "NEAR(a%20b)",
            "%E2%80%8B",
            "%7B%7D",
            "ten_",
            "con_01",
        ] {
            let answer = client.get(&format!("{path}?q={q}")).await?;
            answer.ok(200).map_err(|error| format!("q={q}: {error}"))?;
        }
        let long = "%C3%A9".repeat(900);
        client.get(&format!("{path}?q={long}")).await?.ok(200)?;
        let words = "a%20".repeat(300);
        client.get(&format!("{path}?q={words}")).await?.ok(200)?;
    }
    Ok(())
}

async fn control_characters_name_the_parameter(stage: &Stage) -> Outcome {
    let world = World::on(stage).await?;
    for (client, path) in searched(&world)? {
        for (query, field) in [
            ("q=%00", "q"),
            ("q=M%C3%BCl%00ler", "q"),
            ("q=%07", "q"),
            ("q=a%1Bb", "q"),
            ("q=%7F", "q"),
            ("q=%C2%85", "q"),
            ("cursor=%00", "cursor"),
        ] {
            let answer = client.get(&format!("{path}?{query}")).await?;
            let problem = answer.ok(400)?.problem(ProblemCode::Malformed)?;
            let fields: Vec<_> = problem.errors.iter().map(|error| error.field.as_str()).collect();
            assert_eq!(fields, [field], "{path}?{query}");
        }
    }
    Ok(())
}

/// No text that reaches a database holds a NUL; each of these is a kind of way in.
async fn a_nul_in_a_body_is_named(stage: &Stage) -> Outcome {
    let world = World::on(stage).await?;
    let operator = &stage.operator.client;
    let (publisher, tenant) = (&world.publisher.owner.client, &world.tenant.owner.client);
    let mut app = details("targeted");
    app["description"] = "a\u{0}b".into();
    let member = json!({"email": "a\u{0}@b.example", "role": "viewer"});
    let mut version = json!({"after_version": 1, "scopes": [], "note": "a"});
    version["scopes"] = json!([{"name": "patients.read", "required": true, "reason": "\u{0}"}]);
    for (client, path, body, field) in [
        (
            operator,
            paths::operator::tenants(),
            json!({"name": "\u{0}", "owner_email": "a@b.example"}),
            "name",
        ),
        (publisher, world.publisher.at("/apps"), app, "description"),
        (
            publisher,
            world.publisher.at(&format!("/apps/{}/versions", world.app.id)),
            version,
            "scopes[0].reason",
        ),
        (tenant, world.tenant.at("/members"), member, "email"),
        (tenant, world.tenant.at("/credentials"), json!({"name": "a", "scopes": ["\u{0}"]}), "scopes[0]"),
        (
            &stage.anonymous,
            paths::account::session(),
            json!({"email": "a@b.example", "password": "\u{0}"}),
            "password",
        ),
    ] {
        let answer = client.ask(Method::POST, &path, Some(&body)).await?;
        let problem = answer.ok(400)?.problem(ProblemCode::Malformed)?;
        let fields: Vec<_> = problem.errors.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(fields, [field], "{path}");
    }
    for path in [world.tenant.at("/connections/con_%00"), "/t/ten_%00/oauth2/token".into(), "/api/%00".into()]
    {
        assert!(tenant.get(&path).await?.status < 500, "{path}");
    }
    let form = "grant_type=client_credentials&client_id=%00&client_secret=%00&scope=%00";
    let request = stage.anonymous.request(Method::POST, "/oauth2/token").body(form);
    let request = request.header("content-type", "application/x-www-form-urlencoded");
    assert!(stage.anonymous.send(request).await?.status < 500);
    Ok(())
}

async fn names<T: serde::de::DeserializeOwned>(
    client: &Client,
    path: impl Into<String>,
    q: &str,
    name: impl Fn(T) -> String,
) -> Outcome<Vec<String>> {
    let path = path.into();
    let q: String = url::form_urlencoded::byte_serialize(q.as_bytes()).collect();
    let page: Page<T> = client.read(&format!("{path}?q={q}")).await?;
    let total = u64::try_from(page.items.len())?;
    assert_eq!(page.total, Some(Total::exactly(total)), "{path}?q={q}");
    Ok(page.items.into_iter().map(name).collect())
}

async fn letters_match_as_people_read_them(stage: &Stage) -> Outcome {
    let (operator, tenants) = (&stage.operator.client, &paths::operator::tenants());
    // A word of its own, so that tests beside this one are not found.
    let mark = format!("zq{}", next());
    let make = async |name: &str| -> Outcome<operator::Tenant> {
        let body = json!({"name": format!("{name} {mark}"), "owner_email": format!("o{}@b.example", next())});
        let created: operator::CreatedTenant = operator.create(tenants, body).await?;
        Ok(created.tenant)
    };
    for name in ["Praxis Müller", "МЕДИЦИНА", "Łódź 100% Lab_7", "東京医院", "O'Brien \\ Söhne"]
    {
        make(name).await?;
    }
    let last = make("Ωmega").await?;
    for (q, found) in [
        ("MÜLLER", "Praxis Müller"),
        ("Mu\u{308}ller", "Praxis Müller"),
        ("muller praxis", "Praxis Müller"),
        ("LLE", "Praxis Müller"),
        ("медицина", "МЕДИЦИНА"),
        ("lodz", "Łódź 100% Lab_7"),
        ("100%", "Łódź 100% Lab_7"),
        ("%", "Łódź 100% Lab_7"),
        ("b_7", "Łódź 100% Lab_7"),
        ("京", "東京医院"),
        ("医院", "東京医院"),
        ("o’brien", "O'Brien \\ Söhne"),
        ("\\", "O'Brien \\ Söhne"),
        ("ωMEGA", "Ωmega"),
        (&last.id.to_string()[4..], "Ωmega"),
        (&last.id.to_string().to_lowercase()[..26], "Ωmega"),
        (&last.id.to_string()[14..], "Ωmega"),
    ] {
        let found = format!("{found} {mark}");
        for q in [format!("{q} {mark}"), format!("{mark} {q}")] {
            let names = names(operator, tenants, &q, |tenant: operator::Tenant| tenant.name).await?;
            assert_eq!(names, [found.as_str()], "{q}");
        }
    }
    for q in ["mueller", "1000%", "%%", "\"", "lab-7"] {
        let q = format!("{q} {mark}");
        let names = names(operator, tenants, &q, |tenant: operator::Tenant| tenant.name).await?;
        assert_eq!(names, Vec::<String>::new(), "{q}");
    }
    Ok(())
}

async fn developers_find_connections_by_app_and_tenant(stage: &Stage) -> Outcome {
    let publisher = stage.publisher().await?;
    let mut made = Vec::new();
    for tenant in ["Praxis Süd", "Klinik Nord"] {
        let organisation = stage.tenant().await?;
        let own: Value = organisation.owner.read(&organisation.at("")).await?;
        let name = json!({"name": tenant, "revision": own["revision"]});
        organisation.owner.put(&organisation.at(""), name).await?.ok(200)?;
        for name in ["Erinnerung", "Klinik Lab"] {
            let mut app = details("targeted");
            app["name"] = format!("{name} v{}", made.len()).into();
            let app: App = publisher.owner.create(&publisher.at("/apps"), app).await?;
            publisher.publish(app.id, 0, crate::harness::wanted(&["patients.read"], &[])).await?;
            publisher.target(app.id, organisation.id).await?;
            let allowed = organisation.allow(app.id, &[]).await?;
            made.push((app.id, organisation.id, allowed.connection.id));
        }
    }
    let found = async |path: &str, q: &str| -> Outcome<Vec<usize>> {
        let ids = names(&publisher.owner.client, publisher.at(path), q, |one: Connection| one.id.to_string());
        let place = |id: String| made.iter().position(|one| one.2.to_string() == id);
        let mut found: Vec<_> = ids.await?.into_iter().filter_map(place).collect();
        found.sort_unstable();
        Ok(found)
    };
    for (q, expected) in [
        ("SÜD", vec![0, 1]),
        ("nord erinn", vec![2]),
        ("klinik", vec![1, 2, 3]),
        ("lab klinik praxis", vec![1]),
        ("nichts", vec![]),
        ("sud v1", vec![1]),
    ] {
        assert_eq!(found("/connections", q).await?, expected, "{q}");
    }
    let (app, tenant, connection) = made[2];
    for id in [connection.to_string(), tenant.to_string()] {
        let expected = if id.starts_with("con") { vec![2] } else { vec![2, 3] };
        for part in [&id[..], &id[4..], &id.to_lowercase(), &id[10..], &id[14..24]] {
            assert_eq!(found("/connections", part).await?, expected, "{part}");
        }
        assert_eq!(found(&format!("/apps/{app}/connections"), &id[4..]).await?, [2]);
    }
    let targets = publisher.at(&format!("/apps/{app}/targets"));
    for q in ["NORD", "nord klin", &tenant.to_string()[8..]] {
        let ids =
            names(&publisher.owner.client, targets.as_str(), q, |one: Target| one.tenant_id.to_string());
        assert_eq!(ids.await?, [tenant.to_string()], "{q}");
    }
    Ok(())
}

async fn tenants_search_their_own(stage: &Stage) -> Outcome {
    let world = World::on(stage).await?;
    let admin = &world.tenant.owner.client;
    let offered = world.publisher.draft().await?;
    world.publisher.publish(offered.id, 0, crate::harness::wanted(&["patients.read"], &[])).await?;
    world.publisher.target(offered.id, world.tenant.id).await?;
    let publisher = world.publisher.name.to_uppercase();
    let connected = world.connected.connection.id.to_string();
    for q in [&publisher, &connected[6..]] {
        let found =
            names(admin, world.tenant.at("/connections"), q, |one: ConnectionSummary| one.id.to_string());
        assert!(found.await?.contains(&connected), "{q}");
    }
    let path = world.tenant.at("/available-apps");
    for q in [format!("{publisher} {}", offered.details.name), offered.id.to_string()[12..].to_owned()] {
        let found = names(admin, path.as_str(), &q, |one: AvailableApp| one.id.to_string());
        assert!(found.await?.contains(&offered.id.to_string()), "{q}");
    }
    let id = world.own.credential.client.client_id.to_string();
    for q in ["REPORTING", &id, &id[9..]] {
        let found = names(admin, world.tenant.at("/credentials"), q, |one: Credential| {
            one.client.client_id.to_string()
        });
        assert_eq!(found.await?, [id.as_str()], "{q}");
    }
    Ok(())
}

/// The name of a tenant's person is not told to the publisher, so a search must not tell it either.
async fn histories_are_searched_as_they_are_read(stage: &Stage) -> Outcome {
    let world = World::on(stage).await?;
    let actions = |entry: Activity| entry.object_name;
    let app = world.app.details.name.to_uppercase();
    let who = &world.tenant.owner.me.name;
    let of_tenant = names(&world.tenant.owner.client, world.tenant.at("/activity"), who, actions).await?;
    assert!(of_tenant.contains(&world.app.details.name.to_string()));
    let of_publisher =
        names(&world.publisher.owner.client, world.publisher.at("/activity"), &app, actions).await?;
    assert!(of_publisher.contains(&world.app.details.name.to_string()));
    let path = world.publisher.at("/activity");
    let page: Page<Activity> = world.publisher.owner.read(&path).await?;
    for entry in page.items.iter().filter(|entry| entry.connection_id.is_some()) {
        assert_ne!(&entry.actor, who);
        let q = format!("{} {}", entry.actor, entry.object_name);
        assert!(
            names(&world.publisher.owner.client, path.as_str(), &q, |one: Activity| one.id.to_string())
                .await?
                .contains(&entry.id.to_string()),
            "{q}"
        );
    }
    Ok(())
}

async fn renamed_organisations_are_found_by_their_new_names(stage: &Stage) -> Outcome {
    let world = World::on(stage).await?;
    let (operator, mark) = (&stage.operator.client, format!("zq{}", next()));
    let path = paths::operator::tenant(world.tenant.id);
    let before: operator::Tenant = operator.read(&path).await?;
    let tenant = json!({"name": format!("Hafen {mark}"), "revision": before.revision});
    operator.put(&path, tenant).await?.ok(200)?;
    let q = format!("{mark} HAFEN");
    let found = names(operator, paths::operator::tenants(), &q, |one: operator::Tenant| one.name).await?;
    assert_eq!(found.len(), 1);
    let path = world.publisher.at("/connections");
    let found =
        names(&world.publisher.owner.client, path.as_str(), &mark, |one: Connection| one.tenant_name).await?;
    assert!(!found.is_empty() && found.iter().all(|name| name.ends_with(&mark)), "{found:?}");
    let found = names(operator, paths::operator::tenants(), &world.tenant.name, |one: operator::Tenant| {
        one.id.to_string()
    })
    .await?;
    assert!(!found.contains(&world.tenant.id.to_string()));
    Ok(())
}
