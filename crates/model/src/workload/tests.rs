//! Tests of what may be said of a workload.

use super::*;

fn issuer() -> WorkloadIssuerId {
    WorkloadIssuerId::new(1, &[7; 10])
}

fn claims(names: &[&str]) -> BTreeMap<String, ClaimPattern> {
    names.iter().map(|name| ((*name).to_owned(), "acme/sync".parse().unwrap())).collect()
}

fn identity(names: &[&str]) -> Result<WorkloadIdentity, WorkloadIdentityError> {
    WorkloadIdentity::new(issuer(), claims(names))
}

#[test]
fn an_issuer_alone_names_no_workload() {
    assert_eq!(identity(&[]), Err(WorkloadIdentityError::NoClaims));
    let many: Vec<String> = (0..=MAX_CLAIMS).map(|number| format!("claim{number}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    assert_eq!(identity(&many), Err(WorkloadIdentityError::TooMany));
    assert!(identity(&many[1..]).is_ok());
}

#[test]
fn names_are_checked() {
    let long = "a".repeat(MAX_CLAIM_NAME + 1);
    for name in ["", " ", "a b", "sub\n", "\u{455}ub", "a\"", "a*", long.as_str()] {
        assert_eq!(identity(&[name]), Err(WorkloadIdentityError::Name(name.to_owned())), "{name}");
    }
    for name in RESERVED {
        assert_eq!(identity(&["sub", name]), Err(WorkloadIdentityError::Reserved(name.to_owned())));
    }
    for name in
        ["sub", "kubernetes.io/serviceaccount/name", "https://sts.amazonaws.com//aws_account", "a-b_c"]
    {
        assert!(identity(&[name]).is_ok(), "{name}");
    }
}

#[test]
fn claims_that_strangers_have_too_name_no_one() {
    for (preset, names, good) in [
        (WorkloadPreset::GithubActions, &["ref", "environment"][..], false),
        (WorkloadPreset::GithubActions, &["ref", "repository"][..], true),
        (WorkloadPreset::GithubActions, &["job_workflow_ref", "repository_owner"][..], false),
        (WorkloadPreset::Gitlab, &["ref"][..], false),
        (WorkloadPreset::Gitlab, &["project_path"][..], true),
        (WorkloadPreset::Kubernetes, &["kubernetes.io/pod/name"][..], false),
        (WorkloadPreset::Kubernetes, &["sub"][..], true),
        (WorkloadPreset::Spiffe, &["region"][..], false),
        (WorkloadPreset::Other, &["region"][..], true),
    ] {
        let named = identity(names).and_then(|identity| identity.names_workload_of(preset));
        assert_eq!(named.is_ok(), good, "{preset} {names:?}");
    }
    for preset in WorkloadPreset::ALL {
        assert!(identity(preset.usual_claims()).and_then(|all| all.names_workload_of(*preset)).is_ok());
    }
}

#[test]
fn json_is_checked_like_everything_else() {
    let good = identity(&["sub", "repository"]).unwrap();
    let json = serde_json::to_string(&good).unwrap();
    assert_eq!(serde_json::from_str::<WorkloadIdentity>(&json).unwrap(), good);
    let with = |claims: &str| format!(r#"{{"issuer":"{}","claims":{claims}}}"#, issuer());
    assert!(serde_json::from_str::<WorkloadIdentity>(&with(r#"{"sub":"a"}"#)).is_ok());
    for claims in ["{}", r#"{"aud":"a"}"#, r#"{"sub":"*"}"#, r#"{"sub":""}"#, r#"{"sub":["a"]}"#, "[]"] {
        assert!(serde_json::from_str::<WorkloadIdentity>(&with(claims)).is_err(), "{claims}");
    }
}
