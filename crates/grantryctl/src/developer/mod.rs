//! What the developer portal does.

mod apps;
mod connections;
mod publishers;
mod targets;
mod versions;

use clap::{Args, Subcommand};
use model::ids::PublisherId;

use self::{apps::Apps, connections::Connections, publishers::Publishers};
use crate::{context::Context, failure::Outcome, webhooks::Webhooks};

#[derive(Args)]
pub struct Developer {
    /// The publisher, where you belong to several.
    #[arg(long, global = true, env = "GRANTRY_PUBLISHER", hide_env_values = true, value_name = "ID")]
    publisher: Option<PublisherId>,
    #[command(subcommand)]
    noun: Noun,
}

#[derive(Subcommand)]
enum Noun {
    /// Your publishers.
    #[command(subcommand)]
    Publisher(Publishers),
    /// Your publisher's apps, their versions and the tenants that they are offered to.
    #[command(subcommand)]
    App(Box<Apps>),
    /// The connections of your publisher's apps.
    #[command(subcommand)]
    Connection(Connections),
    /// Your publisher's webhooks.
    #[command(subcommand)]
    Webhook(Box<Webhooks>),
}

impl Developer {
    pub async fn run(self, context: &Context) -> Outcome {
        let publisher = context.publisher(self.publisher);
        match self.noun {
            Noun::Publisher(publishers) => publishers.run(context).await,
            Noun::App(apps) => apps.run(context, publisher.await?).await,
            Noun::Connection(connections) => connections.run(context, publisher.await?).await,
            Noun::Webhook(webhooks) => webhooks.of_publisher(context, publisher.await?).await,
        }
    }
}
