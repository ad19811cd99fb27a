//! Secrets that were made but never seen, because the answer with each of them was lost on the way.

use leptos::prelude::*;
use model::ids::SecretId;
use wire::admin::Client;

use crate::{
    components::feedback::{Banner, Tone},
    dom,
};

const KEY: &str = "lost-secrets";
/// Of more than these the oldest are forgotten.
const MOST: usize = 20;

/// Their ids. This browser keeps them, so that a page that is loaded again still says so.
#[derive(Clone, Copy)]
pub struct LostSecrets(RwSignal<Vec<SecretId>>);

pub fn provide_lost_secrets() {
    let kept = dom::storage().and_then(|storage| storage.get_item(KEY).ok().flatten());
    provide_context(LostSecrets(RwSignal::new(read(&kept.unwrap_or_default()))));
}

pub fn use_lost_secrets() -> LostSecrets {
    expect_context()
}

impl LostSecrets {
    /// What the client has now reached no one.
    pub fn note(self, client: &Client) {
        self.0.update(|lost| {
            lost.extend(client.secrets.iter().map(|secret| secret.id));
            let surplus = lost.len().saturating_sub(MOST);
            lost.drain(..surplus);
        });
        if let Some(storage) = dom::storage() {
            let _ = storage.set_item(KEY, &self.0.with_untracked(|lost| written(lost)));
        }
    }

    /// Whether no one has what the client has. Tracked.
    fn all_of(self, client: &Client) -> bool {
        self.0.with(|lost| no_one_has(client, lost))
    }
}

/// A secret that was used since has reached someone.
fn no_one_has(client: &Client, lost: &[SecretId]) -> bool {
    let secrets = &client.secrets;
    !secrets.is_empty()
        && secrets.iter().all(|secret| lost.contains(&secret.id) && secret.last_used_at.is_none())
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
    move || {
        lost.all_of(&client).then(|| {
            let way_out = children();
            view! {
                <Banner tone=Tone::Caution title="No one has the secret">
                    <div class="flex flex-wrap items-center justify-between gap-3">
                        <p class="min-w-0 flex-1 basis-72">
                            "It was made, but it did not reach this page and is not kept. No tokens can be issued until you regenerate it."
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
    use model::{Timestamp, credential::AuthMethod, ids::CredentialId};
    use wire::{admin::SecretHint, limits::Limits};

    use super::*;

    fn secret(number: u64) -> SecretHint {
        SecretHint {
            id: SecretId::new(number, &[1; 10]),
            hint: "7Kq2".to_owned(),
            created_by: "Dana Reyes".to_owned(),
            created_at: Timestamp::default(),
            last_used_at: None,
            expires_at: None,
            reported_at: None,
        }
    }

    fn client(secrets: Vec<SecretHint>) -> Client {
        Client {
            client_id: CredentialId::new(1, &[1; 10]),
            auth_method: AuthMethod::ClientSecret,
            issuer: String::new(),
            token_endpoint: String::new(),
            secrets,
            created_by: String::new(),
            created_at: Timestamp::default(),
            regenerated_by: None,
            regenerated_at: None,
            limits: Limits::default(),
        }
    }

    #[test]
    fn a_lost_secret_is_told_of_until_there_is_another_one() {
        let lost = read(&written(&[SecretId::new(1, &[1; 10])]));
        assert!(no_one_has(&client(vec![secret(1)]), &lost));
        assert!(!no_one_has(&client(vec![secret(2)]), &lost), "it was regenerated");
        assert!(!no_one_has(&client(vec![secret(1), secret(2)]), &lost));
        assert!(!no_one_has(&client(Vec::new()), &lost));
        let used = SecretHint { last_used_at: Some(Timestamp::default()), ..secret(1) };
        assert!(!no_one_has(&client(vec![used]), &lost));
    }

    #[test]
    fn what_is_no_id_is_left_out() {
        assert_eq!(read("sec_1 \n x"), []);
    }
}
