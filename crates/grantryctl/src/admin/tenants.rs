//! `admin tenant`: the tenants that the person belongs to.

use api_client::account;
use clap::Subcommand;
use wire::account::TenantMembership;

use crate::{context::Context, failure::Outcome, printer::Shown};

#[derive(Subcommand)]
pub enum Tenants {
    /// List the tenants that you belong to.
    List,
}

impl Tenants {
    pub async fn run(self, context: &Context) -> Outcome {
        let Self::List = self;
        context.out.many(&context.session.ask(account::who_am_i()).await?.tenants)
    }
}

impl Shown for TenantMembership {
    const COLUMNS: &'static [&'static str] = &["ID", "name", "environment", "role"];

    fn cells(&self) -> Vec<String> {
        vec![self.id.to_string(), self.name.clone(), self.kind.to_string(), self.role.to_string()]
    }
}
