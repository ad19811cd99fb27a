//! `operator publisher`: the platform's publishers.

use api_client::operator;
use clap::Subcommand;
use model::person::Email;
use wire::operator::{CreatedPublisher, NewPublisher, Publisher};

use super::invited::LinkTo;
use crate::{
    args::{Listing, Write},
    context::Context,
    failure::Outcome,
    lists,
    printer::{Shown, when, yes_or_no},
};

#[derive(Subcommand)]
pub enum Publishers {
    /// List publishers.
    List(Listing),
    /// Make a publisher, with its sandbox tenant.
    Make {
        #[arg(long)]
        name: String,
        #[arg(long, value_name = "URL")]
        website: Option<String>,
        /// The e-mail address of its first owner.
        #[arg(long, value_name = "ADDRESS")]
        owner: Email,
        #[command(flatten)]
        link: LinkTo,
        #[command(flatten)]
        write: Write,
    },
}

impl Publishers {
    pub async fn run(self, context: &Context) -> Outcome {
        match self {
            Self::List(listing) => lists::print(context, &listing, operator::publishers).await,
            Self::Make { name, website, owner, link, write } => {
                let body = NewPublisher {
                    name: name.into(),
                    website: website.map(Into::into),
                    owner_email: owner,
                    deliver: link.delivery(),
                };
                context.out.one(&context.session.write(operator::create_publisher(body), &write).await?)
            }
        }
    }
}

impl Shown for Publisher {
    const COLUMNS: &'static [&'static str] = &["ID", "name", "verified", "members", "apps", "made"];

    fn cells(&self) -> Vec<String> {
        vec![
            self.id.to_string(),
            self.name.clone(),
            yes_or_no(self.verified),
            self.members.to_string(),
            self.apps.to_string(),
            when(self.created_at),
        ]
    }
}

impl Shown for CreatedPublisher {
    const COLUMNS: &'static [&'static str] =
        &["ID", "name", "sandbox tenant", "owner", "set-up link", "link ends"];

    fn cells(&self) -> Vec<String> {
        let Self { publisher, invited } = self;
        vec![
            publisher.id.to_string(),
            publisher.name.clone(),
            publisher.sandbox_tenant_id.to_string(),
            invited.email.as_str().to_owned(),
            invited.link.clone(),
            when(invited.expires_at),
        ]
    }
}
