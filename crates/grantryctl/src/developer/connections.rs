//! `developer connection`: the connections of a publisher's apps.

use api_client::developer;
use clap::Subcommand;
use model::ids::{ConnectionId, PublisherId};
use wire::developer::Connection;

use crate::{
    args::{Listing, Write},
    context::Context,
    failure::Outcome,
    lists,
    printer::{Shown, when, words},
    secrets::{self, SecretTo},
};

#[derive(Subcommand)]
pub enum Connections {
    /// List connections.
    List(Listing),
    /// Show a connection.
    Show { connection: ConnectionId },
    /// Collect the secret of an app whose developer is to collect it: once.
    Collect {
        connection: ConnectionId,
        #[command(flatten)]
        secret: SecretTo,
        #[command(flatten)]
        write: Write,
    },
}

impl Connections {
    pub async fn run(self, context: &Context, publisher: PublisherId) -> Outcome {
        match self {
            Self::List(listing) => {
                lists::print(context, &listing, |query| developer::connections(publisher, query)).await
            }
            Self::Show { connection } => {
                let call = developer::connection(publisher, connection);
                context.out.one(&context.session.ask(call).await?)
            }
            Self::Collect { connection, secret, write } => {
                let call = developer::collect_secret(publisher, connection);
                secrets::issue(context, call, &write, &secret).await
            }
        }
    }
}

impl Shown for Connection {
    const COLUMNS: &'static [&'static str] =
        &["ID", "app", "tenant", "environment", "state", "version", "scopes", "changed"];

    fn cells(&self) -> Vec<String> {
        vec![
            self.id.to_string(),
            self.app_name.clone(),
            self.tenant_name.clone(),
            self.kind.to_string(),
            self.state.to_string(),
            self.version.to_string(),
            words(&self.granted),
            when(self.updated_at),
        ]
    }
}
