//! What the operator console does.

mod apis;
mod invited;
mod operators;
mod publishers;
mod scopes;
mod tenants;

use clap::{Args, Subcommand};

use self::{apis::Apis, operators::Operators, publishers::Publishers, scopes::Scopes, tenants::Tenants};
use crate::{context::Context, failure::Outcome};

#[derive(Args)]
pub struct Operator {
    #[command(subcommand)]
    noun: Noun,
}

#[derive(Subcommand)]
enum Noun {
    /// The platform's tenants.
    #[command(subcommand)]
    Tenant(Tenants),
    /// The platform's publishers.
    #[command(subcommand)]
    Publisher(Publishers),
    /// The platform's APIs.
    #[command(subcommand)]
    Api(Box<Apis>),
    /// The scopes of the platform's APIs.
    #[command(subcommand)]
    Scope(Box<Scopes>),
    /// The platform's operators.
    #[command(subcommand)]
    Operator(Operators),
}

impl Operator {
    pub async fn run(self, context: &Context) -> Outcome {
        match self.noun {
            Noun::Tenant(tenants) => tenants.run(context).await,
            Noun::Publisher(publishers) => publishers.run(context).await,
            Noun::Api(apis) => apis.run(context).await,
            Noun::Scope(scopes) => scopes.run(context).await,
            Noun::Operator(operators) => operators.run(context).await,
        }
    }
}
