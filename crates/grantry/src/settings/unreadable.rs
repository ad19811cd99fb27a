//! The errors of a settings file, in words for its author: the key and its place, never our own source.

use figment::{Error, Source, error::Kind};

/// Values of these are never repeated: they may be secrets, or hold one.
const SECRET: [&str; 3] = ["master_key", "other_master_key", "database_url"];

/// One line for each error.
pub fn say(error: Error) -> String {
    error.into_iter().map(|error| line(&error)).collect::<Vec<_>>().join("\n")
}

fn line(error: &Error) -> String {
    let key = error.path.join(".");
    let what =
        if SECRET.contains(&key.as_str()) { "this is not a text".to_owned() } else { what(&error.kind) };
    let place = error.metadata.as_ref().and_then(|metadata| match &metadata.source {
        Some(Source::File(file)) => Some(format!(" (in {})", file.display())),
        None if metadata.name.contains("environment") && !key.is_empty() => {
            Some(format!(" (in the environment, GRANTRY_{})", key.to_uppercase()))
        }
        _ => None,
    });
    let place = place.unwrap_or_default();
    if key.is_empty() {
        format!("settings: {what}{place}")
    } else {
        format!("setting `{key}`: {what}{place}")
    }
}

fn what(kind: &Kind) -> String {
    match kind {
        Kind::UnknownField(name, known) => {
            format!("there is no setting `{name}`; there are {}", known.join(", "))
        }
        kind => kind.to_string(),
    }
}
