//! `webhook`: the webhooks of a publisher or a tenant.

use api_client::{Call, admin, developer};
use clap::Subcommand;
use model::{
    ids::{AppId, PublisherId, TenantId, WebhookId},
    webhook_event::WebhookEvent,
};
use wire::{
    page::Page,
    webhooks::{IssuedWebhook, NewWebhook, Webhook, WebhookDelivery},
};

use crate::{
    args::Write,
    context::Context,
    failure::Outcome,
    printer::{Shown, when, words, yes_or_no},
    secrets::{self, SecretTo},
};

#[derive(Subcommand)]
pub enum Webhooks {
    /// List webhooks.
    List,
    /// Add a webhook. Its secret is shown once.
    Add {
        /// The https URL that messages are sent to.
        url: String,
        /// An event to hear of, as connection.allowed. Once for each.
        #[arg(long = "event", value_name = "EVENT", required = true)]
        events: Vec<WebhookEvent>,
        /// Hear of this app alone. Once for each; for publishers.
        #[arg(long = "app", value_name = "ID")]
        apps: Vec<AppId>,
        #[command(flatten)]
        secret: SecretTo,
        #[command(flatten)]
        write: Write,
    },
    /// Remove a webhook.
    Remove {
        webhook: WebhookId,
        #[command(flatten)]
        write: Write,
    },
    /// Send a test message.
    Test {
        webhook: WebhookId,
        #[command(flatten)]
        write: Write,
    },
}

/// Whose webhooks they are.
#[derive(Clone, Copy)]
enum Owner {
    Publisher(PublisherId),
    Tenant(TenantId),
}

impl Owner {
    fn list(self) -> Call<Page<Webhook>> {
        match self {
            Self::Publisher(id) => developer::webhooks(id),
            Self::Tenant(id) => admin::webhooks(id),
        }
    }

    fn create(self, request: NewWebhook) -> Call<IssuedWebhook> {
        match self {
            Self::Publisher(id) => developer::create_webhook(id, request),
            Self::Tenant(id) => admin::create_webhook(id, request),
        }
    }

    fn delete(self, webhook: WebhookId) -> Call<()> {
        match self {
            Self::Publisher(id) => developer::delete_webhook(id, webhook),
            Self::Tenant(id) => admin::delete_webhook(id, webhook),
        }
    }

    fn test(self, webhook: WebhookId) -> Call<WebhookDelivery> {
        match self {
            Self::Publisher(id) => developer::test_webhook(id, webhook),
            Self::Tenant(id) => admin::test_webhook(id, webhook),
        }
    }
}

impl Webhooks {
    pub async fn of_publisher(self, context: &Context, publisher: PublisherId) -> Outcome {
        self.run(context, Owner::Publisher(publisher)).await
    }

    pub async fn of_tenant(self, context: &Context, tenant: TenantId) -> Outcome {
        self.run(context, Owner::Tenant(tenant)).await
    }

    async fn run(self, context: &Context, owner: Owner) -> Outcome {
        let (session, out) = (&context.session, context.out);
        match self {
            Self::List => out.many(&session.ask(owner.list()).await?.items),
            Self::Add { url, events, apps, secret, write } => {
                let call = owner.create(NewWebhook { url: url.into(), events, apps });
                secrets::issue(context, call, &write, &secret).await
            }
            Self::Remove { webhook, write } => {
                session.write(owner.delete(webhook), &write).await?;
                out.done("The webhook is removed.")
            }
            Self::Test { webhook, write } => out.one(&session.write(owner.test(webhook), &write).await?),
        }
    }
}

impl Shown for Webhook {
    const COLUMNS: &'static [&'static str] = &["ID", "URL", "events", "enabled", "made"];

    fn cells(&self) -> Vec<String> {
        let enabled = yes_or_no(self.enabled);
        vec![self.id.to_string(), self.url.clone(), words(&self.events), enabled, when(self.created_at)]
    }
}

impl Shown for WebhookDelivery {
    const COLUMNS: &'static [&'static str] = &["ID", "event", "state", "made"];

    fn cells(&self) -> Vec<String> {
        vec![self.id.to_string(), self.event.to_string(), self.state.to_string(), when(self.created_at)]
    }
}
