//! Where a secret goes: to the output or into a file. It is known before the call is made, because a secret is shown once.

use std::{
    fs::{self, File, OpenOptions},
    io::Write as _,
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

use api_client::Call;
use clap::Args;
use wire::{
    admin::{Allowed, GeneratedCredential, IssuedCredential},
    idempotency::Made,
    webhooks::IssuedWebhook,
};

use crate::{
    args::Write,
    context::Context,
    failure::{Failure, Outcome},
    printer::Shown,
};

#[derive(Args)]
#[group(required = true, multiple = false)]
pub struct SecretTo {
    /// Print the secret to the standard output.
    #[arg(long)]
    show_secret: bool,
    /// Write the secret, with what belongs to it, as variables into this new file that you alone may read.
    #[arg(long, value_name = "FILE")]
    env_file: Option<PathBuf>,
}

/// An answer that may hold a secret.
pub trait Secret: Made + Shown {
    /// Names of variables, and their values.
    fn variables(&self) -> Vec<(&'static str, String)>;
}

/// Makes a call whose answer may hold a secret.
pub async fn issue<A: Secret>(context: &Context, call: Call<A>, write: &Write, to: &SecretTo) -> Outcome {
    let file = to.env_file.as_deref().map(NewFile::create).transpose()?;
    let mut answer = context.session.write(call, write).await?;
    let variables = lines(&answer.variables());
    if let Some(file) = file {
        file.fill(&variables)?;
        answer.hide_secret();
        return context.out.one(&answer);
    }
    let shown = context.out.one(&answer);
    let shown = if context.out.json { shown } else { shown.and_then(|()| context.out.text(&variables)) };
    shown.map_err(|_| {
        Failure::Local("it is done, and the secret could not be printed: make another one".to_owned())
    })
}

/// As a shell reads them.
fn lines(variables: &[(&str, String)]) -> String {
    let quoted = |value: &str| format!("'{}'", value.replace('\'', r"'\''"));
    variables.iter().map(|(name, value)| format!("{name}={}\n", quoted(value))).collect()
}

/// A file that is there before the call, and goes again if the call fails.
struct NewFile<'a> {
    path: &'a Path,
    file: File,
    filled: bool,
}

impl<'a> NewFile<'a> {
    fn create(path: &'a Path) -> Outcome<Self> {
        let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
        let file = file.map_err(|error| {
            Failure::Usage(format!("{} cannot be made, so nothing was asked: {error}", path.display()))
        })?;
        Ok(Self { path, file, filled: false })
    }

    fn fill(mut self, text: &str) -> Outcome {
        let written = self.file.write_all(text.as_bytes()).and_then(|()| self.file.sync_all());
        written.map_err(|error| {
            let path = self.path.display();
            Failure::Local(format!(
                "it is done, and {path} could not be written: make another secret: {error}"
            ))
        })?;
        self.filled = true;
        Ok(())
    }
}

impl Drop for NewFile<'_> {
    fn drop(&mut self) {
        if !self.filled {
            let _ = fs::remove_file(self.path);
        }
    }
}

impl Secret for IssuedCredential {
    fn variables(&self) -> Vec<(&'static str, String)> {
        let secret = self.client_secret.clone().map(|secret| ("CLIENT_SECRET", secret));
        let rest = [
            ("TOKEN_ENDPOINT", self.token_endpoint.clone()),
            ("ISSUER", self.issuer.clone()),
            ("SCOPE", self.scope.clone()),
        ];
        [("CLIENT_ID", self.client_id.to_string())].into_iter().chain(secret).chain(rest).collect()
    }
}

impl Shown for IssuedCredential {
    const COLUMNS: &'static [&'static str] = &["client ID", "tenant", "token endpoint", "scopes"];

    fn cells(&self) -> Vec<String> {
        let (client, tenant) = (self.client_id.to_string(), self.tenant_id.to_string());
        vec![client, tenant, self.token_endpoint.clone(), self.scope.clone()]
    }
}

impl Secret for Allowed {
    fn variables(&self) -> Vec<(&'static str, String)> {
        let connection = ("CONNECTION_ID", self.connection.id.to_string());
        self.credential.variables().into_iter().chain([connection]).collect()
    }
}

impl Shown for Allowed {
    const COLUMNS: &'static [&'static str] =
        &["connection", "app", "state", "client ID", "token endpoint", "scopes"];

    fn cells(&self) -> Vec<String> {
        let Self { connection, credential } = self;
        vec![
            connection.id.to_string(),
            connection.app_name.clone(),
            connection.state.to_string(),
            credential.client_id.to_string(),
            credential.token_endpoint.clone(),
            credential.scope.clone(),
        ]
    }
}

impl Secret for GeneratedCredential {
    fn variables(&self) -> Vec<(&'static str, String)> {
        self.issued.variables()
    }
}

impl Shown for GeneratedCredential {
    const COLUMNS: &'static [&'static str] = &["name", "client ID", "token endpoint", "scopes"];

    fn cells(&self) -> Vec<String> {
        let Self { credential, issued } = self;
        let client = issued.client_id.to_string();
        vec![credential.name.clone(), client, issued.token_endpoint.clone(), issued.scope.clone()]
    }
}

impl Secret for IssuedWebhook {
    fn variables(&self) -> Vec<(&'static str, String)> {
        let secret = self.secret.clone().map(|secret| ("WEBHOOK_SECRET", secret));
        [("WEBHOOK_ID", self.webhook.id.to_string())].into_iter().chain(secret).collect()
    }
}

impl Shown for IssuedWebhook {
    const COLUMNS: &'static [&'static str] = &["webhook", "URL"];

    fn cells(&self) -> Vec<String> {
        vec![self.webhook.id.to_string(), self.webhook.url.clone()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_one_word_of_a_shell() {
        assert_eq!(lines(&[("SCOPE", "a b'c".to_owned())]), "SCOPE='a b'\\''c'\n");
    }

    #[test]
    fn a_file_that_is_not_filled_goes_and_none_is_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("env");
        drop(NewFile::create(&path).ok());
        assert!(!path.exists());
        NewFile::create(&path).ok().unwrap().fill("A='b'\n").ok().unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "A='b'\n");
        assert!(matches!(NewFile::create(&path), Err(Failure::Usage(_))));
        assert!(path.exists());
    }
}
