//! `grantry settings-reference`: prints the settings as Markdown, from their doc comments.

use crate::{settings::Settings, start_error::StartError};

/// The settings' own source, so that the reference says what the code says.
const SOURCE: &str = include_str!("../settings.rs");

#[expect(clippy::print_stdout, reason = "the command's answer")]
pub fn run() -> Result<(), StartError> {
    println!("# Settings\n");
    println!(
        "Read from defaults, the file named by `--config`, the environment and flags, the later ones stronger."
    );
    println!("Unknown keys are refused. This page is generated: `grantry settings-reference`.\n");
    println!("| key | environment | default | meaning |\n| --- | --- | --- | --- |");
    let defaults = serde_json::to_value(Settings::default())?;
    for (key, meaning) in documented() {
        let default = match defaults.get(&key) {
            None | Some(serde_json::Value::Null) => "–".to_owned(),
            Some(value) => format!("`{}`", value.to_string().replace('"', "")),
        };
        println!(
            "| `{key}` | `GRANTRY_{}` | {default} | {} |",
            key.to_uppercase(),
            meaning.replace('|', "\\|")
        );
    }
    Ok(())
}

/// Each field of `Settings` with its doc comment.
fn documented() -> Vec<(String, String)> {
    let body = SOURCE.split("pub struct Settings {").nth(1).and_then(|rest| rest.split("\n}").next());
    let (mut keys, mut meaning) = (Vec::new(), Vec::new());
    for line in body.unwrap_or_default().lines().map(str::trim) {
        if let Some(text) = line.strip_prefix("/// ") {
            meaning.push(text);
        } else if let Some((key, _)) = line.strip_prefix("pub ").and_then(|field| field.split_once(':')) {
            keys.push((key.to_owned(), std::mem::take(&mut meaning).join(" ")));
        }
    }
    keys
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_setting_is_documented() {
        let defaults = serde_json::to_value(Settings::default()).unwrap();
        let documented = documented();
        assert_eq!(documented.len(), defaults.as_object().unwrap().len());
        for (key, meaning) in documented {
            assert!(defaults.get(&key).is_some() && !meaning.is_empty(), "{key}");
        }
    }
}
