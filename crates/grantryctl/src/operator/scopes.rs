//! `operator scope`: the scopes of an API.

use api_client::operator;
use clap::{Args, Subcommand};
use model::{
    ids::ApiId,
    scope::{ScopeAction, ScopeName, Sensitivity},
};
use wire::{catalogue::Scope, operator::NewScope};

use crate::{args::Write, context::Context, failure::Outcome, printer::Shown};

#[derive(Subcommand)]
pub enum Scopes {
    /// List an API's scopes.
    List { api: ApiId },
    /// Add a scope to an API.
    Add(Box<Add>),
}

#[derive(Args)]
pub struct Add {
    api: ApiId,
    /// As tokens have it: patients.read
    #[arg(long)]
    name: ScopeName,
    /// In a few words: Read patients
    #[arg(long)]
    title: String,
    /// What whoever holds it can do, for people.
    #[arg(long)]
    sentence: String,
    /// What it is for: read, change, delete.
    #[arg(long)]
    action: ScopeAction,
    /// How sensitive the data is: normal, sensitive, critical.
    #[arg(long, default_value = "normal")]
    sensitivity: Sensitivity,
    #[command(flatten)]
    write: Write,
}

impl Scopes {
    pub async fn run(self, context: &Context) -> Outcome {
        match self {
            Self::List { api } => context.out.many(&context.session.ask(operator::api(api)).await?.scopes),
            Self::Add(add) => add.run(context).await,
        }
    }
}

impl Add {
    async fn run(self, context: &Context) -> Outcome {
        let Self { api, name, title, sentence, action, sensitivity, write } = self;
        let (title, sentence) = (title.into(), sentence.into());
        let call = operator::create_scope(api, NewScope { name, title, sentence, action, sensitivity });
        context.out.one(&context.session.write(call, &write).await?)
    }
}

impl Shown for Scope {
    const COLUMNS: &'static [&'static str] = &["name", "title", "action", "sensitivity", "state", "sentence"];

    fn cells(&self) -> Vec<String> {
        vec![
            self.name.to_string(),
            self.title.clone(),
            self.action.to_string(),
            self.sensitivity.to_string(),
            self.state.to_string(),
            self.sentence.clone(),
        ]
    }
}
