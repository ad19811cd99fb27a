//! Clients and secrets as the server sends them, for tests of pages that show one.

use model::{
    Timestamp,
    credential::AuthMethod,
    ids::{CredentialId, SecretId},
};
use wire::{
    admin::{Client, SecretHint},
    limits::Limits,
};

pub fn secret(number: u64) -> SecretHint {
    SecretHint {
        id: SecretId::new(number, &[1; 10]),
        hint: "7Kq2".to_owned(),
        created_by: "Dana Reyes".to_owned(),
        created_at: Timestamp::default(),
        last_used_at: None,
        last_used_from: None,
        expires_at: None,
        reported_at: None,
        replaced: false,
    }
}

pub fn client(secrets: Vec<SecretHint>) -> Client {
    Client {
        client_id: CredentialId::new(1, &[1; 10]),
        auth_method: AuthMethod::ClientSecret,
        issuer: String::new(),
        token_endpoint: String::new(),
        former_token_endpoints: Vec::new(),
        secrets,
        secret_notices: Vec::new(),
        secrets_stopped: None,
        to_collect: false,
        workload_last_used_at: None,
        secret_retires_after_days: None,
        created_by: String::new(),
        created_at: Timestamp::default(),
        regenerated_by: None,
        regenerated_at: None,
        limits: Limits::default(),
    }
}
