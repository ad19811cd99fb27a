//! `operator tenant`: the platform's tenants.

use api_client::operator;
use clap::Subcommand;
use model::person::Email;
use wire::operator::{CreatedTenant, NewTenant, Tenant};

use super::invited::LinkTo;
use crate::{
    args::{Listing, Write},
    context::Context,
    failure::Outcome,
    lists,
    printer::{Shown, when},
};

#[derive(Subcommand)]
pub enum Tenants {
    /// List tenants.
    List(Listing),
    /// Make a live tenant.
    Make {
        #[arg(long)]
        name: String,
        /// The e-mail address of its first owner.
        #[arg(long, value_name = "ADDRESS")]
        owner: Email,
        #[command(flatten)]
        link: LinkTo,
        #[command(flatten)]
        write: Write,
    },
}

impl Tenants {
    pub async fn run(self, context: &Context) -> Outcome {
        match self {
            Self::List(listing) => lists::print(context, &listing, operator::tenants).await,
            Self::Make { name, owner, link, write } => {
                let body = NewTenant { name: name.into(), owner_email: owner, deliver: link.delivery() };
                context.out.one(&context.session.write(operator::create_tenant(body), &write).await?)
            }
        }
    }
}

impl Shown for Tenant {
    const COLUMNS: &'static [&'static str] = &["ID", "name", "environment", "members", "connections", "made"];

    fn cells(&self) -> Vec<String> {
        vec![
            self.id.to_string(),
            self.name.clone(),
            self.kind.to_string(),
            self.members.to_string(),
            self.connections.to_string(),
            when(self.created_at),
        ]
    }
}

impl Shown for CreatedTenant {
    const COLUMNS: &'static [&'static str] = &["ID", "name", "issuer", "owner", "set-up link", "link ends"];

    fn cells(&self) -> Vec<String> {
        let Self { tenant, invited } = self;
        vec![
            tenant.id.to_string(),
            tenant.name.clone(),
            tenant.issuer.clone(),
            invited.email.as_str().to_owned(),
            invited.link.clone(),
            when(invited.expires_at),
        ]
    }
}
