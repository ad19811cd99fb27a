//! What was told of a walk, and to whom, compared with the reference.

use std::{collections::BTreeMap, time::Duration};

use chrono::TimeDelta;
use marketplace::{By, Developer, PublisherMember};
use model::{
    audit::{AuditAction, AuditChain},
    delivery::Receiver,
    ids::{AuditEntryId, PublisherId, WebhookId},
    notice::ReadAs,
    webhook::{WebhookMessageKind, WebhookOwner},
    webhook_event::WebhookEvent,
};
use store::{Listing, notices::Reader};
use wire::{
    page::Page,
    webhooks::{NewWebhook, WebhookDelivery},
};

use super::{
    hearers::{Chain, Told},
    outcome::same,
    reference::Reference,
    taking::Walk,
    world::World,
};
use crate::{
    harness::Outcome,
    platform::budgets::market::{developer, keyed, signed_in},
};

/// More than a walk tells of.
const MANY: u64 = 5_000;

/// The webhooks of a walk, and where each history stood when it began.
pub struct Listening {
    webhooks: Vec<(Chain, WebhookId)>,
    stood: Vec<(Chain, u64)>,
}

/// Nothing listens there: messages stay in the log, and none is sent twice within a walk's end.
fn webhook(owner: WebhookOwner) -> NewWebhook {
    let all = WebhookEvent::ALL.iter().copied();
    let events = all.filter(|event| event.may_be_heard_by(owner)).collect();
    NewWebhook { url: "http://127.0.0.1:9/walks".into(), events, apps: Vec::new() }
}

impl World {
    fn chain(&self, chain: Chain) -> AuditChain {
        match chain {
            Chain::Tenant(at) => AuditChain::Tenant(self.tenants[at]),
            Chain::Publisher => AuditChain::Publisher(self.market.publisher),
            Chain::Stranger => AuditChain::Publisher(self.stranger),
            Chain::Platform => AuditChain::Platform,
        }
    }

    fn publisher(&self, chain: Chain) -> (&str, PublisherId) {
        match chain {
            Chain::Stranger => (self.stranger_bearer.as_str(), self.stranger),
            _ => (self.market.developer.as_str(), self.market.publisher),
        }
    }

    async fn developer(&self, chain: Chain) -> Outcome<By<Developer>> {
        let (bearer, publisher) = self.publisher(chain);
        developer(self.here(), bearer, publisher).await
    }

    async fn publisher_member(&self, chain: Chain) -> Outcome<By<PublisherMember>> {
        let (bearer, publisher) = self.publisher(chain);
        Ok(self.here().in_publisher(signed_in(self.here(), bearer).await?, keyed(), publisher).await?)
    }

    /// A webhook of each organisation, which hears of all that it may hear of.
    pub async fn listen(&self) -> Outcome<Listening> {
        let (here, mut webhooks, mut stood) = (self.here(), Vec::new(), Vec::new());
        for at in 0..self.tenants.len() {
            let webhook = webhook(WebhookOwner::Tenant(self.tenants[at]));
            let made = here.tenant_webhooks().create(&self.admin(at).await?, webhook).await?;
            webhooks.push((Chain::Tenant(at), made.webhook.id));
        }
        for chain in [Chain::Publisher, Chain::Stranger] {
            let webhook = webhook(WebhookOwner::Publisher(self.publisher(chain).1));
            let made = here.publisher_webhooks().create(&self.developer(chain).await?, webhook).await?;
            webhooks.push((chain, made.webhook.id));
        }
        let mut tx = self.store.read().await?;
        let audit = tx.platform().await?.audit();
        for chain in Chain::ALL {
            let newest = audit.bounds(self.chain(chain)).await?;
            stood.push((chain, newest.map_or(0, |(_, entry)| entry.position)));
        }
        Ok(Listening { webhooks, stood })
    }

    async fn is_due(&self) -> Outcome<bool> {
        // What is claimed is due again within minutes.
        let soon = self.here().clock().now() + TimeDelta::minutes(10);
        let mut tx = self.store.read().await?;
        Ok(tx.platform().await?.outbox().is_due(Receiver::Notices, soon).await?)
    }

    /// Everything that has happened is in inboxes and in the logs of webhooks.
    async fn tell(&self) -> Outcome {
        let told = async {
            while self.is_due().await.unwrap_or(true) {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        let keep = self.here().notices().keep(Box::pin(told));
        tokio::time::timeout(Duration::from_mins(1), Box::pin(keep)).await?;
        Box::pin(self.here().webhooks().tell()).await?;
        Ok(())
    }

    async fn log(&self, chain: Chain, webhook: WebhookId) -> Outcome<Page<WebhookDelivery>> {
        match chain {
            Chain::Tenant(at) => {
                Ok(self.here().tenant_webhooks().log(&self.member(at).await?, webhook).await?)
            }
            _ => {
                let by = self.publisher_member(chain).await?;
                Ok(self.here().publisher_webhooks().log(&by, webhook).await?)
            }
        }
    }
}

impl Listening {
    pub async fn end(&self, world: &World) -> Outcome {
        for (chain, webhook) in &self.webhooks {
            match chain {
                Chain::Tenant(at) => {
                    world.here().tenant_webhooks().delete(&world.admin(*at).await?, *webhook).await?;
                }
                _ => {
                    let by = world.developer(*chain).await?;
                    world.here().publisher_webhooks().delete(&by, *webhook).await?;
                }
            }
        }
        Ok(())
    }

    pub async fn compare(&self, walk: &Walk<'_>, reference: &Reference) -> Outcome {
        walk.world.tell().await?;
        let told = self.histories(walk, reference).await?;
        compare_inboxes(walk.world, reference, &told).await?;
        self.compare_webhooks(walk.world, &told).await
    }

    /// One event for each change, in the order of the changes; each with its entry.
    async fn histories(
        &self,
        walk: &Walk<'_>,
        reference: &Reference,
    ) -> Outcome<BTreeMap<AuditEntryId, Told>> {
        let mut all = BTreeMap::new();
        let mut tx = walk.world.store.read().await?;
        let audit = tx.platform().await?.audit();
        for (chain, stood) in &self.stood {
            let mut entries = audit.chain_after(walk.world.chain(*chain), *stood, MANY).await?;
            entries.retain(|entry| {
                entry.app == Some(walk.app)
                    || entry.action.known() == Some(AuditAction::TenantSecretPolicySet)
                    || entry.connection.is_some_and(|id| walk.connections.contains(&id))
            });
            let found: Vec<_> =
                entries.iter().map(|entry| (entry.action.known(), entry.app.is_some())).collect();
            let told: Vec<_> = reference.told.iter().filter(|told| told.chain == *chain).collect();
            let expected: Vec<_> = told.iter().map(|told| (Some(told.action), told.names_app)).collect();
            same(&format!("the history of {chain:?}"), &found, &expected)?;
            all.extend(entries.iter().map(|entry| entry.id).zip(told.into_iter().copied()));
        }
        Ok(all)
    }

    async fn compare_webhooks(&self, world: &World, told: &BTreeMap<AuditEntryId, Told>) -> Outcome {
        for (chain, webhook) in &self.webhooks {
            let mut found = Vec::new();
            for message in world.log(*chain, *webhook).await?.items {
                let entry = message.message_id.parse::<AuditEntryId>()?;
                if message.kind == WebhookMessageKind::Event && told.contains_key(&entry) {
                    found.push((entry, message.event.as_str()));
                }
            }
            found.sort_unstable();
            let heard = told.iter().filter(|(_, told)| told.webhooks().contains(chain));
            let expected: Vec<_> = heard.map(|(entry, told)| (*entry, told.action.as_str())).collect();
            same(&format!("what the webhook of {chain:?} heard of"), &found, &expected)?;
        }
        Ok(())
    }
}

async fn compare_inboxes(
    world: &World,
    reference: &Reference,
    told: &BTreeMap<AuditEntryId, Told>,
) -> Outcome {
    let mut tx = world.store.read().await?;
    let notices = tx.platform().await?.notices();
    for (person, id) in &world.people {
        // As anyone: whoever gets what is not theirs is found out.
        let own = [ReadAs::Oneself];
        let may_read_as = own.into_iter().chain(Chain::ALL.map(|chain| ReadAs::from(world.chain(chain))));
        let reader = Reader { person: *id, may_read_as: may_read_as.collect() };
        let inbox = notices.list(&reader, &Listing::first(MANY)).await?.items.into_iter();
        let mut found: Vec<_> = inbox
            .filter_map(|notice| told.get(&notice.entry).map(|told| (notice.entry, told.action.as_str())))
            .collect();
        found.sort_unstable();
        let heard = told.iter().filter(|(_, told)| reference.inboxes(told).contains(person));
        let expected: Vec<_> = heard.map(|(entry, told)| (*entry, told.action.as_str())).collect();
        same(&format!("the inbox of {person:?}"), &found, &expected)?;
    }
    Ok(())
}
