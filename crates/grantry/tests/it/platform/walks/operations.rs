//! Which operations of the portals the steps of a walk are, and which are no steps, each with its reason.

use std::collections::{BTreeMap, BTreeSet};

use super::steps::{Dice, Step};
use crate::{harness::Outcome, who_may::documented};

/// Walks in which every kind of step is taken.
const WALKS: u64 = 200;

const ADMIN: &str = "/api/admin/v1/";
const DEVELOPER: &str = "/api/developer/v1/";

/// A portal's API, and the `operationId` there.
type Operation = (&'static str, &'static str);

/// The operation of an admin or a developer that the step asks for. Others than these take the remaining steps.
const fn of(step: Step) -> Option<Operation> {
    let operation = match step {
        Step::Allow { .. } => (ADMIN, "decisions_allow"),
        Step::Decline(_) => (ADMIN, "decisions_decline"),
        Step::Block(_) => (ADMIN, "decisions_block"),
        Step::Reconsider(_) => (ADMIN, "connections_reconsider"),
        Step::Unblock(_) => (ADMIN, "connections_unblock"),
        Step::Disable(_) => (ADMIN, "connections_pause"),
        Step::Restore(_) => (ADMIN, "connections_resume"),
        Step::DeveloperPauses(_) => (DEVELOPER, "connections_pause"),
        Step::DeveloperResumes(_) => (DEVELOPER, "connections_resume"),
        Step::Regenerate { .. } => (ADMIN, "connections_regenerate_secret"),
        Step::RetireOld(_) => (ADMIN, "secrets_retire"),
        Step::SetPolicy { .. } => (ADMIN, "tenant_set_secret_policy"),
        Step::MakeLink { .. } => (ADMIN, "secret_links_create"),
        Step::WithdrawLink { .. } => (ADMIN, "secret_links_withdraw"),
        Step::Delete(_) => (ADMIN, "connections_delete"),
        Step::MoveToWorkload(_) => (ADMIN, "connections_retire_secret"),
        Step::SetRetirement { .. } => (ADMIN, "connections_set_secret_retirement"),
        Step::Publish { .. } => (DEVELOPER, "versions_publish"),
        Step::Answer { .. } => (ADMIN, "updates_answer"),
        Step::Edit { .. } => (ADMIN, "connections_edit_access"),
        Step::Renew { .. } => (ADMIN, "connections_renew"),
        Step::Remind(_) => (DEVELOPER, "roll_outs_remind"),
        Step::PlatformSuspends
        | Step::PlatformRestores
        | Step::ReportLeaked { .. }
        | Step::OpenLink { .. }
        | Step::SandboxAllows
        | Step::SandboxDeletes
        | Step::Wait(_) => {
            return None;
        }
    };
    Some(operation)
}

/// What no walk does, and why.
const LEFT_OUT: &[(&str, &str, &[&str])] = &[
    (
        "of the organisation, and of no connection",
        ADMIN,
        &[
            "tenant_rename",
            "members_invite",
            "members_change",
            "members_remove",
            "members_leave",
            "invitations_withdraw",
            "invitations_mail",
            "invitations_renew",
        ],
    ),
    (
        "of the organisation, and of no connection",
        DEVELOPER,
        &[
            "members_invite",
            "members_change",
            "members_remove",
            "members_leave",
            "invitations_withdraw",
            "invitations_mail",
            "invitations_renew",
        ],
    ),
    (
        "webhooks hear of connections and change none: each walk has some of its own, which hear of everything",
        ADMIN,
        &[
            "webhooks_create",
            "webhooks_change",
            "webhooks_delete",
            "webhooks_send_again",
            "webhooks_retire_secret",
            "webhooks_rotate_secret",
            "webhooks_test",
        ],
    ),
    (
        "webhooks hear of connections and change none: each walk has some of its own, which hear of everything",
        DEVELOPER,
        &[
            "webhooks_create",
            "webhooks_change",
            "webhooks_delete",
            "webhooks_send_again",
            "webhooks_retire_secret",
            "webhooks_rotate_secret",
            "webhooks_test",
        ],
    ),
    (
        "the tenant's own credentials have no connection: crates/grantry/tests/it/admin/credentials.rs",
        ADMIN,
        &[
            "credentials_generate",
            "credentials_change",
            "credentials_delete",
            "credentials_pause",
            "credentials_resume",
            "credentials_regenerate_secret",
        ],
    ),
    (
        "members ask and admins look: no decision, and no access",
        ADMIN,
        &["app_requests_ask", "app_requests_withdraw", "connections_see_details", "updates_see"],
    ),
    (
        "it hides a publisher's apps, and leaves connections as they are",
        ADMIN,
        &["blocked_publishers_block", "blocked_publishers_unblock"],
    ),
    (
        "what a developer prepares changes nothing before a version is published",
        DEVELOPER,
        &["apps_create", "apps_fetch_logo", "drafts_save", "drafts_discard", "versions_check"],
    ),
    (
        "details and hand-over of an app would be another app: crates/grantry/tests/it/developer/hand_over.rs",
        DEVELOPER,
        &["apps_change"],
    ),
    (
        "whom an app is offered to: those who are connected stay so (crates/grantry/tests/it/developer/targets.rs)",
        DEVELOPER,
        &["targets_add", "targets_remove"],
    ),
    (
        "admins share the secrets of the walks' apps: crates/grantry/tests/it/admin/secret_links.rs has the other way",
        DEVELOPER,
        &["connections_collect_secret", "secret_links_create", "secret_links_withdraw"],
    ),
];

/// Every operation that changes something, of admins and developers.
fn changing() -> Outcome<BTreeSet<(String, String)>> {
    let mut found = BTreeSet::new();
    for (operation, said) in documented()? {
        let portal = [ADMIN, DEVELOPER].into_iter().find(|portal| operation.contains(*portal));
        let Some(portal) = portal.filter(|_| !operation.starts_with("GET ")) else { continue };
        let id = said["operationId"].as_str().ok_or("an operation without an id")?;
        found.insert((portal.to_owned(), id.to_owned()));
    }
    Ok(found)
}

fn owned((portal, id): Operation) -> (String, String) {
    (portal.to_owned(), id.to_owned())
}

#[test]
fn every_operation_is_a_step_or_left_out() -> Outcome {
    let changing = changing()?;
    let steps = (1..=WALKS).flat_map(|seed| Dice::new(seed).walk(super::LENGTH));
    let walked: BTreeSet<_> = steps.filter_map(of).map(owned).collect();
    let mut reasons = BTreeMap::new();
    for (reason, portal, operations) in LEFT_OUT {
        for operation in *operations {
            let twice = reasons.insert(owned((*portal, *operation)), *reason);
            assert_eq!(twice, None, "{portal} {operation} is left out twice");
        }
    }
    let left_out: BTreeSet<_> = reasons.into_keys().collect();
    let both: Vec<_> = walked.intersection(&left_out).collect();
    assert!(both.is_empty(), "left out, and a step as well: {both:#?}");
    let listed: BTreeSet<_> = walked.union(&left_out).cloned().collect();
    let missing: Vec<_> = changing.difference(&listed).collect();
    let unknown: Vec<_> = listed.difference(&changing).collect();
    assert!(
        missing.is_empty() && unknown.is_empty(),
        "no step, and not left out: {missing:#?}; in no document: {unknown:#?}"
    );
    assert!(changing.len() > 60, "the documents are not read: {}", changing.len());
    Ok(())
}
