//! The setting `log`: levels, for all or for a part. A part that does not exist is allowed, and said.

use tracing_subscriber::{EnvFilter, filter::ParseError};

use crate::settings::SettingsError;

/// Of warnings about the log itself, which no filter hides.
pub const WARNINGS: &str = "grantry::log";

/// Crates of ours that may log.
const OURS: [&str; 23] = [
    "grantry",
    "account_api",
    "admin_api",
    "api_documents",
    "credentials",
    "demo_api",
    "developer_api",
    "foundation",
    "grantry_guard",
    "limits",
    "marketplace",
    "migrations",
    "model",
    "operator_api",
    "outbound_http",
    "outbound_mail",
    "pictures",
    "request_notes",
    "store",
    "token_service",
    "web",
    "wire",
    "log",
];
/// Crates of others whose lines an operator may want.
const OTHERS: [&str; 20] = [
    "actix_http",
    "actix_rt",
    "actix_server",
    "actix_web",
    "h2",
    "hickory_resolver",
    "hyper",
    "hyper_util",
    "mio",
    "reqwest",
    "rustls",
    "sea_orm",
    "sea_orm_migration",
    "sea_schema",
    "sqlx",
    "sqlx_core",
    "sqlx_postgres",
    "sqlx_sqlite",
    "tokio",
    "tracing_actix_web",
];
const LEVELS: [&str; 12] = ["off", "error", "warn", "info", "debug", "trace", "0", "1", "2", "3", "4", "5"];

/// The filter, and the words in it that name nothing.
pub fn read(text: &str) -> Result<(EnvFilter, Vec<String>), SettingsError> {
    let wrong = |error: ParseError| SettingsError::Wrong { key: "log", message: error.to_string() };
    let mut filter = EnvFilter::try_new(text).map_err(wrong)?;
    let unknown = unknown(text);
    if !unknown.is_empty() {
        let warnings = format!("{WARNINGS}=warn").parse().map_err(wrong)?;
        filter = filter.add_directive(warnings);
    }
    Ok((filter, unknown))
}

fn unknown(text: &str) -> Vec<String> {
    let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
    parts.filter(|part| !is_known(part)).map(str::to_owned).collect()
}

/// Whether a part is a level, or is about a crate that may log, or about every span of some name.
fn is_known(part: &str) -> bool {
    let about = part.split(['=', '[']).next().unwrap_or(part);
    let crate_name = about.split("::").next().unwrap_or(about);
    let is_level = about == part && LEVELS.contains(&part.to_lowercase().as_str());
    is_level || crate_name.is_empty() || OURS.contains(&crate_name) || OTHERS.contains(&crate_name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_name_nothing_are_found() {
        for known in [
            "",
            "info",
            "INFO",
            "warn,token_service=debug",
            "info,token_service::replication=trace",
            "[request]=debug",
            "3",
        ] {
            assert!(unknown(known).is_empty(), "{known}");
        }
        assert_eq!(unknown("inof"), ["inof"]);
        assert_eq!(
            unknown("info, token-service=debug,tokenservice"),
            ["token-service=debug", "tokenservice"]
        );
        assert_eq!(unknown("verbose,grantry=debug"), ["verbose"]);
    }

    #[test]
    fn every_crate_of_ours_is_known() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let of_others = [
            "api-client",
            "faults",
            "fuzz-invariants",
            "grantryctl",
            "stalls",
            "throwaway-postgres",
            "token-bench",
            "xtask",
        ];
        for entry in std::fs::read_dir(folder).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            let name = if name == "guard" { "grantry-guard".to_owned() } else { name };
            assert!(
                of_others.contains(&name.as_str()) || OURS.contains(&name.replace('-', "_").as_str()),
                "{name} is missing"
            );
        }
    }
}
