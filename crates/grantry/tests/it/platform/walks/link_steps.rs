//! Makes, opens and revokes one-time links to secrets, and looks at what each of them shows.

use marketplace::Origin;
use model::ids::SecretLinkId;
use wire::{
    account::{LookAtSecretLink, OpenSecretLink},
    secrets::NewSecretLink,
};

use super::{
    access::Access,
    outcome::{refused, same},
    rotation::chosen_of,
    steps::{At, Step},
    taking::{Asked, Walk},
};
use crate::harness::{Outcome, people::token_of};

/// Links that show nothing are many at the end of a walk: so many of them are looked at after each step.
const OVER: usize = 2;

/// A link that was made.
#[derive(Debug, Clone)]
pub struct MadeLink {
    token: String,
    id: SecretLinkId,
    /// The place of its secret among those of its client.
    secret: usize,
}

impl Walk<'_> {
    pub async fn hand_on(&mut self, step: Step) -> Outcome<Asked> {
        match step {
            Step::MakeLink { at, secret, hours } => Box::pin(self.make_link(at, secret, hours)).await,
            Step::OpenLink { at, link } => Box::pin(self.open_link(at, self.made_link(at, link)?)).await,
            Step::WithdrawLink { at, link } => {
                let (id, by) = (self.made_link(at, link)?.id, self.world.admin(at).await?);
                let client = self.issued[at].first().ok_or("no client")?.client;
                Ok(self.world.here().tenant_secrets().withdraw_link(&by, client, id).await)
            }
            _ => Err("no step of a link".into()),
        }
    }

    fn made_link(&self, at: At, link: u64) -> Outcome<MadeLink> {
        let index = chosen_of(link, self.links[at].len()).ok_or("no link was made")?;
        Ok(self.links[at][index].clone())
    }

    async fn make_link(&mut self, at: At, secret: u64, hours: u32) -> Outcome<Asked> {
        let index = chosen_of(secret, self.issued[at].len()).ok_or("no secret was made")?;
        let (client, by) = (self.issued[at][index].client, self.world.admin(at).await?);
        let request = NewSecretLink { secret: self.issued[at][index].secret.as_str().into(), hours };
        let made = Box::pin(self.world.here().tenant_secrets().make_link(&by, client, request)).await;
        if let Ok(made) = &made {
            let (token, id) = (token_of(&made.link).to_owned(), made.secret_link.id);
            self.links[at].push(MadeLink { token, id, secret: index });
        }
        Ok(made.map(drop))
    }

    /// It shows the secret that it was made for, and no other.
    async fn open_link(&self, at: At, link: MadeLink) -> Outcome<Asked> {
        let request = OpenSecretLink { token: link.token.into() };
        let (links, origin) = (self.world.here().secret_links(), Origin::default());
        let opened = Box::pin(links.open(request, &origin)).await;
        if let Ok(opened) = &opened {
            let (made_for, shown) = (&self.issued[at][link.secret], &opened.credential);
            let is_shown = shown.client_secret.as_ref() == Some(&made_for.secret);
            same("the client of the link", &shown.client_id, &made_for.client)?;
            same("whether the link shows its secret", &is_shown, &true)?;
        }
        Ok(opened.map(drop))
    }
}

/// Looking uses nothing. Those that open are looked at, and some that do not.
pub async fn compare(walk: &Walk<'_>, at: At, access: &Access, now: i64) -> Outcome {
    same("the number of links", &walk.links[at].len(), &access.links.len())?;
    let (links, origin) = (walk.world.here().secret_links(), Origin::default());
    let mut over = 0;
    for (made, link) in walk.links[at].iter().zip(&access.links).rev() {
        let opens = link.opens(access, now);
        over += usize::from(!opens);
        if !opens && over > OVER {
            continue;
        }
        let request = LookAtSecretLink { token: made.token.as_str().into() };
        let looked = Box::pin(links.look_at(request, &origin)).await;
        let shows = match looked {
            Ok(_) => true,
            Err(error) => {
                refused(error)?;
                false
            }
        };
        same("whether a link shows a secret", &shows, &opens)?;
    }
    Ok(())
}
