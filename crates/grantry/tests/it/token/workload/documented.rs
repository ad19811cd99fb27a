//! Tokens as the documentation of their platforms shows them: what a page offers to name is there, under this name. Kubernetes
//! and SPIFFE have files of their own.

use std::collections::BTreeSet;

use model::workload::WorkloadPreset;
use serde_json::{Value, json};

use super::imitation::{is_granted, present};
use super::{Imitation, Signed};
use crate::harness::{Outcome, Stage, on_both};
use crate::token::conformance::keys::{Key, jti, now, with};
use crate::token::jwks_uri::is_refused;

on_both! {
    shared: each_platforms_token_signs_in_by_what_it_says;
}

struct Documented {
    preset: WorkloadPreset,
    /// Without `iss`, `aud` and times.
    claims: Value,
    named: Value,
}

/// "OpenID Connect reference"; the subject is immutable, and of a job with an environment.
fn github() -> Documented {
    let workflow = "acme/sync/.github/workflows/nightly.yml@refs/heads/main";
    let sub = "repo:acme@65/sync@74:environment:live";
    Documented {
        preset: WorkloadPreset::GithubActions,
        claims: json!({
            "jti": jti(), "sub": sub, "environment": "live", "ref": "refs/heads/main", "ref_type": "branch",
            "repository": "acme/sync", "repository_id": "74", "repository_owner": "acme",
            "repository_owner_id": "65", "repository_visibility": "private", "event_name": "schedule",
            "workflow": "nightly", "workflow_ref": workflow, "job_workflow_ref": workflow,
            "runner_environment": "github-hosted",
        }),
        named: json!({
            "sub": sub, "repository": "acme/sync", "ref": "refs/heads/main", "environment": "live",
            "job_workflow_ref": workflow,
        }),
    }
}

/// "OpenID Connect (OIDC) Authentication Using ID Tokens"
fn gitlab() -> Documented {
    let sub = "project_path:acme/sync:ref_type:branch:ref:main";
    Documented {
        preset: WorkloadPreset::Gitlab,
        claims: json!({
            "jti": jti(), "sub": sub, "namespace_id": "72", "namespace_path": "acme", "project_id": "20",
            "project_path": "acme/sync", "user_id": "1", "user_login": "ann", "pipeline_id": "574",
            "pipeline_source": "push", "job_id": "302", "ref": "main", "ref_type": "branch",
            "ref_path": "refs/heads/main", "ref_protected": "true", "groups_direct": ["acme/ops"],
            "environment": "live", "environment_protected": "false", "runner_id": 1,
            "runner_environment": "self-hosted", "project_visibility": "private",
        }),
        named: json!({
            "sub": sub, "project_path": "acme/sync", "ref": "main", "ref_protected": "true",
            "environment": "live",
        }),
    }
}

/// "Understanding token claims" of outbound identity federation
fn aws() -> Documented {
    let sub = "arn:aws:iam::123456789012:role/DataProcessingRole";
    Documented {
        preset: WorkloadPreset::Aws,
        claims: json!({
            "jti": jti(), "sub": sub,
            "https://sts.amazonaws.com/": {
                "aws_account": "123456789012", "source_region": "us-east-1", "org_id": "o-abc1234567",
                "principal_tags": {"environment": "production"}, "principal_id": sub,
            },
        }),
        named: json!({"sub": sub, "https://sts.amazonaws.com//aws_account": "123456789012"}),
    }
}

/// "Access token claims reference"; without `jti`.
fn azure() -> Documented {
    let (oid, tid) = ("7d3e8a1c-52b4-4f6a-9c0d-1e2f3a4b5c6d", "a1b2c3d4-0000-4e5f-8a9b-c0d1e2f3a4b5");
    Documented {
        preset: WorkloadPreset::Azure,
        claims: json!({
            "sub": oid, "oid": oid, "tid": tid, "azp": "0f1e2d3c-4b5a-4697-8877-665544332211", "azpacr": "2",
            "idtyp": "app", "uti": "x", "ver": "2.0",
        }),
        named: json!({"sub": oid, "oid": oid, "tid": tid}),
    }
}

/// "Verify VM identity", in the full format; without `jti`.
fn google() -> Documented {
    let (sub, email) = ("107517467455664443765", "sync@acme.iam.gserviceaccount.com");
    Documented {
        preset: WorkloadPreset::Google,
        claims: json!({
            "sub": sub, "azp": sub, "email": email, "email_verified": true,
            "google": {"compute_engine": {"project_id": "acme", "instance_name": "worker-1"}},
        }),
        named: json!({"sub": sub, "email": email}),
    }
}

async fn each_platforms_token_signs_in_by_what_it_says(stage: &Stage) -> Outcome {
    for Documented { preset, claims, named } in [github(), gitlab(), aws(), azure(), google()] {
        let names = named.as_object().ok_or("no object")?;
        let all: BTreeSet<&str> = names.keys().map(String::as_str).collect();
        let usual: BTreeSet<&str> = preset.usual_claims().iter().copied().collect();
        assert_eq!(all, usual, "{preset}");
        let issuer = format!("https://{preset}-{}.example", jti()).replace('_', "-");
        let key = if preset == WorkloadPreset::Aws { Key::es384()? } else { Key::rs256()? };
        let platform = Imitation::inline(stage, preset.as_str(), issuer, key, false).await?;
        let client = platform.client(stage, &named).await?;
        let more = json!({
            "iss": platform.issuer, "aud": client.issuer, "iat": now(), "nbf": now() - 5, "exp": now() + 3600 - 5,
        });
        let good = Signed { header: json!({"typ": "JWT"}), claims: with(claims, more) };
        is_granted(&present(stage, &client, &platform.sign(&good)?).await?)?;
        for name in names.keys() {
            let wrong = match name.split_once("//aws_account") {
                Some((within, _)) => json!({format!("{within}/"): {"aws_account": "210987654321"}}),
                None => json!({name.as_str(): "another"}),
            };
            let other = platform.sign(&good.again().claiming(wrong))?;
            let refused = is_refused(&present(stage, &client, &other).await?);
            refused.map_err(|error| format!("{preset}, another {name}: {error}"))?;
        }
    }
    Ok(())
}
