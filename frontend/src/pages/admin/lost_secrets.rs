//! Secrets that were made but never seen, because the answer with each of them was lost on the way.

use leptos::prelude::*;
use model::ids::{CredentialId, SecretId};
use wire::admin::Client;

use crate::{
    components::{
        feedback::{Banner, Tone},
        layout::use_organisation,
    },
    dom,
};

/// Where an earlier try has regenerated a secret, its answer was lost, and the page cannot be read again to say so.
pub const SECRET_NOT_SHOWN: &str =
    "The new secret did not reach this page and is not kept: regenerate it again.";

/// The lost secrets that this tab knows of. The browser keeps a note a client, so that a page that is loaded again still
/// says so, and no tab writes over what another has noted.
#[derive(Clone, Copy)]
pub struct LostSecrets(RwSignal<Vec<SecretId>>);

pub fn provide_lost_secrets() {
    provide_context(LostSecrets(RwSignal::new(Vec::new())));
}

pub fn use_lost_secrets() -> LostSecrets {
    expect_context()
}

impl LostSecrets {
    /// What the client has now reached no one.
    pub fn note(self, client: &Client) {
        let lost: Vec<_> =
            client.secrets.iter().filter(|secret| !secret.replaced).map(|secret| secret.id).collect();
        if let Some(storage) = dom::storage() {
            let _ = storage.set_item(&key(client.client_id), &written(&lost));
        }
        self.0.update(|all| all.extend(lost));
    }

    /// Whether no one has what the client has. Tracked.
    pub fn all_of(self, client: &Client) -> bool {
        let mut lost = self.0.get();
        lost.extend(kept(client.client_id));
        no_one_has(client, &lost)
    }
}

/// Forgets a note that no page needs any more, and nothing of other clients.
fn tidy(client: &Client) {
    if is_over(client, &kept(client.client_id))
        && let Some(storage) = dom::storage()
    {
        let _ = storage.remove_item(&key(client.client_id));
    }
}

fn key(client: CredentialId) -> String {
    format!("lost-secrets-{client}")
}

/// What this browser has noted of the client.
fn kept(client: CredentialId) -> Vec<SecretId> {
    let note = dom::storage().and_then(|storage| storage.get_item(&key(client)).ok().flatten());
    read(&note.unwrap_or_default())
}

/// A secret that was used since has reached someone. An old one that works on helps for a time alone.
fn no_one_has(client: &Client, lost: &[SecretId]) -> bool {
    let secrets: Vec<_> = client.secrets.iter().filter(|secret| !secret.replaced).collect();
    !secrets.is_empty()
        && secrets.iter().all(|secret| lost.contains(&secret.id) && secret.last_used_at.is_none())
}

/// Whether the client has a newer secret than those that were lost. A page that was read before they were made does not.
fn is_over(client: &Client, lost: &[SecretId]) -> bool {
    let newest = client.secrets.iter().map(|secret| secret.id).max();
    !lost.is_empty() && newest > lost.iter().copied().max()
}

fn read(text: &str) -> Vec<SecretId> {
    text.split_whitespace().filter_map(|id| id.parse().ok()).collect()
}

fn written(lost: &[SecretId]) -> String {
    lost.iter().map(SecretId::to_string).collect::<Vec<_>>().join(" ")
}

/// Says on top of a page that no one has its secret, as long as the client has no other; the children are the way out.
#[component]
pub fn LostSecret(client: Client, children: ChildrenFn) -> impl IntoView {
    let lost = use_lost_secrets();
    tidy(&client);
    let who = if use_organisation().may_act { "you regenerate" } else { "an admin regenerates" };
    let beside = client.secrets.iter().any(|secret| secret.replaced);
    let it = if beside { "the new" } else { "a" };
    move || {
        lost.all_of(&client).then(|| {
            let way_out = children();
            view! {
                <Banner tone=Tone::Caution title="No one has the secret">
                    <div class="flex flex-wrap items-center justify-between gap-3">
                        <p class="min-w-0 flex-1 basis-72">
                            {format!("It was made, but it did not reach this page and is not kept. No one can get tokens with {it} secret until {who} it.")}
                        </p>
                        {way_out}
                    </div>
                </Banner>
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use model::Timestamp;
    use wire::admin::SecretHint;

    use super::{
        super::client_facts::examples::{client, secret},
        *,
    };

    #[test]
    fn a_lost_secret_is_told_of_until_there_is_another_one() {
        let lost = read(&written(&[SecretId::new(1, &[1; 10])]));
        assert!(no_one_has(&client(vec![secret(1)]), &lost));
        assert!(!no_one_has(&client(vec![secret(2)]), &lost), "it was regenerated");
        assert!(!no_one_has(&client(vec![secret(1), secret(2)]), &lost));
        assert!(!no_one_has(&client(Vec::new()), &lost));
        let old = SecretHint { replaced: true, ..secret(0) };
        assert!(no_one_has(&client(vec![secret(1), old]), &lost), "beside one that works on");
        let used = SecretHint { last_used_at: Some(Timestamp::default()), ..secret(1) };
        assert!(!no_one_has(&client(vec![used]), &lost));
    }

    #[test]
    fn only_a_newer_secret_ends_a_note() {
        let lost = [SecretId::new(2, &[1; 10])];
        assert!(is_over(&client(vec![secret(3)]), &lost));
        assert!(is_over(&client(vec![secret(2), secret(3)]), &lost));
        assert!(!is_over(&client(vec![secret(2)]), &lost));
        assert!(!is_over(&client(vec![secret(1)]), &lost), "an older page knows nothing of it");
        assert!(!is_over(&client(Vec::new()), &lost));
        assert!(!is_over(&client(vec![secret(3)]), &[]));
    }

    #[test]
    fn each_client_has_a_note_of_its_own() {
        let other = CredentialId::new(2, &[1; 10]);
        assert_ne!(key(CredentialId::new(1, &[1; 10])), key(other));
    }

    #[test]
    fn what_is_no_id_is_left_out() {
        assert_eq!(read("sec_1 \n x"), []);
    }
}
