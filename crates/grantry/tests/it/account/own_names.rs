//! People change their own names.

use api_client::account;
use model::{audit::AuditAction, role::TenantRole};
use serde_json::json;
use wire::{
    account::ChangeName, activity::Activity, members::TenantMember, page::Page, paths, problem::ProblemCode,
};

use crate::harness::{Outcome, Person, Stage, on_both};

on_both! {
    shared: a_name_is_changed_and_told_with_the_one_before a_name_has_a_rule
        the_name_that_one_has_is_no_event an_old_form_changes_nothing;
}

async fn rename(person: &Person, name: &str) -> Outcome<String> {
    let request = ChangeName { before: person.me.name.clone().into(), name: name.to_owned().into() };
    Ok(person.call(account::change_name(request)).await?.name)
}

/// What a history tells of new names: who took which, newest first.
async fn told(person: &Person, activity: &str) -> Outcome<Vec<Activity>> {
    let history: Page<Activity> = person.read(activity).await?;
    Ok(history.items.into_iter().filter(|entry| entry.action == AuditAction::PersonRenamed).collect())
}

async fn a_name_is_changed_and_told_with_the_one_before(stage: &Stage) -> Outcome {
    let tenant = stage.tenant().await?;
    let admin = tenant.join(TenantRole::Admin).await?;
    let before = admin.me.name.clone();
    assert_eq!(rename(&admin, "  Hanna Quill  ").await?, "Hanna Quill");
    assert_eq!(admin.sign_in_again().await?.me.name, "Hanna Quill");
    let members: Page<TenantMember> = tenant.owner.read(&tenant.at("/members")).await?;
    assert!(members.items.iter().any(|member| member.name == "Hanna Quill"));

    let entries = told(&tenant.owner, &tenant.at("/activity")).await?;
    let [entry] = entries.as_slice() else { return Err(format!("{entries:?}").into()) };
    assert_eq!((entry.actor.as_str(), entry.object_name.as_str()), (before.as_str(), "Hanna Quill"));
    assert_eq!(entry.detail.clone(), Some(format!("Renamed from “{before}”")));
    let history: Page<Activity> = tenant.owner.read(&tenant.at("/activity")).await?;
    let joined = history.items.iter().filter(|entry| entry.action == AuditAction::InvitationAccepted);
    let names: Vec<_> = joined.map(|entry| entry.object_name.as_str()).collect();
    assert!(names.contains(&before.as_str()) && !names.contains(&"Hanna Quill"), "{names:?}");
    Ok(())
}

async fn a_name_has_a_rule(stage: &Stage) -> Outcome {
    let person = stage.tenant().await?.owner;
    for bad in ["", "   ", "A\u{7}b", "\u{202e}nnA", &"x".repeat(81)] {
        let answer =
            person.put(&paths::account::name(), json!({"before": person.me.name, "name": bad})).await?;
        assert_eq!(answer.wrong_fields()?, ["name"], "{bad:?}");
    }
    assert_eq!(person.sign_in_again().await?.me.name, person.me.name);
    Ok(())
}

async fn the_name_that_one_has_is_no_event(stage: &Stage) -> Outcome {
    let tenant = stage.tenant().await?;
    assert_eq!(rename(&tenant.owner, &tenant.owner.me.name).await?, tenant.owner.me.name);
    assert!(told(&tenant.owner, &tenant.at("/activity")).await?.is_empty());
    Ok(())
}

async fn an_old_form_changes_nothing(stage: &Stage) -> Outcome {
    let tenant = stage.tenant().await?;
    assert_eq!(rename(&tenant.owner, "Hanna Quill").await?, "Hanna Quill");
    let old = json!({"before": tenant.owner.me.name, "name": "Hanna Roth"});
    tenant.owner.put(&paths::account::name(), old).await?.ok(412)?.problem(ProblemCode::LostRace)?;
    assert_eq!(tenant.owner.sign_in_again().await?.me.name, "Hanna Quill");
    // An answer that was lost can be asked for again.
    assert_eq!(rename(&tenant.owner, "Hanna Quill").await?, "Hanna Quill");
    Ok(())
}
