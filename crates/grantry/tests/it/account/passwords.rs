//! People who are signed in change their password.

use model::role::TenantRole;
use serde_json::json;
use wire::{activity::Activity, page::Page, paths::account};

use crate::harness::{Answer, Outcome, Person, Stage, on_both};

on_both! {
    shared: another_password_ends_the_other_sessions a_password_is_changed_by_whoever_knows_it;
    limited: a_wrong_password_counts_as_one_at_sign_in;
}

async fn change(person: &Person, current: &str, new: &str) -> Outcome<Answer> {
    let body = json!({"current_password": current, "new_password": new});
    person.post(&account::password(), body).await
}

async fn another_password_ends_the_other_sessions(stage: &Stage) -> Outcome {
    let tenant = stage.tenant().await?;
    let admin = tenant.join(TenantRole::Admin).await?;
    let other = admin.sign_in_again().await?;
    let password = Person::new_password();
    stage.anonymous.secrets.learn(&password);
    let changed = change(&admin, &admin.password, &password).await?.ok(200)?;
    for ended in [&admin, &other] {
        ended.get(&account::session()).await?.ok(401)?;
    }
    let here = stage.anonymous.with(changed.bearer());
    here.get(&account::session()).await?.ok(200)?;
    for (password, status) in [(&admin.password, 401), (&password, 200)] {
        let body = json!({"email": admin.me.email, "password": password});
        stage.anonymous.post(&account::session(), body).await?.ok(status)?;
    }
    let history: Page<Activity> = here.read(&tenant.at("/activity")).await?;
    assert!(history.items.iter().any(|entry| entry.action.as_str() == "password.changed"));
    Ok(())
}

async fn a_password_is_changed_by_whoever_knows_it(stage: &Stage) -> Outcome {
    let owner = stage.tenant().await?.owner;
    let new = Person::new_password();
    let wrong = change(&owner, "a wrong pass phrase", &new).await?;
    assert_eq!(wrong.wrong_fields()?, ["current_password"]);
    for weak in ["fourteen signs", "Grantry-Grantry-2026", "abcabcabcabcabc", owner.me.email.as_str()] {
        assert_eq!(change(&owner, &owner.password, weak).await?.wrong_fields()?, ["new_password"], "{weak}");
    }
    owner.get(&account::session()).await?.ok(200)?;
    owner.sign_in_again().await?;
    Ok(())
}

/// Ten a minute for an account from an address, of whichever form.
async fn a_wrong_password_counts_as_one_at_sign_in(stage: &Stage) -> Outcome {
    let owner = stage.tenant().await?.owner;
    for _ in 0..10 {
        let wrong = change(&owner, "a wrong pass phrase", &Person::new_password()).await?;
        assert_eq!(wrong.wrong_fields()?, ["current_password"]);
    }
    change(&owner, &owner.password, &Person::new_password()).await?.ok(429)?;
    let body = json!({"email": owner.me.email, "password": owner.password});
    stage.anonymous.post(&account::session(), body).await?.ok(429)?;
    Ok(())
}
