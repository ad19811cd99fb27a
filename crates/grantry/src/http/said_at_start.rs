//! Warnings at the start of a node, about settings that are likely mistakes.

use std::net::IpAddr;

use store::Store;
use url::{Host, Url};

use crate::{settings::Settings, start_error::StartError};

/// # Errors
/// The database has gone away again.
pub async fn say(settings: &Settings, store: &Store) -> Result<(), StartError> {
    for warning in of_settings(settings)? {
        tracing::warn!("{warning}");
    }
    if let Some(facts) = store.facts().await? {
        if facts.passes_walls {
            tracing::warn!(
                "the database role is a superuser or has BYPASSRLS: row-level security, the second wall around each \
                 tenant's rows, does not hold for it; use an ordinary role (docs/operators/postgresql.md)"
            );
        }
        if !facts.encrypted && settings.database_url.as_deref().is_some_and(is_across_a_network) {
            tracing::warn!(
                "the connection to PostgreSQL crosses a network unencrypted: add ?sslmode=verify-full to `database_url`"
            );
        }
    }
    Ok(())
}

fn of_settings(settings: &Settings) -> Result<Vec<String>, StartError> {
    let url = settings.public_url()?;
    let mut warnings = Vec::new();
    if url.scheme() == "https" {
        if settings.trusted_proxies.is_empty() {
            warnings.push(
                "`public_url` is https and `trusted_proxies` is empty: behind a proxy every caller has the proxy's \
                 address, and shares its limits with all others"
                    .to_owned(),
            );
        }
        if !settings.listen.ip().is_loopback() {
            warnings.push(format!(
                "`public_url` is https, and plain http on {} is open to others than this machine: let only the \
                 proxies reach it, for a secret sent there is sent in the clear",
                settings.listen
            ));
        }
    } else if !is_this_machine(&url) {
        warnings.push(format!(
            "`public_url` is http on {}, which is not localhost: browsers keep no session there, so no one can sign \
             in, and secrets cross the network in the clear; end TLS in a proxy and use https",
            url.host_str().unwrap_or("nothing")
        ));
    }
    if let Some(base) =
        settings.base_domain.as_deref().filter(|base| url.scheme() == "http" && !is_local(base))
    {
        warnings.push(format!(
            "`public_url` is http, and so are the token URLs below `base_domain`: secrets cross the network in the clear; \
             end TLS in a proxy that has a certificate for *.{base}, and use https"
        ));
    }
    Ok(warnings)
}

/// Where browsers take a Secure cookie over http: `localhost`, names below it, and the machine's own addresses.
fn is_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => is_local(name),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

fn is_local(name: &str) -> bool {
    name == "localhost" || name.ends_with(".localhost")
}

/// PostgreSQL by an address or a name that is not this machine's, without TLS being asked for.
fn is_across_a_network(database: &str) -> bool {
    let Ok(url) = Url::parse(database) else { return false };
    // `?host=` names a socket's folder or another host.
    let named = url.query_pairs().find(|(key, _)| key == "host").map(|(_, host)| host.into_owned());
    let host = named.or_else(|| url.host_str().map(str::to_owned)).unwrap_or_default();
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let is_here = bare.is_empty()
        || bare.starts_with('/')
        || bare.starts_with("%2F")
        || bare == "localhost"
        || bare.parse().is_ok_and(|address: IpAddr| address.is_loopback());
    !is_here
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn warnings(flags: serde_json::Value) -> String {
        of_settings(&Settings::read(None, flags).unwrap()).unwrap().join("\n")
    }

    #[test]
    fn what_is_likely_a_mistake_is_said() {
        for quiet in [
            json!({}),
            json!({"public_url": "http://localhost:8080"}),
            json!({"public_url": "http://demo.localhost"}),
            json!({"public_url": "http://[::1]:8080"}),
            json!({"base_domain": "tenants.localhost"}),
            json!({"public_url": "https://a.example", "trusted_proxies": ["127.0.0.1"]}),
        ] {
            assert_eq!(warnings(quiet.clone()), "", "{quiet}");
        }
        for (flags, word) in [
            (json!({"public_url": "https://a.example"}), "trusted_proxies"),
            (json!({"public_url": "http://a.example"}), "not localhost"),
            (json!({"public_url": "http://192.168.1.7:8080"}), "192.168.1.7"),
            (json!({"public_url": "http://localhost.example"}), "not localhost"),
            (json!({"public_url": "http://a.example", "base_domain": "b.example"}), "*.b.example"),
            (
                json!({"public_url": "https://a.example", "trusted_proxies": ["10.0.0.0/8"], "listen": "0.0.0.0:80"}),
                "in the clear",
            ),
        ] {
            assert!(warnings(flags.clone()).contains(word), "{flags}");
        }
    }

    #[test]
    fn postgres_on_this_machine_crosses_no_network() {
        for here in [
            "postgres://a@127.0.0.1/b",
            "postgres://a@localhost:5433/b",
            "postgres://a@[::1]/b",
            "postgres:///b?host=/run/postgresql",
            "postgres://a@%2Frun%2Fpostgresql/b",
        ] {
            assert!(!is_across_a_network(here), "{here}");
        }
        for far in
            ["postgres://a:b@db.internal/c", "postgres://a@10.0.0.7:5432/b", "postgres://a@[2001:db8::1]/b"]
        {
            assert!(is_across_a_network(far), "{far}");
        }
    }
}
