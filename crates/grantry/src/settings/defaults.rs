//! What each setting is where no one sets it.

use std::{net::SocketAddr, path::PathBuf};

use web::Networks;

use super::{LogFormat, Settings, SmtpTls};

impl Default for Settings {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            public_url: None,
            base_domain: None,
            sandbox_base_domain: None,
            token_endpoint_aliases: Vec::new(),
            data_dir: PathBuf::from("data"),
            database_url: None,
            database_connections: 16,
            master_key_file: None,
            master_key: None,
            other_master_key_file: None,
            other_master_key: None,
            signing_key_days: 90,
            log_format: LogFormat::Pretty,
            log: "info".into(),
            trusted_proxies: Networks::default(),
            client_certificate_proxies: Networks::default(),
            metrics_readers: Networks::default(),
            workers: None,
            drain_seconds: 0,
            shutdown_seconds: 30,
            session_minutes: 12 * 60,
            session_idle_minutes: 2 * 60,
            invitation_hours: 7 * 24,
            max_apps_per_publisher: 100,
            max_versions_per_app: 1_000,
            max_tenants_per_app: 10_000,
            max_invitations_per_organisation: 100,
            max_credentials_per_tenant: 100,
            max_webhooks_per_organisation: 20,
            platform_name: "Grantry".into(),
            support_contact: None,
            status_url: None,
            terms_url: None,
            privacy_url: None,
            imprint_url: None,
            client_tokens_per_minute: 600,
            tenant_tokens_per_minute: 6000,
            address_failures_per_minute: 60,
            mailed_links_per_hour: 20,
            jwks_uri_private_networks: false,
            logo_private_networks: false,
            api_private_networks: false,
            smtp_host: None,
            smtp_port: None,
            smtp_tls: SmtpTls::Starttls,
            smtp_user: None,
            smtp_password_file: None,
            smtp_from: None,
            smtp_reply_to: None,
            webhook_private_networks: false,
            token_origins: Vec::new(),
            max_connections: 10_000,
            max_connections_per_address: 1_000,
            demo_api: false,
        }
    }
}
