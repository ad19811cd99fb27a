//! A workload identity in words for people.

use std::collections::BTreeMap;

use crate::workload::{ClaimPattern, WorkloadPreset};

/// What a workload's platform is called.
pub const fn preset_words(preset: WorkloadPreset) -> &'static str {
    match preset {
        WorkloadPreset::GithubActions => "GitHub Actions",
        WorkloadPreset::Gitlab => "GitLab",
        WorkloadPreset::Kubernetes => "Kubernetes",
        WorkloadPreset::Aws => "AWS",
        WorkloadPreset::Azure => "Azure",
        WorkloadPreset::Google => "Google Cloud",
        WorkloadPreset::Spiffe => "SPIFFE",
        WorkloadPreset::Other => "another issuer",
    }
}

/// What people call a claim of this platform: "repository". `None` where it has no other name than its own.
pub fn claim_label(preset: WorkloadPreset, claim: &str) -> Option<&'static str> {
    own_label(preset, claim).or_else(|| (claim == "sub").then_some("subject"))
}

fn own_label(preset: WorkloadPreset, claim: &str) -> Option<&'static str> {
    match preset {
        WorkloadPreset::GithubActions => match claim {
            "repository" => Some("repository"),
            "repository_id" => Some("repository ID"),
            "repository_owner" => Some("owner"),
            "repository_owner_id" => Some("owner ID"),
            "ref" => Some("branch or tag"),
            "environment" => Some("environment"),
            "workflow" => Some("workflow"),
            "job_workflow_ref" => Some("reusable workflow"),
            _ => None,
        },
        WorkloadPreset::Gitlab => match claim {
            "project_path" => Some("project"),
            "namespace_path" => Some("group"),
            "ref" => Some("branch or tag"),
            "ref_type" => Some("kind of reference"),
            "ref_protected" => Some("protected branch or tag"),
            "environment" => Some("environment"),
            _ => None,
        },
        WorkloadPreset::Kubernetes => match claim {
            "kubernetes.io/namespace" => Some("namespace"),
            "sub" | "kubernetes.io/serviceaccount/name" => Some("service account"),
            _ => None,
        },
        WorkloadPreset::Aws => match claim {
            "sub" => Some("role"),
            "https://sts.amazonaws.com//aws_account" => Some("AWS account"),
            _ => None,
        },
        WorkloadPreset::Azure => match claim {
            "oid" => Some("object ID"),
            "tid" => Some("directory"),
            "azp" | "appid" => Some("application"),
            _ => None,
        },
        WorkloadPreset::Google => match claim {
            "sub" => Some("account ID"),
            "email" => Some("service account"),
            _ => None,
        },
        WorkloadPreset::Spiffe => (claim == "sub").then_some("workload"),
        WorkloadPreset::Other => None,
    }
}

/// A claim and what it must be: "repository acme/sync", "any branch".
pub fn claim_words(preset: WorkloadPreset, claim: &str, pattern: &str) -> String {
    claim_parts(preset, claim, pattern).join(", ")
}

fn claim_parts(preset: WorkloadPreset, claim: &str, pattern: &str) -> Vec<String> {
    let parts = match (preset, claim) {
        (WorkloadPreset::GithubActions, "sub") => github_subject(pattern),
        (WorkloadPreset::GithubActions, "ref") => Some(vec![reference(pattern)]),
        (WorkloadPreset::Gitlab, "sub") => gitlab_subject(pattern),
        (WorkloadPreset::Kubernetes, "sub") => service_account(pattern),
        _ => None,
    };
    parts.unwrap_or_else(|| {
        vec![match claim_label(preset, claim) {
            Some(label) => named(label, pattern),
            None => format!("{claim} = {pattern}"),
        }]
    })
}

/// "repository acme/sync, branch main (GitHub Actions)". `issuer`: the name that the operator gave it.
pub fn workload_words(
    preset: WorkloadPreset,
    issuer: &str,
    claims: &BTreeMap<String, ClaimPattern>,
) -> String {
    let mut ordered: Vec<_> = claims.iter().collect();
    ordered.sort_by_key(|(claim, _)| !matches!(claim.as_str(), "sub" | "repository" | "project_path"));
    let mut parts: Vec<String> = Vec::new();
    for (claim, pattern) in ordered {
        for part in claim_parts(preset, claim, &pattern.to_string()) {
            if !parts.contains(&part) {
                parts.push(part);
            }
        }
    }
    format!("{} ({})", parts.join(", "), platform(preset, issuer))
}

/// The platform, and which of its issuers.
fn platform(preset: WorkloadPreset, issuer: &str) -> String {
    let platform = preset_words(preset);
    match preset {
        WorkloadPreset::Other => issuer.to_owned(),
        _ if platform.eq_ignore_ascii_case(issuer) => platform.to_owned(),
        _ => format!("{platform}: {issuer}"),
    }
}

/// "branch main"; "any branch", "any branch that begins with release/" where it ends in `*`.
fn named(kind: &str, pattern: &str) -> String {
    match pattern.strip_suffix('*') {
        None => format!("{kind} {pattern}"),
        Some("") => format!("any {kind}"),
        Some(start) => format!("any {kind} that begins with {start}"),
    }
}

/// A full name of a branch or tag in git.
fn reference(pattern: &str) -> String {
    match (pattern.strip_prefix("refs/heads/"), pattern.strip_prefix("refs/tags/")) {
        (Some(branch), _) => named("branch", branch),
        (_, Some(tag)) => named("tag", tag),
        _ => named("reference", pattern),
    }
}

/// `repo:OWNER/NAME:…`, as GitHub Actions writes a subject.
fn github_subject(pattern: &str) -> Option<Vec<String>> {
    let (repository, rest) = split(pattern.strip_prefix("repo:")?)?;
    let mut parts = github_repository(repository);
    parts.extend(match rest {
        None => None,
        Some("*") => Some("any branch or tag or environment".into()),
        Some("pull_request") => Some("pull requests".into()),
        Some(rest) => match rest.split_once(':')? {
            ("ref", name) => Some(reference(name)),
            ("environment", name) => Some(named("environment", name)),
            _ => return None,
        },
    });
    Some(parts)
}

/// `OWNER/NAME`, or `OWNER@ID/NAME@ID` ("OpenID Connect reference", immutable subject claims).
fn github_repository(text: &str) -> Vec<String> {
    let with_ids = || {
        let (owner, name) = text.split_once('/')?;
        let ((owner, owner_id), (name, id)) = (owner.split_once('@')?, name.split_once('@')?);
        let is_id = |id: &str| !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit());
        let repository = format!("repository {owner}/{name}");
        (is_id(owner_id) && is_id(id))
            .then(|| vec![repository, format!("repository ID {id}"), format!("owner ID {owner_id}")])
    };
    with_ids().unwrap_or_else(|| vec![named("repository", text)])
}

/// `project_path:GROUP/NAME:ref_type:TYPE:ref:NAME`, as GitLab writes a subject.
fn gitlab_subject(pattern: &str) -> Option<Vec<String>> {
    let (project, rest) = split(pattern.strip_prefix("project_path:")?)?;
    let project = named("project", project);
    Some(match rest {
        None => vec![project],
        Some("*") => vec![project, "any branch or tag".into()],
        Some(rest) => {
            let (kind, name) = rest.strip_prefix("ref_type:")?.split_once(":ref:")?;
            vec![project, named(kind, name)]
        }
    })
}

/// `system:serviceaccount:NAMESPACE:NAME`, as Kubernetes writes a subject.
fn service_account(pattern: &str) -> Option<Vec<String>> {
    let (namespace, name) = split(pattern.strip_prefix("system:serviceaccount:")?)?;
    Some(vec![named("namespace", namespace), named("service account", name.unwrap_or("*"))])
}

/// What stands before the first colon and after it. Where nothing follows, the text must be open at its end.
fn split(text: &str) -> Option<(&str, Option<&str>)> {
    match text.split_once(':') {
        Some((first, rest)) => Some((first, Some(rest))),
        None => text.ends_with('*').then_some((text, None)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn preset(text: &str) -> WorkloadPreset {
        text.parse().unwrap()
    }

    fn words(platform: &str, issuer: &str, claims: &[(&str, &str)]) -> String {
        let claim = |(name, pattern): &(&str, &str)| ((*name).to_owned(), pattern.parse().unwrap());
        workload_words(preset(platform), issuer, &claims.iter().map(claim).collect())
    }

    #[test]
    fn a_workload_is_told_as_people_speak_of_it() {
        let github = |claims: &[(&str, &str)]| words("github_actions", "GitHub Actions", claims);
        let subject = "repo:acme/sync:ref:refs/heads/main";
        let said = "repository acme/sync, branch main (GitHub Actions)";
        assert_eq!(github(&[("sub", subject)]), said);
        assert_eq!(github(&[("repository", "acme/sync"), ("ref", "refs/heads/main")]), said);
        assert_eq!(github(&[("repository", "acme/sync"), ("sub", subject)]), said, "nothing is said twice");
        assert_eq!(
            words("kubernetes", "Cluster West", &[("sub", "system:serviceaccount:sync:worker")]),
            "namespace sync, service account worker (Kubernetes: Cluster West)"
        );
        assert_eq!(words("other", "Build farm", &[("team", "sync")]), "team = sync (Build farm)");
    }

    #[test]
    fn what_is_left_open_is_said() {
        for (platform, subject, said) in [
            ("github_actions", "repo:acme/sync:*", "repository acme/sync, any branch or tag or environment"),
            ("github_actions", "repo:acme/*", "any repository that begins with acme/"),
            ("github_actions", "repo:acme/sync:ref:refs/heads/*", "repository acme/sync, any branch"),
            (
                "github_actions",
                "repo:acme/sync:ref:refs/tags/v1/*",
                "repository acme/sync, any tag that begins with v1/",
            ),
            ("github_actions", "repo:acme/sync:environment:live", "repository acme/sync, environment live"),
            ("github_actions", "repo:acme/sync:pull_request", "repository acme/sync, pull requests"),
            ("github_actions", "repository_id:7", "subject repository_id:7"),
            (
                "github_actions",
                "repo:acme@65/sync@74:environment:live",
                "repository acme/sync, repository ID 74, owner ID 65, environment live",
            ),
            ("github_actions", "repo:acme@65/*", "any repository that begins with acme@65/"),
            (
                "github_actions",
                "repo:acme@x/sync@74:*",
                "repository acme@x/sync@74, any branch or tag or environment",
            ),
            ("gitlab", "project_path:acme/sync:ref_type:branch:ref:main", "project acme/sync, branch main"),
            ("gitlab", "project_path:acme/sync:*", "project acme/sync, any branch or tag"),
            ("kubernetes", "system:serviceaccount:sync:*", "namespace sync, any service account"),
            ("spiffe", "spiffe://acme.example/sync", "workload spiffe://acme.example/sync"),
        ] {
            assert_eq!(claim_words(preset(platform), "sub", subject), said, "{subject}");
        }
    }

    #[test]
    fn usual_claims_have_words() {
        for preset in WorkloadPreset::ALL {
            for claim in preset.usual_claims() {
                assert!(claim_label(*preset, claim).is_some(), "{preset}: {claim}");
            }
        }
        assert_eq!(claim_label(WorkloadPreset::Other, "team"), None);
    }
}
