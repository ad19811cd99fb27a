//! `me`: whose access token it is.

use api_client::account;
use wire::account::Me;

use crate::{
    context::Context,
    failure::Outcome,
    printer::{Shown, yes_or_no},
};

pub async fn me(context: &Context) -> Outcome {
    context.out.one(&context.session.ask(account::who_am_i()).await?)
}

impl Shown for Me {
    const COLUMNS: &'static [&'static str] = &["name", "e-mail", "ID", "operator", "publishers", "tenants"];

    fn cells(&self) -> Vec<String> {
        let publishers = self.publishers.iter().map(|at| format!("{} ({}, {})", at.id, at.name, at.role));
        let tenants = self.tenants.iter().map(|at| format!("{} ({}, {})", at.id, at.name, at.role));
        vec![
            self.name.clone(),
            self.email.as_str().to_owned(),
            self.id.to_string(),
            yes_or_no(self.operator),
            publishers.collect::<Vec<_>>().join("; "),
            tenants.collect::<Vec<_>>().join("; "),
        ]
    }
}
