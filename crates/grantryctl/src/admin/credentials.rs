//! `admin credential`: a tenant's own credentials.

use api_client::admin;
use chrono::{DateTime, Utc};
use clap::Subcommand;
use model::{
    ids::{CredentialId, TenantId},
    scope::ScopeName,
};
use wire::{
    admin::{Credential, Delete, NewCredential},
    secrets::Regenerate,
    stops::Pause,
};

use crate::{
    args::{Listing, Write},
    context::Context,
    failure::Outcome,
    lists,
    printer::{Shown, when, when_known, words},
    secrets::{self, SecretTo},
};

#[derive(Subcommand)]
pub enum Credentials {
    /// List credentials.
    List(Listing),
    /// Show a credential.
    Show { credential: CredentialId },
    /// Generate a credential. Its secret is shown once.
    Generate {
        /// What it is for.
        #[arg(long)]
        name: String,
        /// A scope that it has. Once for each.
        #[arg(long = "scope", value_name = "SCOPE", required = true)]
        scopes: Vec<ScopeName>,
        /// When it ends by itself, as 2027-01-31T00:00:00Z; never where absent.
        #[arg(long, value_name = "TIME")]
        ends_at: Option<DateTime<Utc>>,
        #[command(flatten)]
        secret: SecretTo,
        #[command(flatten)]
        write: Write,
    },
    /// Make a new secret in place of the old one. It is shown once.
    Regenerate {
        credential: CredentialId,
        /// For so many hours the old secret works beside the new one; it is revoked at once where absent.
        #[arg(long, value_name = "HOURS")]
        keep_old: Option<u32>,
        #[command(flatten)]
        secret: SecretTo,
        #[command(flatten)]
        write: Write,
    },
    /// Disable a credential: its tokens are revoked.
    Disable {
        credential: CredentialId,
        /// For the tenant's admins.
        #[arg(long, value_name = "TEXT", default_value = "")]
        reason: String,
        #[command(flatten)]
        write: Write,
    },
    /// Restore a credential that was disabled.
    Restore {
        credential: CredentialId,
        #[command(flatten)]
        write: Write,
    },
    /// Delete a credential.
    Delete {
        credential: CredentialId,
        /// The credential's name: it proves that you mean this one.
        #[arg(long, value_name = "NAME")]
        confirm: String,
        #[command(flatten)]
        write: Write,
    },
}

impl Credentials {
    pub async fn run(self, context: &Context, tenant: TenantId) -> Outcome {
        let (session, out) = (&context.session, context.out);
        match self {
            Self::List(listing) => {
                lists::print(context, &listing, |query| admin::credentials(tenant, query)).await
            }
            Self::Show { credential } => out.one(&session.ask(admin::credential(tenant, credential)).await?),
            Self::Generate { name, scopes, ends_at, secret, write } => {
                let body = NewCredential { name: name.into(), scopes, ends_at };
                secrets::issue(context, admin::generate_credential(tenant, body), &write, &secret).await
            }
            Self::Regenerate { credential, keep_old, secret, write } => {
                let how = Regenerate { keep_old_hours: keep_old };
                let call = admin::regenerate_credential(tenant, credential, how);
                secrets::issue(context, call, &write, &secret).await
            }
            Self::Disable { credential, reason, write } => {
                let call = admin::pause_credential(tenant, credential, Pause { reason: reason.into() });
                out.one(&session.write(call, &write).await?)
            }
            Self::Restore { credential, write } => {
                out.one(&session.write(admin::resume_credential(tenant, credential), &write).await?)
            }
            Self::Delete { credential, confirm, write } => {
                let body = Delete { confirmation: confirm.into() };
                session.write(admin::delete_credential(tenant, credential, body), &write).await?;
                out.done("The credential is deleted.")
            }
        }
    }
}

impl Shown for Credential {
    const COLUMNS: &'static [&'static str] = &["client ID", "name", "scopes", "stops", "made", "ends"];

    fn cells(&self) -> Vec<String> {
        let stops = self.stops.iter().map(|stop| stop.by.to_string()).collect::<Vec<_>>();
        vec![
            self.client.client_id.to_string(),
            self.name.clone(),
            words(&self.scopes),
            stops.join(" "),
            when(self.client.created_at),
            when_known(self.ends_at),
        ]
    }
}
