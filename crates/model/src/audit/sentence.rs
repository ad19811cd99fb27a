//! An event's detail as people read it: made when it is read, never stored.

use std::collections::BTreeSet;

use ipnet::IpNet;

use super::{
    changes::{Field, Value, ValueChange},
    detail::{Because, Detail, DetailChanged, ReplacedBy},
};
use crate::{
    Timestamp, app,
    scope::{ScopeName, ScopeSet},
};

impl Detail {
    pub fn sentence(&self) -> String {
        match self {
            Self::Said { words } => words.clone(),
            Self::Unknown { .. } => UNKNOWN.into(),
            Self::At { organisation, detail } => at(organisation, detail.as_deref()),
            Self::Reason { reason } => quoted(reason),
            Self::ByDeveloper { reason: None } => "By the app's developer".into(),
            Self::ByDeveloper { reason: Some(reason) } => {
                format!("By the app's developer: {}", quoted(reason))
            }
            Self::Changed { named, valued } => changed(named, valued),
            Self::DetailsChanged { changes } => details(changes),
            Self::Renamed { before } => format!("Renamed from {}", quoted(before)),
            Self::RoleChanged { before, after } => format!("From {before} to {after}"),
            Self::Granted { scopes, until } => {
                let until = until.map(|end| format!(" until {}", minute(end))).unwrap_or_default();
                format!("Granted {}{until}", names(scopes))
            }
            Self::Accepted { version, scopes } => format!("Version {version}: granted {}", names(scopes)),
            Self::Renewed { until: Some(end) } => format!("Access lasts until {}", minute(*end)),
            Self::Renewed { until: None } => "Access has no end date".into(),
            Self::Narrowed { scopes } => format!("The app no longer asks for {}", names(scopes)),
            Self::Published { version, scopes, networks } => published(*version, scopes, networks),
            Self::MayUse { scopes } => format!("May use {}", names(scopes)),
            Self::Offered { tenant } => format!("Offered to {tenant}"),
            Self::NotOffered { tenant } => format!("No longer offered to {tenant}"),
            Self::OwnerInvited { email } => format!("Owner invited: {email}"),
            Self::PublishersSandbox => "The publisher's sandbox".into(),
            Self::As { role, replaces: false } => format!("As {role}"),
            Self::As { role, replaces: true } => format!("As {role}. The link made before no longer works"),
            Self::InvitationEnded { role, why } => format!("As {role}: {}", because(why)),
            Self::Verifies { api } => format!("Verifies tokens of {api}"),
            Self::ApiCreated { identifier, token_format } => {
                format!("Identifier {identifier}, token format {token_format}")
            }
            Self::LogoReplaced => "The logo is another picture now".into(),
            Self::LogoAskedAgain => "Had the logo fetched again".into(),
            Self::OldSecretStopped => "The old secret stopped working at once".into(),
            Self::SecretStopped { hint } => format!("The secret that ends in {hint} stopped working at once"),
            Self::WrongPassword { times: 1 } => "Wrong password".into(),
            Self::WrongPassword { times } => format!("Wrong password, {times} times since the last entry"),
            Self::AccountSlowed => ACCOUNT_SLOWED.into(),
            Self::AddressSlowed => "Too many wrong passwords from there, for whatever accounts".into(),
            Self::KeyReplaced { cause, next, at } => replaced(*cause, next, *at),
            Self::KeyRetired => "By `grantry keys retire`: all tokens that it signed are revoked".into(),
            Self::KeysRewrapped => "By `grantry keys rewrap`: with the master key in use".into(),
            Self::DatabaseRestored { made_at, sessions, links, keys } => {
                restored(*made_at, [*sessions, *links, *keys])
            }
        }
    }
}

const UNKNOWN: &str = "Written by another version of Grantry, which has words for it";
const ACCOUNT_SLOWED: &str = "Too many wrong passwords; browsers in which they signed in before still may";

/// A text that people wrote, within a sentence.
fn quoted(text: &str) -> String {
    format!("“{text}”")
}

/// Names for a sentence: "a, b, c".
fn names(scopes: &ScopeSet) -> String {
    scopes.iter().map(ScopeName::as_str).collect::<Vec<_>>().join(", ")
}

/// The pages show it in the reader's zone.
fn minute(time: Timestamp) -> String {
    time.format("%Y-%m-%d %H:%M UTC").to_string()
}

fn at(organisation: &str, detail: Option<&Detail>) -> String {
    match detail {
        None => format!("At {organisation}"),
        Some(Detail::Reason { reason }) => format!("At {organisation}: {}", quoted(reason)),
        Some(detail) => format!("At {organisation}. {}", detail.sentence()),
    }
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
        (Field::Verified, Some(Value::Flag(true))) => "yes".into(),
        (Field::Verified, Some(Value::Flag(false))) => "no".into(),
        (_, Some(Value::Flag(true))) => "on".into(),
        (_, Some(Value::Flag(false))) => "off".into(),
    }
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
        app::Detail::Logo => match (before.as_str(), after.as_str()) {
            ("", _) => "added a logo".into(),
            (_, "") => "removed the logo".into(),
            _ => "changed the logo".into(),
        },
        _ => format!("changed the {} from {} to {}", detail.in_words(), value(before), value(after)),
    }
}

fn published(version: u32, scopes: &ScopeSet, networks: &BTreeSet<IpNet>) -> String {
    let from = networks.iter().map(IpNet::to_string).collect::<Vec<_>>().join(", ");
    let from = if from.is_empty() { from } else { format!(", from {from}") };
    format!("Version {version} asks for {}{from}", names(scopes))
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

fn restored(made_at: Option<Timestamp>, [sessions, links, keys]: [u64; 3]) -> String {
    let made = made_at.map_or_else(
        || "Made at an unknown time".to_owned(),
        |at| format!("Made {}", at.format("%Y-%m-%d %H:%M:%S UTC")),
    );
    format!("{made}. Sessions ended: {sessions}; open links withdrawn: {links}; keys replaced: {keys}")
}
