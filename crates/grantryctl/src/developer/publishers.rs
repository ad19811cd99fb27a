//! `developer publisher`: the publishers that the person belongs to.

use api_client::account;
use clap::Subcommand;
use wire::account::PublisherMembership;

use crate::{context::Context, failure::Outcome, printer::Shown};

#[derive(Subcommand)]
pub enum Publishers {
    /// List the publishers that you belong to.
    List,
}

impl Publishers {
    pub async fn run(self, context: &Context) -> Outcome {
        let Self::List = self;
        context.out.many(&context.session.ask(account::who_am_i()).await?.publishers)
    }
}

impl Shown for PublisherMembership {
    const COLUMNS: &'static [&'static str] = &["ID", "name", "role", "sandbox tenant"];

    fn cells(&self) -> Vec<String> {
        let sandbox = self.sandbox_tenant_id.to_string();
        vec![self.id.to_string(), self.name.clone(), self.role.to_string(), sandbox]
    }
}
