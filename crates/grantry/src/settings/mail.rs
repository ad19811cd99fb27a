//! The mail server.

use std::{fs, net::IpAddr, path::Path, sync::Arc};

use outbound_mail::{Mailer, Server, Smtp, Tls};
use serde::{Deserialize, Serialize};

use super::{Settings, SettingsError};

/// How mail is encrypted on its way to the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SmtpTls {
    Starttls,
    Tls,
    None,
}

impl Settings {
    pub(super) fn check_mail(&self) -> Result<(), SettingsError> {
        let wrong = |key, message: &str| Err(SettingsError::Wrong { key, message: message.into() });
        let Some(host) = &self.smtp_host else {
            let others = [&self.smtp_user, &self.smtp_from, &self.smtp_reply_to];
            if others.into_iter().any(Option::is_some) || self.smtp_password_file.is_some() {
                return wrong("smtp_host", "name the server that the other `smtp_` settings are about");
            }
            return Ok(());
        };
        if host.is_empty() || host.contains(|c: char| c.is_whitespace() || matches!(c, '/' | '@' | ':')) {
            return wrong("smtp_host", "use a host name or an IPv4 address, without a port");
        }
        if self.smtp_tls == SmtpTls::None && !is_this_machine(host) {
            return wrong("smtp_tls", "`none` is only for a server on this machine; use `starttls` or `tls`");
        }
        if self.smtp_user.is_some() != self.smtp_password_file.is_some() {
            return wrong("smtp_user, smtp_password_file", "use both or neither");
        }
        let is_address = |text: &Option<String>| {
            text.as_deref().is_none_or(|text| text.parse::<model::person::Email>().is_ok())
        };
        if self.smtp_from.is_none() || !is_address(&self.smtp_from) {
            return wrong("smtp_from", "use the e-mail address that mail comes from");
        }
        if !is_address(&self.smtp_reply_to) {
            return wrong("smtp_reply_to", "use an e-mail address");
        }
        Ok(())
    }

    /// Where mail goes. A demo without a server keeps it in memory.
    pub fn mailer(&self) -> Result<Option<Mailer>, SettingsError> {
        let Some(host) = self.smtp_host.clone() else {
            return Ok(self.demo_api.then(Mailer::kept));
        };
        let password = self.smtp_password_file.as_deref().map(password_in).transpose()?;
        let (tls, usual_port) = match self.smtp_tls {
            SmtpTls::Starttls => (Tls::StartTls, 587),
            SmtpTls::Tls => (Tls::Implicit, 465),
            SmtpTls::None => (Tls::None, 25),
        };
        let server = Server {
            host,
            port: self.smtp_port.unwrap_or(usual_port),
            tls,
            login: self.smtp_user.clone().zip(password),
            from: self.smtp_from.clone().unwrap_or_default(),
            name: self.platform_name.clone(),
            reply_to: self.smtp_reply_to.clone(),
        };
        let wrong = |error: outbound_mail::MailError| SettingsError::Wrong {
            key: "smtp_host, smtp_from, smtp_reply_to",
            message: error.to_string(),
        };
        Ok(Some(Mailer::Smtp(Arc::new(Smtp::new(server).map_err(wrong)?))))
    }
}

fn is_this_machine(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// Without the line's end that editors put there.
fn password_in(file: &Path) -> Result<String, SettingsError> {
    let wrong = |message| SettingsError::Wrong { key: "smtp_password_file", message };
    let text = fs::read_to_string(file)
        .map_err(|cause| wrong(format!("cannot read {}: {cause}", file.display())))?;
    let password = text.trim_end_matches(['\r', '\n']);
    if password.is_empty() {
        return Err(wrong(format!("{} is empty", file.display())));
    }
    Ok(password.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_server() -> Settings {
        Settings {
            smtp_host: Some("mail.example".to_owned()),
            smtp_from: Some("no-reply@platform.example".to_owned()),
            ..Settings::default()
        }
    }

    fn wrong_key(settings: &Settings) -> Option<&'static str> {
        match settings.check_mail() {
            Err(SettingsError::Wrong { key, .. }) => Some(key),
            _ => None,
        }
    }

    #[test]
    fn what_is_wrong_is_named() {
        assert_eq!(wrong_key(&with_server()), None);
        let local = |host: &str| Settings {
            smtp_host: Some(host.to_owned()),
            smtp_tls: SmtpTls::None,
            ..with_server()
        };
        for (settings, key) in [
            (Settings { smtp_host: None, ..with_server() }, Some("smtp_host")),
            (Settings { smtp_host: Some("mail.example:25".to_owned()), ..with_server() }, Some("smtp_host")),
            (local("mail.example"), Some("smtp_tls")),
            (local("127.0.0.1"), None),
            (local("localhost"), None),
            (Settings { smtp_from: None, ..with_server() }, Some("smtp_from")),
            (Settings { smtp_from: Some("x".to_owned()), ..with_server() }, Some("smtp_from")),
            (Settings { smtp_reply_to: Some("x".to_owned()), ..with_server() }, Some("smtp_reply_to")),
            (
                Settings { smtp_user: Some("x".to_owned()), ..with_server() },
                Some("smtp_user, smtp_password_file"),
            ),
        ] {
            assert_eq!(wrong_key(&settings), key, "{settings:?}");
        }
    }

    #[test]
    fn only_a_demo_keeps_mail_where_there_is_no_server() {
        assert!(Settings::default().mailer().unwrap().is_none());
        let demo = Settings { demo_api: true, ..Settings::default() };
        assert!(matches!(demo.mailer().unwrap(), Some(Mailer::Kept(_))));
        let local = Settings {
            smtp_host: Some("127.0.0.1".to_owned()),
            smtp_tls: SmtpTls::None,
            demo_api: true,
            ..with_server()
        };
        assert!(matches!(local.mailer().unwrap(), Some(Mailer::Smtp(_))));
    }
}
