//! `operator operator`: the platform's operators.

use api_client::operator;
use clap::Subcommand;
use wire::operator::OperatorView;

use crate::{
    context::Context,
    failure::Outcome,
    printer::{Shown, when_known},
};

#[derive(Subcommand)]
pub enum Operators {
    /// List operators.
    List,
}

impl Operators {
    pub async fn run(self, context: &Context) -> Outcome {
        let Self::List = self;
        context.out.many(&context.session.ask(operator::operators()).await?.items)
    }
}

impl Shown for OperatorView {
    const COLUMNS: &'static [&'static str] = &["ID", "name", "e-mail", "last seen"];

    fn cells(&self) -> Vec<String> {
        let email = self.email.as_str().to_owned();
        vec![self.person_id.to_string(), self.name.clone(), email, when_known(self.last_seen_at)]
    }
}
