//! A mail server (RFC 5321, RFC 3207, RFC 8314), and mails as it takes them.

use std::{error::Error, fmt, time::Duration};

use lettre::{
    Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{
        Mailbox, MultiPart,
        header::{Header, HeaderName, HeaderValue},
    },
    transport::smtp::{
        authentication::Credentials,
        client::{Tls as Encryption, TlsParameters},
    },
};
use tokio::time::timeout;

use crate::mail::{Mail, MailError};

/// For one command.
const COMMAND: Duration = Duration::from_secs(10);
/// For one mail, from the look-up of the server's name to its last answer.
const WHOLE: Duration = Duration::from_secs(30);
/// Of what a server says of a failure, in characters.
const LONGEST_REASON: usize = 300;

/// How the connection to the server is encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tls {
    /// It begins in the clear and must change to TLS before anything is sent (RFC 3207).
    StartTls,
    /// It is TLS from its first byte (RFC 8314).
    Implicit,
    /// In the clear.
    None,
}

/// A mail server, and in whose name it is asked.
#[derive(Clone)]
pub struct Server {
    pub host: String,
    pub port: u16,
    pub tls: Tls,
    /// Name and password.
    pub login: Option<(String, String)>,
    /// The address of the sender, and the name beside it.
    pub from: String,
    pub name: String,
    pub reply_to: Option<String>,
}

/// Never the password.
impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { host, port, tls, .. } = self;
        write!(f, "Server({host}:{port}, {tls:?})")
    }
}

/// A connection is made for each mail.
pub struct Smtp {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    reply_to: Option<Mailbox>,
    server: Server,
}

impl fmt::Debug for Smtp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.server, f)
    }
}

impl Smtp {
    /// # Errors
    /// An address that is none, or a host to which TLS cannot be spoken.
    pub fn new(server: Server) -> Result<Self, MailError> {
        let from = Mailbox::new(Some(server.name.clone()), address(&server.from)?);
        let reply_to = server.reply_to.as_deref().map(address).transpose()?;
        let tls = || TlsParameters::new(server.host.clone()).map_err(|error| MailError::Tls(said(&error)));
        let encryption = match server.tls {
            Tls::StartTls => Encryption::Required(tls()?),
            Tls::Implicit => Encryption::Wrapper(tls()?),
            Tls::None => Encryption::None,
        };
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(server.host.as_str())
            .port(server.port)
            .tls(encryption)
            .timeout(Some(COMMAND));
        if let Some((name, password)) = server.login.clone() {
            builder = builder.credentials(Credentials::new(name, password));
        }
        let reply_to = reply_to.map(|address| Mailbox::new(None, address));
        Ok(Self { transport: builder.build(), from, reply_to, server })
    }

    /// "smtp.example.com:587", for operators.
    pub fn place(&self) -> String {
        format!("{}:{}", self.server.host, self.server.port)
    }

    pub(crate) async fn send(&self, mail: Mail) -> Result<(), MailError> {
        let to = mail.to.clone();
        let message = self.message(mail)?;
        match timeout(WHOLE, self.transport.send(message)).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(MailError::Server(without_mail(&error.to_string(), to.as_str()))),
            Err(_) => Err(MailError::TooSlow(WHOLE.as_secs())),
        }
    }

    fn message(&self, mail: Mail) -> Result<Message, MailError> {
        let domain = self.from.email.domain().to_owned();
        let mut builder = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(Some(mail.name), address(mail.to.as_str())?))
            .subject(in_one_line(&mail.subject))
            .date(mail.at.into())
            .message_id(Some(format!("<{}@{domain}>", mail.id)))
            .header(AutoSubmitted("auto-generated".to_owned()));
        if let Some(address) = &mail.unsubscribe {
            builder = builder.header(ListUnsubscribe(format!("<{address}>")));
        }
        if let Some(reply_to) = self.reply_to.clone() {
            builder = builder.reply_to(reply_to);
        }
        let body = MultiPart::alternative_plain_html(mail.text, mail.html);
        builder.multipart(body).map_err(|error| MailError::Unwritable(said(&error)))
    }
}

fn address(text: &str) -> Result<Address, MailError> {
    text.parse().map_err(|_| MailError::Address)
}

/// What a server said of a mail, in one line that ends, without whose it was and the links that it may say again.
fn without_mail(said: &str, recipient: &str) -> String {
    let said = in_one_line(said);
    let words = said.split(' ').take_while(|word| !word.to_lowercase().contains("http"));
    let words =
        words.map(|word| if word.to_lowercase().contains(recipient) { "the recipient" } else { word });
    words.collect::<Vec<_>>().join(" ").chars().take(LONGEST_REASON).collect()
}

/// What went wrong, in one line that ends.
fn said(error: &impl Error) -> String {
    in_one_line(&error.to_string()).chars().take(LONGEST_REASON).collect()
}

fn in_one_line(text: &str) -> String {
    text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect()
}

/// Headers that hold a text of ours.
macro_rules! headers {
    ($($name:ident $text:literal)*) => {$(
        #[derive(Clone)]
        struct $name(String);

        impl Header for $name {
            fn name() -> HeaderName {
                HeaderName::new_from_ascii_str($text)
            }

            fn parse(text: &str) -> Result<Self, Box<dyn Error + Send + Sync>> {
                Ok(Self(text.to_owned()))
            }

            fn display(&self) -> HeaderValue {
                HeaderValue::new(Self::name(), self.0.clone())
            }
        }
    )*};
}

headers! {
    ListUnsubscribe "List-Unsubscribe"
    // RFC 3834: nothing answers it by itself.
    AutoSubmitted "Auto-Submitted"
}

#[cfg(test)]
mod tests {
    use model::Timestamp;

    use super::*;

    fn server(tls: Tls) -> Server {
        Server {
            host: "mail.example".to_owned(),
            port: 587,
            tls,
            login: Some(("grantry".to_owned(), "correct horse".to_owned())),
            from: "no-reply@platform.example".to_owned(),
            name: "The platform".to_owned(),
            reply_to: Some("support@platform.example".to_owned()),
        }
    }

    fn mail() -> Mail {
        Mail {
            id: "abc1".to_owned(),
            at: Timestamp::default(),
            name: "Ann \"A\" Example".to_owned(),
            to: "ann@people.example".parse().unwrap(),
            subject: "Quill\r\nBcc: everyone@people.example".to_owned(),
            text: "Plain\n".to_owned(),
            html: "<p>Rich</p>".to_owned(),
            unsubscribe: Some("https://platform.example/account/notices/settings".to_owned()),
        }
    }

    #[tokio::test]
    async fn a_mail_has_its_headers_and_no_text_adds_one() {
        let smtp = Smtp::new(server(Tls::None)).unwrap();
        let written = String::from_utf8(smtp.message(mail()).unwrap().formatted()).unwrap();
        for line in [
            "Message-ID: <abc1@platform.example>",
            "List-Unsubscribe: <https://platform.example/account/notices/settings>",
            "Auto-Submitted: auto-generated",
            "Reply-To: support@platform.example",
        ] {
            assert!(written.contains(line), "{line}: {written}");
        }
        assert!(!written.contains("\nBcc:"), "{written}");
    }

    #[test]
    fn what_a_server_says_names_neither_whose_mail_it_was_nor_its_link() {
        let said =
            "permanent error (550): 5.1.1 <Ann@people.example>: no mailbox. See HTTPS://a.example/b#c d";
        assert_eq!(
            without_mail(said, "ann@people.example"),
            "permanent error (550): 5.1.1 the recipient no mailbox. See"
        );
        assert_eq!(without_mail("network error", "ann@people.example"), "network error");
    }

    #[test]
    fn an_address_that_is_none_is_refused_and_a_password_is_never_shown() {
        let smtp = Smtp::new(server(Tls::None)).unwrap();
        assert!(!format!("{smtp:?}").contains("horse"));
        let wrong = Server { from: "nowhere".to_owned(), ..server(Tls::None) };
        assert_eq!(Smtp::new(wrong).unwrap_err(), MailError::Address);
    }
}
