//! Writes the mail with a set-up link. It says the same to whoever has an account and to whoever has none.

use model::{Timestamp, person::Email};
use outbound_mail::{Body, Mail, MailPart, MailTemplate};

/// What a mail is written of.
pub(super) struct Contents<'a> {
    pub platform: &'a str,
    /// The platform's URL, without a slash at its end.
    pub home: &'a str,
    /// What one is invited to, by its name.
    pub place: &'a str,
    /// "admin"
    pub role: &'a str,
    pub to: &'a Email,
    pub link: &'a str,
    pub expires_at: Timestamp,
}

const MAIL: MailTemplate = MailTemplate::new(include_str!("mail.html"), include_str!("mail.txt"));

impl Contents<'_> {
    pub fn mail(&self, id: &str, now: Timestamp) -> Mail {
        let Body { text, html } = self.body();
        Mail {
            id: id.to_owned(),
            at: now,
            // What people are called is not known before they join.
            name: String::new(),
            to: self.to.clone(),
            subject: format!("{}: you are invited to {}", self.platform, self.place),
            text,
            html,
            unsubscribe: None,
        }
    }

    fn body(&self) -> Body {
        let until = self.expires_at.format("%H:%M UTC on %-d %B %Y").to_string();
        let places = [
            ("platform", MailPart::Text(self.platform)),
            ("home", MailPart::Text(self.home)),
            ("place", MailPart::Text(self.place)),
            ("role", MailPart::Text(self.role)),
            ("to", MailPart::Text(self.to.as_str())),
            ("link", MailPart::Text(self.link)),
            ("until", MailPart::Text(until.as_str())),
        ];
        MAIL.fill(&places).into_body()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_text_and_the_link_is_whole() {
        let to = "hanna@example.org".parse().unwrap();
        let link = "https://platform.example/welcome#abc";
        let contents = Contents {
            platform: "Acme & Co",
            home: "https://platform.example",
            place: "Harbour <b>Clinic",
            role: "admin",
            to: &to,
            link,
            expires_at: "2026-12-08T06:05:00Z".parse().unwrap(),
        };
        let mail = contents.mail("m1", Timestamp::default());
        assert_eq!(mail.subject, "Acme & Co: you are invited to Harbour <b>Clinic");
        assert!(mail.html.contains("Harbour &lt;b&gt;Clinic") && mail.text.contains("Harbour <b>Clinic"));
        for text in [&mail.html, &mail.text] {
            assert!(text.contains(link) && text.contains("06:05 UTC on 8 December 2026"), "{text}");
            assert!(text.contains("hanna@example.org") && text.contains("admin"), "{text}");
            assert!(!text.contains("{{") && !text.contains("}}"), "{text}");
        }
    }
}
