//! `admin connection`: a tenant's connections.

use api_client::admin;
use clap::Subcommand;
use model::ids::{ConnectionId, TenantId};
use wire::{
    admin::{Connection, ConnectionSummary},
    secrets::Regenerate,
    stops::Pause,
};

use super::usage;
use crate::{
    args::{Listing, Period, Write},
    context::Context,
    failure::Outcome,
    lists,
    printer::{Shown, when, when_known, words},
    secrets::{self, SecretTo},
};

#[derive(Subcommand)]
pub enum Connections {
    /// List connections.
    List(Listing),
    /// Show a connection.
    Show { connection: ConnectionId },
    /// Disable a connection: its tokens are revoked.
    Disable {
        connection: ConnectionId,
        /// For the tenant's admins and the app's developer.
        #[arg(long, value_name = "TEXT", default_value = "")]
        reason: String,
        #[command(flatten)]
        write: Write,
    },
    /// Restore a connection that was disabled.
    Restore {
        connection: ConnectionId,
        #[command(flatten)]
        write: Write,
    },
    /// Make a new secret in place of the old one. It is shown once.
    Regenerate {
        connection: ConnectionId,
        /// For so many hours the old secret works beside the new one; it is revoked at once where absent.
        #[arg(long, value_name = "HOURS")]
        keep_old: Option<u32>,
        #[command(flatten)]
        secret: SecretTo,
        #[command(flatten)]
        write: Write,
    },
    /// List what happened to a connection, the newest first.
    Activity {
        connection: ConnectionId,
        #[command(flatten)]
        listing: Listing,
    },
    /// Show how many tokens a connection got, and how many requests were refused.
    Usage {
        connection: ConnectionId,
        #[command(flatten)]
        period: Period,
    },
}

impl Connections {
    pub async fn run(self, context: &Context, tenant: TenantId) -> Outcome {
        let (session, out) = (&context.session, context.out);
        match self {
            Self::List(listing) => {
                lists::print(context, &listing, |query| admin::connections(tenant, query)).await
            }
            Self::Show { connection } => out.one(&session.ask(admin::connection(tenant, connection)).await?),
            Self::Disable { connection, reason, write } => {
                let call = admin::pause(tenant, connection, Pause { reason: reason.into() });
                out.one(&session.write(call, &write).await?)
            }
            Self::Restore { connection, write } => {
                out.one(&session.write(admin::resume(tenant, connection), &write).await?)
            }
            Self::Regenerate { connection, keep_old, secret, write } => {
                let how = Regenerate { keep_old_hours: keep_old };
                let call = admin::regenerate_secret(tenant, connection, how);
                secrets::issue(context, call, &write, &secret).await
            }
            Self::Activity { connection, listing } => {
                let ask = |query| admin::connection_activity(tenant, connection, query);
                lists::print(context, &listing, ask).await
            }
            Self::Usage { connection, period } => {
                usage::of_connection(context, tenant, connection, period).await
            }
        }
    }
}

impl Shown for ConnectionSummary {
    const COLUMNS: &'static [&'static str] =
        &["ID", "app", "publisher", "state", "version", "scopes", "last used"];

    fn cells(&self) -> Vec<String> {
        vec![
            self.id.to_string(),
            self.app_name.clone(),
            self.publisher_name.clone(),
            self.state.to_string(),
            self.version.to_string(),
            words(&self.granted),
            when_known(self.last_used_at),
        ]
    }
}

impl Shown for Connection {
    const COLUMNS: &'static [&'static str] = &[
        "ID",
        "app",
        "publisher",
        "state",
        "version",
        "newest version",
        "scopes",
        "client ID",
        "decided by",
        "decided",
        "ends",
        "revision",
    ];

    fn cells(&self) -> Vec<String> {
        let scopes = self.granted.iter().flat_map(|api| &api.scopes).map(|scope| scope.name.to_string());
        vec![
            self.id.to_string(),
            self.app_name.clone(),
            self.publisher.name.clone(),
            self.state.to_string(),
            self.version.to_string(),
            self.latest_version.to_string(),
            scopes.collect::<Vec<_>>().join(" "),
            self.client.as_ref().map(|client| client.client_id.to_string()).unwrap_or_default(),
            self.decided_by.clone(),
            when(self.decided_at),
            when_known(self.ends_at),
            self.revision.to_string(),
        ]
    }
}
