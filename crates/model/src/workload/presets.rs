//! What is known of the platforms whose workloads sign in.

use super::WorkloadPreset;

impl WorkloadPreset {
    /// The `iss` of its tokens, where it is one for everyone or has a usual form.
    pub const fn issuer_hint(self) -> Option<&'static str> {
        match self {
            Self::GithubActions => Some("https://token.actions.githubusercontent.com"),
            Self::Gitlab => Some("https://gitlab.com"),
            Self::Google => Some("https://accounts.google.com"),
            Self::Kubernetes | Self::Aws | Self::Azure | Self::Spiffe | Self::Other => None,
        }
    }

    /// The claims that developers usually name, the most telling first.
    pub const fn usual_claims(self) -> &'static [&'static str] {
        match self {
            Self::GithubActions => &["repository", "ref", "environment", "job_workflow_ref", "sub"],
            Self::Gitlab => &["project_path", "ref", "ref_protected", "environment", "sub"],
            Self::Kubernetes => &["sub", "kubernetes.io/namespace", "kubernetes.io/serviceaccount/name"],
            Self::Aws => &["sub", "https://sts.amazonaws.com//aws_account"],
            Self::Azure => &["sub", "oid", "tid"],
            Self::Google => &["sub", "email"],
            Self::Spiffe | Self::Other => &["sub"],
        }
    }

    /// The claims that tell one workload from those of strangers whom the same issuer serves; empty where the issuer's
    /// claims are not known, or where it serves no strangers.
    pub(super) const fn naming_claims(self) -> &'static [&'static str] {
        match self {
            // Not job_workflow_ref: whoever calls a public reusable workflow has it in their tokens.
            Self::GithubActions => &["sub", "repository", "repository_id", "workflow_ref"],
            Self::Gitlab => &["sub", "project_path", "project_id"],
            Self::Kubernetes => &[
                "sub",
                "kubernetes.io/serviceaccount/name",
                "kubernetes.io/serviceaccount/uid",
                "kubernetes.io/namespace",
            ],
            Self::Azure => &["sub", "oid", "azp", "appid"],
            Self::Google => &["sub", "email"],
            Self::Aws | Self::Spiffe => &["sub"],
            Self::Other => &[],
        }
    }
}
