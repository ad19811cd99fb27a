//! Guessing that is spread over accounts, addresses and time is slowed down; who knows the password comes in.

use model::role::TenantRole;
use reqwest::Method;
use serde_json::json;
use wire::{
    activity::Activity,
    page::Page,
    paths::{self, account},
    problem::ProblemCode,
};

use crate::harness::{Answer, Client, Kind, Outcome, Person, Stage, on_both, until};

on_both! {
    limited_behind_a_proxy: an_account_is_not_guessed_from_many_addresses many_accounts_are_not_guessed_from_one_address
        the_owner_comes_in_by_a_known_browser a_known_browser_is_of_one_account_and_password
        a_browser_that_guesses_is_known_no_more;
    shared: sign_ins_stand_in_the_history what_a_browser_made_up_goes_into_no_header;
}

const WRONG: &str = "a wrong pass phrase";

/// From an address, with the mark of a browser where there is one.
async fn try_it(
    stage: &Stage,
    from: &str,
    device: Option<&str>,
    email: &str,
    password: &str,
) -> Outcome<Answer> {
    try_at(&stage.anonymous, from, device, email, password).await
}

async fn try_at(
    node: &Client,
    from: &str,
    device: Option<&str>,
    email: &str,
    password: &str,
) -> Outcome<Answer> {
    let request = node.request(Method::POST, &account::session()).header("x-forwarded-for", from);
    let request = match device {
        Some(mark) => request.header("cookie", format!("__Host-device={mark}")),
        None => request,
    };
    node.send(request.json(&json!({"email": email, "password": password}))).await
}

/// The mark that a sign-in leaves.
fn mark(answer: &Answer) -> Outcome<String> {
    let mut cookies = answer.headers.get_all("set-cookie").iter().filter_map(|cookie| cookie.to_str().ok());
    let device = cookies.find_map(|cookie| cookie.strip_prefix("__Host-device=")).ok_or("no mark")?;
    for part in ["Secure", "HttpOnly", "SameSite=Lax", "Path=/", "Max-Age="] {
        assert!(device.contains(part), "{part} is not in {device}");
    }
    Ok(device.split(';').next().unwrap_or_default().to_owned())
}

/// What a 429 says that there were too many of.
fn cause(answer: Answer) -> Outcome<String> {
    let told = answer.problem(ProblemCode::TooMany)?.detail;
    let cause = told.strip_prefix("This cannot be done now: ").and_then(|told| told.split_once(". "));
    Ok(cause.ok_or_else(|| told.clone())?.0.to_owned())
}

const OF_THE_ACCOUNT: &str = "too many wrong passwords for this account";
const OF_THE_ADDRESS: &str = "too many failures from this address";

/// 150 addresses, one try each; for an address that no one has it is the same.
async fn an_account_is_not_guessed_from_many_addresses(stage: &Stage) -> Outcome {
    let owner = stage.tenant().await?.owner;
    let mut all = Vec::new();
    for email in [owner.me.email.to_string(), Person::new_email("unknown")] {
        let mut statuses = Vec::new();
        let mut causes = Vec::new();
        for guess in 0..60 {
            let from = format!("198.51.{}.{guess}", if email == owner.me.email.as_str() { 100 } else { 101 });
            let answer = try_it(stage, &from, None, &email, WRONG).await?;
            statuses.push(answer.status);
            if answer.status == 429 {
                causes.push(cause(answer)?);
            }
        }
        assert!(causes.iter().all(|cause| cause == OF_THE_ACCOUNT), "{causes:?}");
        let refused = statuses.iter().filter(|status| **status == 429).count();
        assert!(refused >= 25, "{statuses:?}");
        assert!(statuses[..30].iter().all(|status| *status == 401), "{statuses:?}");
        all.push(statuses);
    }
    assert_eq!(all[0], all[1]);
    // Nor is the right one tried for a guesser; it says how long.
    let answer =
        try_it(stage, "198.51.100.99", None, owner.me.email.as_str(), &owner.password).await?.ok(429)?;
    let wait: u32 = answer.header("retry-after").parse()?;
    assert!((1..=86_400).contains(&wait), "{wait}");
    answer.problem(ProblemCode::TooMany)?;
    Ok(())
}

/// 250 accounts, one try each; over an IPv6 network, too.
async fn many_accounts_are_not_guessed_from_one_address(stage: &Stage) -> Outcome {
    for network in ["203.0.113.9", "2001:db8:7:7::"] {
        let mut refused = 0;
        for guess in 0..150 {
            let from = if network.contains(':') { format!("{network}{guess:x}") } else { network.to_owned() };
            let email = format!("{guess}@guessed.example");
            let answer = try_it(stage, &from, None, &email, WRONG).await?;
            if answer.status == 429 {
                refused += 1;
                assert_eq!(cause(answer)?, OF_THE_ADDRESS);
            }
        }
        assert!(refused >= 45, "{network}: {refused}");
    }
    // From elsewhere the same accounts may be tried.
    try_it(stage, "203.0.113.10", None, "3@guessed.example", WRONG).await?.ok(401)?;
    // The operator reads of it.
    until(async || {
        let history: Page<Activity> =
            stage.operator.read(&(paths::operator::activity() + "?limit=100")).await?;
        let slowed = history.items.iter().filter(|entry| entry.action.as_str() == "sign_in.slowed");
        Ok((slowed.count() >= 2).then_some(()))
    })
    .await
}

/// Each node by itself would let all of these through.
#[tokio::test]
async fn guessing_that_alternates_between_nodes_is_slowed_by_both() -> Outcome {
    let stage = Stage::limited_behind_a_proxy(Kind::Postgres).await?;
    stage.end(Box::pin(guess_on_two_nodes(&stage)).await)
}

async fn guess_on_two_nodes(stage: &Stage) -> Outcome {
    let second = stage.server().second_node().await?;
    let there = Client { base: second.base.clone(), ..stage.anonymous.clone() };
    let nodes = [&stage.anonymous, &there];
    let owner = stage.tenant().await?.owner;
    let email = owner.me.email.as_str();
    // An account: 30 in an hour, from wherever.
    let of_account = (0..60).map(|guess| (format!("198.51.103.{guess}"), email.to_owned()));
    let refused = refused_by(nodes, of_account).await?;
    assert!(refused.iter().all(|refused| (12..=15).contains(refused)), "{refused:?}");
    for node in nodes {
        try_at(node, "198.51.103.99", None, email, &owner.password).await?.ok(429)?;
    }
    // An address: 100 in an hour, of whatever accounts.
    let of_address = (0..120).map(|guess| ("203.0.113.77".to_owned(), format!("{guess}@nodes.example")));
    let refused = refused_by(nodes, of_address).await?;
    assert!(refused.iter().all(|refused| (7..=10).contains(refused)), "{refused:?}");
    Ok(())
}

/// How many wrong passwords each node refused to look at, of tries that alternate between the two.
async fn refused_by(
    nodes: [&Client; 2],
    tries: impl Iterator<Item = (String, String)>,
) -> Outcome<[usize; 2]> {
    let mut refused = [0, 0];
    for (number, (from, email)) in tries.enumerate() {
        let answer = try_at(nodes[number % 2], &from, None, &email, WRONG).await?;
        assert!(matches!(answer.status, 401 | 429), "{number}: {}", answer.status);
        refused[number % 2] += usize::from(answer.status == 429);
    }
    Ok(refused)
}

async fn guess_until_slowed(stage: &Stage, email: &str) -> Outcome {
    for guess in 0..40 {
        try_it(stage, &format!("192.0.2.{guess}"), None, email, WRONG).await?;
    }
    try_it(stage, "192.0.2.200", None, email, WRONG).await?.ok(429)?;
    Ok(())
}

async fn the_owner_comes_in_by_a_known_browser(stage: &Stage) -> Outcome {
    let owner = stage.tenant().await?.owner;
    let email = owner.me.email.as_str();
    let known = mark(&try_it(stage, "198.51.100.7", None, email, &owner.password).await?.ok(200)?)?;
    guess_until_slowed(stage, email).await?;
    try_it(stage, "198.51.100.7", None, email, &owner.password).await?.ok(429)?;
    // From wherever the browser is carried, with a slip before.
    try_it(stage, "192.0.2.3", Some(&known), email, WRONG).await?.ok(401)?;
    let again = try_it(stage, "192.0.2.3", Some(&known), email, &owner.password).await?.ok(200)?;
    assert_eq!(mark(&again)?, known, "it stays the same browser");
    Ok(())
}

async fn a_known_browser_is_of_one_account_and_password(stage: &Stage) -> Outcome {
    let tenant = stage.tenant().await?;
    let (owner, other) = (&tenant.owner, tenant.join(TenantRole::Viewer).await?);
    let email = owner.me.email.as_str();
    let of_other = try_it(stage, "198.51.100.7", None, other.me.email.as_str(), &other.password).await?;
    let of_other = mark(&of_other.ok(200)?)?;
    let own = try_it(stage, "198.51.100.7", Some(&of_other), email, &owner.password).await?.ok(200)?;
    let both = mark(&own)?;
    let own_alone = both.split('.').next().unwrap_or_default().to_owned();
    guess_until_slowed(stage, email).await?;
    let other_letter = if &own_alone[50..51] == "A" { "B" } else { "A" };
    let forged = format!("{}{other_letter}{}", &own_alone[..50], &own_alone[51..]);
    for not in [of_other.as_str(), "", ".", "x", &forged, &"A".repeat(70), &"a.".repeat(40)] {
        try_it(stage, "198.51.100.8", Some(not), email, &owner.password).await?.ok(429)?;
    }
    for known in [&both, &format!("x.{own_alone}")] {
        try_it(stage, "198.51.100.8", Some(known), email, &owner.password).await?.ok(200)?;
    }
    // With a new password no one is known any more.
    let made: wire::operator::PasswordLink =
        stage.operator.create(&paths::operator::password_links(), json!({"email": email})).await?;
    let password = Person::new_password();
    let body = json!({"token": crate::harness::people::token_of(&made.link), "password": password});
    let answer = stage.anonymous.post(&account::use_password_link(), body).await?.ok(200)?;
    try_it(stage, "198.51.100.8", Some(&both), email, &password).await?.ok(429)?;
    try_it(stage, "198.51.100.8", Some(&mark(&answer)?), email, &password).await?.ok(200)?;
    Ok(())
}

async fn a_browser_that_guesses_is_known_no_more(stage: &Stage) -> Outcome {
    let tenant = stage.tenant().await?;
    let owner = &tenant.owner;
    let email = owner.me.email.as_str();
    let known = mark(&try_it(stage, "198.51.100.7", None, email, &owner.password).await?.ok(200)?)?;
    guess_until_slowed(stage, email).await?;
    for guess in 0..10 {
        try_it(stage, &format!("198.51.100.{guess}"), Some(&known), email, WRONG).await?.ok(401)?;
    }
    try_it(stage, "198.51.100.77", Some(&known), email, &owner.password).await?.ok(429)?;
    // The account itself was slowed once, by the guesses from elsewhere; each wrong password is written aside.
    let history = until(async || {
        let history: Page<Activity> = owner.read(&tenant.at("/activity?limit=100")).await?;
        let refused = history.items.iter().filter(|entry| entry.action.as_str() == "session.refused");
        Ok((refused.count() >= 40).then_some(history))
    })
    .await?;
    let slowed = history.items.iter().filter(|entry| entry.action.as_str() == "sign_in.slowed");
    assert_eq!(slowed.count(), 1);
    Ok(())
}

async fn what_a_browser_made_up_goes_into_no_header(stage: &Stage) -> Outcome {
    let owner = stage.tenant().await?.owner;
    let email = owner.me.email.as_str();
    for made_up in ["a%0D%0Ab", "a%3B%20Domain%3Dexample.com", "x.%00", "%C3%BC.y", "a%20b", "%E2%80%AE"] {
        let answer = try_it(stage, "198.51.102.7", Some(made_up), email, &owner.password).await?.ok(200)?;
        let mark = mark(&answer)?;
        let plain = mark.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte));
        assert!(plain, "{made_up}: {mark}");
    }
    Ok(())
}

async fn sign_ins_stand_in_the_history(stage: &Stage) -> Outcome {
    let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
    let viewer = tenant.join(TenantRole::Viewer).await?;
    for (person, path, reader) in [
        (&viewer, tenant.at("/activity"), &tenant.owner),
        (&publisher.owner, publisher.at("/activity"), &publisher.owner),
    ] {
        let wrong = json!({"email": person.me.email, "password": WRONG});
        stage.anonymous.post(&account::session(), wrong).await?.ok(401)?;
        let id = person.me.id.to_string();
        let of_them = async || {
            let history: Page<Activity> = reader.read(&path).await?;
            let of_them = history.items.into_iter().filter(|entry| entry.object == id);
            Outcome::Ok(of_them.take(2).collect::<Vec<_>>())
        };
        // A wrong password is written aside from its answer.
        until(async || {
            let told = of_them().await?;
            Ok(told.first().filter(|entry| entry.action.as_str() == "session.refused").map(drop))
        })
        .await?;
        person.sign_in_again().await?;
        let of_them = of_them().await?;
        let told: Vec<_> =
            of_them.iter().map(|entry| (entry.action.as_str(), entry.actor.as_str())).collect();
        assert_eq!(
            told,
            [("session.started", person.me.name.as_str()), ("session.refused", "The platform")],
            "{path}"
        );
        assert!(of_them.iter().all(|entry| entry.from.is_some()), "{path}");
    }
    Ok(())
}
