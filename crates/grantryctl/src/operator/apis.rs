//! `operator api`: the platform's APIs.

use api_client::operator;
use clap::{Args, Subcommand};
use model::token::TokenFormat;
use wire::{catalogue::Api, operator::ApiDetails};

use crate::{
    args::{Listing, Write},
    context::Context,
    failure::Outcome,
    lists,
    printer::{Shown, when},
};

#[derive(Subcommand)]
pub enum Apis {
    /// List APIs.
    List(Listing),
    /// Add an API.
    Add(Box<Add>),
}

#[derive(Args)]
pub struct Add {
    /// An absolute URI without a fragment: the audience of its tokens.
    #[arg(long, value_name = "URI")]
    identifier: String,
    #[arg(long)]
    name: String,
    #[arg(long, default_value = "")]
    description: String,
    /// Its documentation.
    #[arg(long, value_name = "URL")]
    docs_url: Option<String>,
    /// How long its tokens live; the platform's default where absent.
    #[arg(long, value_name = "SECONDS")]
    token_lifetime: Option<u32>,
    /// The form of its tokens: ES256, EdDSA, RS256, opaque. ES256 where absent.
    #[arg(long, value_name = "FORMAT")]
    token_format: Option<TokenFormat>,
    /// Clients must sign their requests, and tokens live at most 300 seconds.
    #[arg(long)]
    smart_backend_services: bool,
    #[command(flatten)]
    write: Write,
}

impl Apis {
    pub async fn run(self, context: &Context) -> Outcome {
        match self {
            Self::List(listing) => lists::print(context, &listing, operator::apis).await,
            Self::Add(add) => add.run(context).await,
        }
    }
}

impl Add {
    async fn run(self, context: &Context) -> Outcome {
        let details = ApiDetails {
            identifier: self.identifier.into(),
            name: self.name.into(),
            description: self.description.into(),
            docs_url: self.docs_url.map(Into::into),
            token_lifetime: self.token_lifetime,
            token_format: self.token_format,
            smart_backend_services: self.smart_backend_services,
        };
        context.out.one(&context.session.write(operator::create_api(details), &self.write).await?)
    }
}

impl Shown for Api {
    const COLUMNS: &'static [&'static str] =
        &["ID", "identifier", "name", "token lifetime", "token format", "scopes", "made"];

    fn cells(&self) -> Vec<String> {
        vec![
            self.id.to_string(),
            self.identifier.clone(),
            self.name.clone(),
            format!("{} s", self.token_lifetime),
            self.token_format.to_string(),
            self.scopes.len().to_string(),
            when(self.created_at),
        ]
    }
}
