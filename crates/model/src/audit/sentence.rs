//! An event's detail as people read it: made when it is read, never stored.

use std::collections::BTreeSet;

use ipnet::IpNet;

use super::{
    changes::{Field, Value, ValueChange},
    detail::{Access, Because, Detail, DetailChanged, ReplacedBy},
};
use crate::{
    Timestamp,
    access_token::TokenScope,
    app,
    rotation::SecretConcern,
    scope::{ScopeName, ScopeSet},
    update::{Answer, Answers},
    webhook::WebhookDisabled,
    workload_words::preset_words,
};

/// What a sentence calls a scope.
type Named<'n> = &'n dyn Fn(&ScopeName) -> String;

impl Detail {
    /// Scopes by their names.
    pub fn sentence(&self) -> String {
        self.sentence_naming(&ScopeName::to_string)
    }

    #[expect(clippy::too_many_lines, reason = "a table")]
    pub fn sentence_naming(&self, named: Named<'_>) -> String {
        match self {
            Self::Said { words } => words.clone(),
            Self::Unknown { .. } => UNKNOWN.into(),
            Self::At { organisation, detail } => at(organisation, detail.as_deref(), named),
            Self::Reason { reason } => quoted(reason),
            Self::ByDeveloper { reason: None } => "By the app's developer".into(),
            Self::ByDeveloper { reason: Some(reason) } => {
                format!("By the app's developer: {}", quoted(reason))
            }
            Self::Changed { named: fields, valued } => changed(fields, valued),
            Self::DetailsChanged { changes } => details(changes),
            Self::Renamed { before } => format!("Renamed from {}", quoted(before)),
            Self::RoleChanged { before, after } => format!("From {before} to {after}"),
            Self::Granted { scopes, until, workload } => {
                let until = until_then(*until);
                format!("Granted {}{until}{}", names(scopes, named), signs_in(workload.as_deref()))
            }
            Self::Accepted { version, scopes, workload, answers } => {
                let (granted, answered) = (names(scopes, named), answered(answers, named));
                let answered = if answered.is_empty() { answered } else { format!("; {answered}") };
                format!("Version {version}: granted {granted}{answered}{}", signs_in(workload.as_deref()))
            }
            Self::UpdateLeft { version, answers } => {
                format!("Version {version} was not taken up: {}", answered(answers, named))
            }
            Self::Reminded { version, tenants: None } => format!("Version {version} waits for your review"),
            Self::Reminded { version, tenants: Some(1) } => format!("Version {version}, at 1 tenant"),
            Self::Reminded { version, tenants: Some(tenants) } => {
                format!("Version {version}, at {tenants} tenants")
            }
            Self::AccessChanged { before, after } => access_changed(before, after, named),
            Self::Renewed { until: Some(end) } => format!("Access lasts until {}", minute(*end)),
            Self::Renewed { until: None } => "Access has no end date".into(),
            Self::Ending { until, days } => {
                format!("Access ends in {}, on {}", in_days(*days), minute(*until))
            }
            Self::Ended { at } => format!("Access ended on {}", minute(*at)),
            Self::Narrowed { scopes } => format!("The app no longer asks for {}", names(scopes, named)),
            Self::Published { version, scopes, networks, workload } => {
                published(*version, &names(scopes, named), networks, workload.as_deref())
            }
            Self::MayUse { scopes, until } => {
                format!("May use {}{}", names(scopes, named), until_then(*until))
            }
            Self::Offered { tenant } => format!("Offered to {tenant}"),
            Self::NotOffered { tenant } => format!("No longer offered to {tenant}"),
            Self::OwnerInvited { email } => format!("Owner invited: {email}"),
            Self::SlugSet { slug, former, kept_until } => slug_set(slug, former.as_deref(), *kept_until),
            Self::AddressClosed { issuer, at: None } => {
                format!("{issuer} no longer answers; tokens that name it are revoked")
            }
            Self::AddressClosed { issuer, at: Some(at) } => format!("{issuer} answers until {}", minute(*at)),
            Self::AddressOpened { issuer } => format!("{issuer} answers until it is closed"),
            Self::PublishersSandbox => "The publisher's sandbox".into(),
            Self::As { role, replaces: false } => format!("As {role}"),
            Self::As { role, replaces: true } => format!("As {role}. The link made before no longer works"),
            Self::InvitationEnded { role, why } => format!("As {role}: {}", because(why)),
            Self::Verifies { api } => format!("Verifies tokens of {api}"),
            Self::ApiCreated { identifier, token_format } => {
                format!("Identifier {identifier}, token format {token_format}")
            }
            Self::DocumentTaken { number, title } => format!("Version {number}: {}", quoted(title)),
            Self::DocumentSource { url, servers, relay } => source(url.as_deref(), *servers, *relay),
            Self::DocumentAskedAgain => "Had the document fetched again".into(),
            Self::LogoReplaced => "The logo is another picture now".into(),
            Self::LogoAskedAgain => "Had the logo fetched again".into(),
            Self::OldSecretStopped => "The old secret stopped working at once".into(),
            Self::OldSecretKept { hint, until } => {
                format!("The old secret that ends in {hint} works until {}", minute(*until))
            }
            Self::SecretEnding { hint, at, concern } => ending(hint, *at, *concern),
            Self::SecretEnded { hint } => {
                format!("The secret that ends in {hint} no longer works: it was as old as secrets may become")
            }
            Self::SecretLink { hint, until } => {
                format!("Shows the secret that ends in {hint} once, until {}", minute(*until))
            }
            Self::SecretLinkOver { hint } => format!("It was for the secret that ends in {hint}"),
            Self::SecretPolicy { days: None } => "New secrets do not end by themselves".into(),
            Self::SecretPolicy { days: Some(days) } => format!("New secrets end after {}", in_days(*days)),
            Self::SecretStopped { hint } => format!("The secret that ends in {hint} stopped working at once"),
            Self::SecretRetired { hints, silent_days } => retired(hints, *silent_days),
            Self::SecretRetirement { after_days: None } => "The secret stays until someone retires it".into(),
            Self::SecretRetirement { after_days: Some(days) } => {
                format!("The secret is retired once it was not used for {}", in_days(*days))
            }
            Self::WorkloadDropped => "The app no longer signs in with its platform's identity".into(),
            Self::WorkloadIssuerCreated { issuer, preset } => {
                format!("Issuer {issuer}, {}", preset_words(*preset))
            }
            Self::WebhookStopped { because } => stopped(*because).into(),
            Self::WebhookSecretOverlaps { until: None } => "The secret of before no longer signs".into(),
            Self::WebhookSecretOverlaps { until: Some(end) } => {
                format!("The secret of before signs too until {}", minute(*end))
            }
            Self::WrongPassword { times: 1 } => "Wrong password".into(),
            Self::WrongPassword { times } => format!("Wrong password, {times} times since the last entry"),
            Self::SessionsEnded { sessions: 1 } => "One session".into(),
            Self::SessionsEnded { sessions } => format!("{sessions} sessions"),
            Self::AccessTokenMade { scopes, networks, until } => token_made(scopes, networks, *until),
            Self::AccessTokenStopped { hint } => {
                format!("The token that ends in {hint} stopped working at once")
            }
            Self::AccountSlowed => ACCOUNT_SLOWED.into(),
            Self::AddressSlowed => "Too many wrong passwords from there, for whatever accounts".into(),
            Self::KeyReplaced { cause, next, at } => replaced(*cause, next, *at),
            Self::KeyRetired => "By `grantry keys retire`: all tokens that it signed are revoked".into(),
            Self::KeysRewrapped => "By `grantry keys rewrap`: with the master key in use".into(),
            Self::OperatorReset { again } => operator_reset(*again).into(),
            Self::DatabaseRestored { made_at, sessions, links, keys } => {
                restored(*made_at, [*sessions, *links, *keys])
            }
        }
    }
}

const UNKNOWN: &str = "Written by another version of Grantry, which has words for it";
const ACCOUNT_SLOWED: &str = "Too many wrong passwords; browsers in which they signed in before still may";

fn token_made(scopes: &BTreeSet<TokenScope>, networks: &BTreeSet<IpNet>, until: Timestamp) -> String {
    let scopes = scopes.iter().map(|scope| scope.as_str()).collect::<Vec<_>>().join(", ");
    let networks = networks.iter().map(IpNet::to_string).collect::<Vec<_>>().join(", ");
    let only_from = if networks.is_empty() { networks } else { format!("; only from {networks}") };
    format!("Scopes {scopes}{only_from}; until {}", minute(until))
}

/// A text that people wrote, within a sentence.
fn quoted(text: &str) -> String {
    format!("“{text}”")
}

/// Names for a sentence: "a, b, c".
fn names(scopes: &ScopeSet, named: Named<'_>) -> String {
    scopes.iter().map(named).collect::<Vec<_>>().join(", ")
}

/// "new: a; not now: b, c; never: d".
fn answered(answers: &Answers, named: Named<'_>) -> String {
    let of = |wanted: Answer, words: &str| {
        let scopes: ScopeSet =
            answers.iter().filter(|(_, answer)| **answer == wanted).map(|(name, _)| name.clone()).collect();
        (!scopes.is_empty()).then(|| format!("{words}: {}", names(&scopes, named)))
    };
    let all = [(Answer::Grant, "new"), (Answer::NotNow, "not now"), (Answer::Never, "never")];
    all.into_iter().filter_map(|(answer, words)| of(answer, words)).collect::<Vec<_>>().join("; ")
}

/// The pages show it in the reader's zone.
fn minute(time: Timestamp) -> String {
    time.format("%Y-%m-%d %H:%M UTC").to_string()
}

/// Nothing where there is no end.
fn until_then(end: Option<Timestamp>) -> String {
    end.map(|end| format!(" until {}", minute(end))).unwrap_or_default()
}

fn at(organisation: &str, detail: Option<&Detail>, named: Named<'_>) -> String {
    match detail {
        None => format!("At {organisation}"),
        Some(Detail::Reason { reason }) => format!("At {organisation}: {}", quoted(reason)),
        Some(detail) => format!("At {organisation}. {}", detail.sentence_naming(named)),
    }
}

/// "Given a, b. Taken back c. End date: 2026-11-29 06:05 UTC, before: none"
fn access_changed(before: &Access, after: &Access, named: Named<'_>) -> String {
    let more = |of: &ScopeSet, than: &ScopeSet| names(&of.difference(than).cloned().collect(), named);
    let (given, taken) = (more(&after.scopes, &before.scopes), more(&before.scopes, &after.scopes));
    let end = |until: Option<Timestamp>| until.map_or_else(|| "none".to_owned(), minute);
    let renamed = before.name.as_ref().filter(|_| before.name != after.name);
    let all = [
        renamed.map(|before| format!("Renamed from {}", quoted(before))),
        (!given.is_empty()).then(|| format!("Given {given}")),
        (!taken.is_empty()).then(|| format!("Taken back {taken}")),
        (before.until != after.until)
            .then(|| format!("End date: {}, before: {}", end(after.until), end(before.until))),
    ];
    let all: Vec<_> = all.into_iter().flatten().collect();
    if all.is_empty() { "Nothing changed".into() } else { all.join(". ") }
}

fn changed(named: &[Field], valued: &[ValueChange]) -> String {
    let named = named.iter().map(|field| field.in_words().to_owned());
    let valued = valued.iter().map(|ValueChange { field, before, after }| {
        let (before, after) = (value(*field, before.as_ref()), value(*field, after.as_ref()));
        format!("{} from {before} to {after}", field.in_words())
    });
    let all: Vec<_> = named.chain(valued).collect();
    if all.is_empty() { "Nothing changed".into() } else { format!("Changed {}", all.join(", ")) }
}

fn value(field: Field, value: Option<&Value>) -> String {
    match (field, value) {
        (_, None) => "none".into(),
        (Field::Name | Field::Title | Field::Sentence, Some(Value::Text(text))) => quoted(text),
        (_, Some(Value::Text(text))) => text.clone(),
        (_, Some(Value::Seconds(seconds))) => format!("{seconds} s"),
        (Field::Verified | Field::AiAgent, Some(Value::Flag(true))) => "yes".into(),
        (Field::Verified | Field::AiAgent, Some(Value::Flag(false))) => "no".into(),
        (_, Some(Value::Flag(true))) => "on".into(),
        (_, Some(Value::Flag(false))) => "off".into(),
    }
}

fn slug_set(slug: &str, former: Option<&str>, kept_until: Option<Timestamp>) -> String {
    let former = former.map(|former| format!(" in place of {former}")).unwrap_or_default();
    let kept = kept_until.map_or_else(|| "it is closed".to_owned(), minute);
    format!("Slug {slug}{former}. The former address answers until {kept}")
}

/// "Renamed from “A” to “B”; changed the website from C to D".
fn details(changes: &[DetailChanged]) -> String {
    let all = changes.iter().map(detail_changed).collect::<Vec<_>>().join("; ");
    let mut letters = all.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn detail_changed(change: &DetailChanged) -> String {
    let DetailChanged { detail, before, after } = change;
    let value = |text: &str| if text.is_empty() { "none".to_owned() } else { text.to_owned() };
    match detail {
        app::Detail::Name => format!("renamed from {} to {}", quoted(before), quoted(after)),
        app::Detail::Summary | app::Detail::Description => format!("changed the {}", detail.in_words()),
        app::Detail::AiAgent if after == "yes" => "marked as an AI agent".into(),
        app::Detail::AiAgent => "no longer marked as an AI agent".into(),
        app::Detail::Logo => match (before.as_str(), after.as_str()) {
            ("", _) => "added a logo".into(),
            (_, "") => "removed the logo".into(),
            _ => "changed the logo".into(),
        },
        _ => format!("changed the {} from {} to {}", detail.in_words(), value(before), value(after)),
    }
}

fn published(version: u32, scopes: &str, networks: &BTreeSet<IpNet>, workload: Option<&str>) -> String {
    let from = networks.iter().map(IpNet::to_string).collect::<Vec<_>>().join(", ");
    let from = if from.is_empty() { from } else { format!(", from {from}") };
    format!("Version {version} asks for {scopes}{from}{}", signs_in(workload))
}

fn signs_in(workload: Option<&str>) -> String {
    workload.map(|words| format!("; it signs in as {words}")).unwrap_or_default()
}

fn in_days(days: u32) -> String {
    if days == 1 { "a day".into() } else { format!("{days} days") }
}

fn ending(hint: &str, at: Timestamp, concern: SecretConcern) -> String {
    let at = minute(at);
    match concern {
        SecretConcern::OldStillUsed => {
            format!("The old secret that ends in {hint} works until {at}, and is still used")
        }
        SecretConcern::NewUnused => {
            format!("The old secret that ends in {hint} works until {at}, and the new one was never used")
        }
        SecretConcern::Ending => format!("The secret that ends in {hint} works until {at}"),
    }
}

fn retired(hints: &[String], silent_days: Option<u32>) -> String {
    let silent = silent_days.map(|days| format!(": not used for {}", in_days(days))).unwrap_or_default();
    match hints {
        [hint] => format!("The secret that ends in {hint} no longer works{silent}"),
        hints => format!("The secrets that end in {} no longer work{silent}", hints.join(" and ")),
    }
}

const fn stopped(because: WebhookDisabled) -> &'static str {
    match because {
        WebhookDisabled::ByPerson => "A person disabled it",
        WebhookDisabled::NotTaken => "A message was not taken for three days",
        WebhookDisabled::Gone => "Its receiver answered that it is gone for good (410)",
    }
}

fn source(url: Option<&str>, servers: u32, relay: bool) -> String {
    let from = url.map_or_else(|| "Uploaded by hand".to_owned(), |url| format!("Fetched from {url}"));
    let servers = if servers == 1 { "1 server".to_owned() } else { format!("{servers} servers") };
    format!("{from}; {servers}; relay {}", if relay { "on" } else { "off" })
}

fn because(why: &Because) -> String {
    match why {
        Because::Withdrawn => "withdrawn".into(),
        Because::Replaced => "a newer one took its place".into(),
        Because::Joined => "another link was used".into(),
        Because::RoleChanged { name, role } => format!("{name} is {role} now"),
        Because::Removed { name } => format!("{name} was removed"),
        Because::Left { name } => format!("{name} left"),
        Because::InviterIsNoOperator => "whoever invited is no operator any more".into(),
        Because::InvitersPasswordWasSet => "the password of the person who invited was reset".into(),
    }
}

fn replaced(cause: ReplacedBy, next: &str, at: Timestamp) -> String {
    let cause = match cause {
        ReplacedBy::Age => "By its age",
        ReplacedBy::Command => "By `grantry keys rotate`",
    };
    format!("{cause}: {next} takes over at {}", minute(at))
}

const fn operator_reset(again: bool) -> &'static str {
    if again {
        "By `grantry operator reset`: made an operator, sessions ended, a link to a new password made"
    } else {
        "By `grantry operator reset`: sessions ended, a link to a new password made"
    }
}

fn restored(made_at: Option<Timestamp>, [sessions, links, keys]: [u64; 3]) -> String {
    let made = made_at.map_or_else(
        || "Made at an unknown time".to_owned(),
        |at| format!("Made {}", at.format("%Y-%m-%d %H:%M:%S UTC")),
    );
    format!("{made}. Sessions ended: {sessions}; open links withdrawn: {links}; keys replaced: {keys}")
}
