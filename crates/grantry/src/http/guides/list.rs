//! The guides that are in the program, by whom they are for.

use std::iter;

use wire::docs::GuideRole;

/// A guide as it stands in `docs`.
pub struct Source {
    /// The file's name without its ending, and the last part of its address.
    pub name: &'static str,
    pub role: GuideRole,
    /// One sentence.
    pub summary: &'static str,
    pub markdown: &'static str,
}

macro_rules! guides {
    ($($role:ident $name:literal $file:literal $summary:literal)*) => {
        /// The short ones of a role before the long ones.
        pub const GUIDES: &[Source] = &[$(Source {
            name: $name,
            role: GuideRole::$role,
            summary: $summary,
            markdown: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/", $file)),
        }),*];

        #[cfg(test)]
        const FILES: &[&str] = &[$($file),*];
    };
}

guides! {
    Developer "get-a-token" "guides/get-a-token.md" "From a client ID and a secret to the first call, in seven languages."
    Developer "why-was-i-refused" "guides/why-was-i-refused.md" "What each error means, and what to do about it."
    Developer "regenerate-a-secret" "guides/regenerate-a-secret.md" "A new secret in place of the old one, step by step."
    Developer "scripts" "developers/scripts.md" "Personal access tokens, for programs that use the portals’ APIs."
    Developer "from-scripts" "guides/from-scripts.md" "Work without a browser: access tokens and grantryctl, for developers, admins and operators."
    Developer "grantryctl" "grantryctl.md" "Every command of grantryctl, with its options."
    Developer "developers" "developers.md" "Apps, how credentials are handed over, tokens, DPoP and the sandbox."
    Developer "no-secrets" "developers/no-secrets.md" "Sign in with the identity that GitHub Actions, Kubernetes or AWS gives your software."
    Developer "webhooks" "developers/webhooks.md" "Be told at once, and verify who tells you."
    TenantAdmin "tenant-admins" "tenant-admins.md" "Connect apps, stop them, and make credentials of your own."
    ApiOwner "api-owners" "api-owners.md" "Check tokens in your API, with the guard, a proxy or any library."
    ApiOwner "mcp" "api-owners/mcp.md" "Guard an MCP server, and let its clients sign in."
    Operator "operators" "operators.md" "The first start, and where to read on."
    Operator "platform" "operators/platform.md" "Register APIs, set limits, suspend apps."
    Operator "show-your-api" "operators/show-your-api.md" "Show your API’s document in the documentation, so that people can try calls."
    Operator "domains" "operators/domains.md" "A domain for each tenant: DNS, certificates, moving a tenant, closing an address."
    Operator "coming-from-another-server" "operators/coming-from-another-server.md" "Move partners here, with the URLs that they call now."
    Operator "people" "operators/people.md" "Invite people, let people go, help someone who cannot sign in."
    Operator "mail" "operators/mail.md" "A mail server, what is sent to whom, and what happens when it fails."
    Operator "running" "operators/running.md" "Size a machine, watch a node, read its log."
    Operator "proxies" "operators/proxies.md" "A proxy in front of the nodes, and restarts that lose no request."
    Operator "postgresql" "operators/postgresql.md" "Several nodes on one database."
    Operator "fail-over" "operators/fail-over.md" "What a database fail-over keeps and loses."
    Operator "backup" "operators/backup.md" "Copies of the whole platform, while it goes on serving."
    Operator "restore" "operators/restore.md" "Bring the platform back from a backup."
    Operator "keys" "operators/keys.md" "The master key, signing keys and client certificates."
    Operator "settings" "settings.md" "Every setting, with its default."
}

/// A stretch of a guide, and the set of snippets that comes after it.
pub struct Part<'a> {
    pub markdown: &'a str,
    pub snippets: Option<&'a str>,
}

/// A line of its own: `{{snippets get-a-token}}`.
const MARK: (&str, &str) = ("{{snippets ", "}}\n");

/// The parts of a guide, divided where snippets stand.
pub fn parts(markdown: &str) -> impl Iterator<Item = Part<'_>> {
    let mut rest = Some(markdown);
    iter::from_fn(move || {
        let now = rest.take()?;
        let Some((before, after)) = now.split_once(MARK.0) else {
            return Some(Part { markdown: now, snippets: None });
        };
        let (name, after) = after.split_once(MARK.1).unwrap_or((after, ""));
        rest = Some(after);
        Some(Part { markdown: before, snippets: Some(name) })
    })
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, fs, path::Path};

    use super::*;

    /// For engineers of this project.
    const NOT_SHOWN: [&str; 3] = ["conformance.md", "faults.md", "performance.md"];

    #[test]
    fn every_guide_is_shown() {
        let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs");
        let mut there = BTreeSet::new();
        for folder in ["", "api-owners/", "developers/", "guides/", "operators/"] {
            for entry in fs::read_dir(docs.join(folder)).unwrap() {
                let name = entry.unwrap().file_name().into_string().unwrap();
                if name.ends_with(".md") {
                    there.insert(format!("{folder}{name}"));
                }
            }
        }
        let shown = FILES.iter().chain(&NOT_SHOWN).map(|file| (*file).to_owned()).collect();
        assert_eq!(there, shown);
    }

    #[test]
    fn a_guide_is_divided_at_its_snippets() {
        let all: Vec<_> =
            parts("a\n\n{{snippets x}}\n\nb").map(|part| (part.markdown, part.snippets)).collect();
        assert_eq!(all, [("a\n\n", Some("x")), ("\nb", None)]);
        assert_eq!(parts("a").count(), 1);
    }
}
