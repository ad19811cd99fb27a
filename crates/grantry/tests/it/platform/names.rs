//! Whatever people name can be read, told apart, and deleted again.

use reqwest::Method;
use serde_json::{Value, json};
use wire::{admin::Review, developer::App, operator, page::Page, paths, problem::ProblemCode};

use crate::harness::{Outcome, Person, Stage, details, next, on_both, stage::create_api};

on_both! {
    shared: what_is_not_seen_names_nothing names_are_kept_as_people_see_them equal_names_are_one_name
        what_was_typed_is_compared_as_people_see texts_have_lines_and_nothing_hidden urls_are_kept_as_they_were_parsed
        who_looks_like_others_is_told_of what_counts_as_one_character_has_an_end the_longest_names_are_kept
        addresses_hide_nothing;
}

const WRONG: [&str; 10] = [
    "\u{200b}\u{200b}",
    "A\nB",
    "A\u{202e}B",
    "A\u{7}B",
    "\u{3164}",
    "---",
    "A\u{2028}B",
    "\u{ad}A",
    "A\u{feff}",
    "\u{e000}",
];

/// Every name of every body: what is refused, and under which field.
async fn what_is_not_seen_names_nothing(stage: &Stage) -> Outcome {
    let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
    let operator = &stage.operator;
    let number = next();
    let api = create_api(operator, "Names", &format!("https://names{number}.example"), &[]).await?;
    let email = Person::new_email("owner");
    for wrong in WRONG {
        let mut of_app = details("targeted");
        of_app["name"] = wrong.into();
        of_app["summary"] = wrong.into();
        let api_path = paths::operator::api(api.id);
        let cases: [(&Person, String, Value, &[&str]); 7] = [
            (&publisher.owner, publisher.at("/apps"), of_app, &["name", "summary"]),
            (
                &tenant.owner,
                tenant.at("/credentials"),
                json!({"name": wrong, "scopes": ["claims.read"]}),
                &["name"],
            ),
            (operator, paths::operator::tenants(), json!({"name": wrong, "owner_email": email}), &["name"]),
            (
                operator,
                paths::operator::publishers(),
                json!({"name": wrong, "owner_email": email}),
                &["name"],
            ),
            (
                operator,
                paths::operator::apis(),
                json!({"identifier": format!("https://other{number}.example"), "name": wrong}),
                &["name"],
            ),
            (operator, format!("{api_path}/resource-servers"), json!({"name": wrong}), &["name"]),
            (
                operator,
                format!("{api_path}/scopes"),
                json!({
                    "name": format!("names{number}.read"), "title": wrong, "sentence": "Can read.", "action": "read",
                    "sensitivity": "normal",
                }),
                &["title"],
            ),
        ];
        for (person, path, body, fields) in cases {
            let mut found = person.post(&path, body).await?.wrong_fields()?;
            found.sort();
            assert_eq!(found, fields, "{path} {wrong:?}");
        }
        let rename = json!({"revision": 0, "name": wrong});
        assert_eq!(tenant.owner.put(&tenant.at(""), rename).await?.wrong_fields()?, ["name"], "{wrong:?}");
    }
    Ok(())
}

async fn names_are_kept_as_people_see_them(stage: &Stage) -> Outcome {
    let publisher = stage.publisher().await?;
    for (given, kept) in [("  Caf\u{65}\u{301}   Nord ", "Café Nord"), ("日本\u{3000}語", "日本 語")] {
        let mut body = details("targeted");
        body["name"] = given.into();
        let app: App = publisher.owner.create(&publisher.at("/apps"), body).await?;
        assert_eq!(&*app.details.name, kept);
    }
    // Eighty characters as people count them, more code points and bytes than that.
    let mut body = details("targeted");
    body["name"] = "ĝ̇".repeat(80).into();
    publisher.owner.post(&publisher.at("/apps"), &body).await?.ok(201)?;
    body["name"] = "ĝ̇".repeat(81).into();
    assert_eq!(publisher.owner.post(&publisher.at("/apps"), &body).await?.wrong_fields()?, ["name"]);
    Ok(())
}

async fn equal_names_are_one_name(stage: &Stage) -> Outcome {
    let (publisher, other) = (stage.publisher().await?, stage.publisher().await?);
    let mut body = details("targeted");
    body["name"] = "Straße One".into();
    let first: App = publisher.owner.create(&publisher.at("/apps"), &body).await?;
    for same in ["STRASSE ONE", "Straße  One", "ｓｔｒａｓｓｅ one"] {
        body["name"] = same.into();
        assert_eq!(
            publisher.owner.post(&publisher.at("/apps"), &body).await?.wrong_fields()?,
            ["name"],
            "{same}"
        );
    }
    other.owner.post(&other.at("/apps"), &body).await?.ok(201)?;
    // Its own name in other letters is free for itself, not for a second one.
    let second = publisher.draft().await?;
    let path = |app: &App| publisher.at(&format!("/apps/{}", app.id));
    let change = |app: &App, name: &str| {
        let mut details = serde_json::to_value(&app.details).unwrap_or_default();
        details["name"] = name.into();
        json!({"revision": app.revision, "details": details})
    };
    publisher.owner.put(&path(&first), change(&first, "STRASSE ONE")).await?.ok(200)?;
    let taken = publisher.owner.put(&path(&second), change(&second, "strasse one")).await?;
    assert_eq!(taken.wrong_fields()?, ["details.name"]);
    // Two at the same time.
    let twins = ["Twin app", "TWIN APP", "twin  app"].map(|name| {
        let mut body = details("targeted");
        body["name"] = name.into();
        body
    });
    let at = publisher.at("/apps");
    let made = futures_util::future::join_all(twins.iter().map(|body| publisher.owner.post(&at, body))).await;
    let made =
        made.into_iter().filter(|answer| answer.as_ref().is_ok_and(|answer| answer.status == 201)).count();
    assert_eq!(made, 1);
    Ok(())
}

async fn what_was_typed_is_compared_as_people_see(stage: &Stage) -> Outcome {
    let tenant = stage.tenant().await?;
    let named = json!({"name": "Nightly  Straße\u{a0}Run", "scopes": ["claims.read"]});
    let made: wire::admin::GeneratedCredential =
        tenant.owner.create(&tenant.at("/credentials"), named).await?;
    assert_eq!(made.credential.name, "Nightly Straße Run");
    let path = tenant.at(&format!("/credentials/{}/delete", made.issued.client_id));
    for wrong in ["", "Nightly", "Nightly Straße Runs"] {
        let refused = tenant.owner.post(&path, json!({"confirmation": wrong})).await?;
        assert_eq!(refused.wrong_fields()?, ["confirmation"]);
    }
    tenant.owner.post(&path, json!({"confirmation": " nightly STRASSE\u{a0} run "})).await?.ok(204)?;
    Ok(())
}

async fn texts_have_lines_and_nothing_hidden(stage: &Stage) -> Outcome {
    let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
    let mut body = details("targeted");
    body["description"] = "One\r\n\r\n\r\n\r\ntwo  \n".into();
    let app: App = publisher.owner.create(&publisher.at("/apps"), &body).await?;
    assert_eq!(&*app.details.description, "One\n\ntwo");
    body["name"] = "Another one".into();
    body["description"] = "Reads \u{202e}stneitap\u{202c}".into();
    assert_eq!(publisher.owner.post(&publisher.at("/apps"), &body).await?.wrong_fields()?, ["description"]);
    let shown = publisher.app(tenant.id, &["patients.read"], &[]).await?;
    let decline = tenant.at(&format!("/available-apps/{}/decline", shown.id));
    for hidden in ["\u{200b}", "No\u{feff}", "…"] {
        let refused = tenant.owner.post(&decline, json!({"version": 1, "reason": hidden})).await?;
        assert_eq!(refused.wrong_fields()?, ["reason"], "{hidden:?}");
    }
    Ok(())
}

async fn urls_are_kept_as_they_were_parsed(stage: &Stage) -> Outcome {
    let publisher = stage.publisher().await?;
    let mut body = details("targeted");
    body["website"] = " HTTPS://Bücher.Example:443/a/../ä ".into();
    body["support_contact"] = "https://HELP.acme.example".into();
    let app: App = publisher.owner.create(&publisher.at("/apps"), &body).await?;
    assert_eq!(app.details.website.as_deref(), Some("https://xn--bcher-kva.example/%C3%A4"));
    assert_eq!(&*app.details.support_contact, "https://help.acme.example/");
    body["name"] = "Another".into();
    for wrong in [
        "http://acme.example",
        "https://u@acme.example",
        "https://u:p@acme.example",
        "https://acme.example/\n",
        "https://ac\tme.example",
        "https://acme\u{200b} .example",
        "javascript:alert(1)",
        "//acme.example",
        "https:acme",
    ] {
        for field in ["logo_url", "website", "privacy_policy", "support_contact"] {
            let (mut body, given) = (body.clone(), wrong.trim_end_matches('\n'));
            body[field] = if given == wrong { wrong.into() } else { "https://acme.example/\nx".into() };
            if wrong == "https:acme" {
                continue;
            }
            let refused = publisher
                .owner
                .ask(Method::POST, &publisher.at("/apps"), Some(&crate::harness::filled("/apps", body)))
                .await?;
            assert_eq!(refused.wrong_fields()?, [field], "{wrong:?}");
        }
    }
    Ok(())
}

async fn who_looks_like_others_is_told_of(stage: &Stage) -> Outcome {
    let (tenant, publisher, other) =
        (stage.tenant().await?, stage.publisher().await?, stage.publisher().await?);
    let number = next();
    let named = async |publisher: &crate::harness::Publisher, name: String| {
        let app = publisher.app(tenant.id, &["patients.read"], &[]).await?;
        let read: App = publisher.owner.read(&publisher.at(&format!("/apps/{}", app.id))).await?;
        let mut details = serde_json::to_value(&read.details)?;
        details["name"] = name.into();
        let body = json!({"revision": read.revision, "details": details});
        publisher.owner.change::<App>(&publisher.at(&format!("/apps/{}", app.id)), body).await
    };
    let honest = named(&publisher, format!("Claims Pilot {number}")).await?;
    let review = async |app: &App| -> Outcome<Review> {
        tenant.owner.read(&tenant.at(&format!("/available-apps/{}", app.id))).await
    };
    assert_eq!(review(&honest).await?.name_warnings, Vec::<String>::new());
    // Cyrillic letters, and a hyphen.
    let copy = named(&other, format!("Cl\u{430}ims-Pil\u{43e}t {number}")).await?;
    let warnings = review(&copy).await?.name_warnings;
    assert_eq!(warnings.len(), 1);
    assert!(!warnings[0].contains("Claims"), "a tenant is not told of what it may not see");
    let listed: Page<operator::App> =
        stage.operator.read(&format!("{}?q={}", paths::operator::apps(), copy.id)).await?;
    assert!(
        listed.items[0].name_warnings[0].contains(&*honest.details.name),
        "{:?}",
        listed.items[0].name_warnings
    );
    let reserved = named(&other, format!("Gr\u{430}ntry Support {number}")).await?;
    assert!(review(&reserved).await?.name_warnings[0].contains("Grantry"));
    Ok(())
}

/// Ten thousand of what people count as one. An index of PostgreSQL does not take so many bytes.
async fn what_counts_as_one_character_has_an_end(stage: &Stage) -> Outcome {
    let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
    let shown = publisher.app(tenant.id, &["patients.read"], &[]).await?;
    let decline = tenant.at(&format!("/available-apps/{}/decline", shown.id));
    let mut random = 7_u32;
    let jamos = (0..10_000).filter_map(|_| {
        random = random.wrapping_mul(1_103_515_245).wrapping_add(12_345);
        char::from_u32(0x1100 + (random >> 16) % 95)
    });
    let jamos: String = jamos.collect();
    let sound_marks = format!("カ{}", "\u{ff9e}".repeat(10_000));
    let skin_tones = format!("a{}", "\u{1f3fb}".repeat(10_000));
    let email = Person::new_email("owner");
    for endless in [jamos, sound_marks, skin_tones] {
        for field in ["name", "summary"] {
            let mut body = details("targeted");
            body[field] = endless.as_str().into();
            assert_eq!(publisher.owner.post(&publisher.at("/apps"), body).await?.wrong_fields()?, [field]);
        }
        for path in [paths::operator::tenants(), paths::operator::publishers()] {
            let body = json!({"name": endless, "owner_email": email});
            assert_eq!(stage.operator.post(&path, body).await?.wrong_fields()?, ["name"], "{path}");
        }
        let refused = tenant.owner.post(&decline, json!({"version": 1, "reason": endless})).await?;
        assert_eq!(refused.wrong_fields()?, ["reason"]);
    }
    let joined = format!("a{}", "\u{200d}".repeat(10_000));
    let refused = tenant.owner.post(&decline, json!({"version": 1, "reason": joined})).await?;
    assert_eq!(refused.wrong_fields()?, ["reason"]);
    Ok(())
}

/// With as many bytes as a name may have, and with what looks like eighteen others.
async fn the_longest_names_are_kept(stage: &Stage) -> Outcome {
    let publisher = stage.publisher().await?;
    let longest = |length: u32| -> String {
        let letter = |at: u32| {
            char::from_u32(0x20000 + at * 37).into_iter().chain("\u{1e000}\u{1e001}\u{1e002}".chars())
        };
        (0..length).flat_map(letter).collect()
    };
    let mut body = details("targeted");
    body["name"] = longest(80).into();
    let app: App = publisher.owner.create(&publisher.at("/apps"), &body).await?;
    assert_eq!(app.details.name.len(), 1_280);
    body["name"] = "\u{fdfa}\u{fdfb}".repeat(40).into();
    publisher.owner.post(&publisher.at("/apps"), &body).await?.ok(201)?;
    for name in [longest(120), "\u{fdfa}\u{fdfb}".repeat(60)] {
        let body = json!({"name": name, "owner_email": Person::new_email("owner")});
        stage.operator.post(&paths::operator::publishers(), body).await?.ok(201)?;
    }
    Ok(())
}

async fn addresses_hide_nothing(stage: &Stage) -> Outcome {
    let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
    for hidden in
        ["an\u{200b}n@b.example", "ann@b\u{202e}.example", "\u{feff}ann@b.example", "ann\u{ad}@b.example"]
    {
        let operator = &stage.operator;
        let cases = [
            (&tenant.owner, tenant.at("/members"), json!({"email": hidden, "role": "viewer"}), "email"),
            (&publisher.owner, publisher.at("/members"), json!({"email": hidden, "role": "viewer"}), "email"),
            (operator, paths::operator::operators(), json!({"email": hidden}), "email"),
            (
                operator,
                paths::operator::tenants(),
                json!({"name": "Clinic", "owner_email": hidden}),
                "owner_email",
            ),
            (
                operator,
                paths::operator::publishers(),
                json!({"name": "Acme", "owner_email": hidden}),
                "owner_email",
            ),
        ];
        for (person, path, body, field) in cases {
            let problem = person.post(&path, body).await?.ok(400)?.problem(ProblemCode::Malformed)?;
            assert_eq!(problem.errors[0].field, field, "{path} {hidden:?}");
        }
        let mut body = details("targeted");
        body["support_contact"] = hidden.into();
        let refused = publisher.owner.post(&publisher.at("/apps"), body).await?;
        assert_eq!(refused.wrong_fields()?, ["support_contact"], "{hidden:?}");
    }
    Ok(())
}
