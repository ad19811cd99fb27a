//! Writes the mail with a link to a new password.

use model::{Timestamp, person::Person};
use outbound_mail::{Body, Mail, MailPart, MailTemplate};

/// What a mail is written of.
pub(super) struct Contents<'a> {
    pub platform: &'a str,
    /// The platform's URL, without a slash at its end.
    pub home: &'a str,
    pub person: &'a Person,
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
            name: self.person.name.clone(),
            to: self.person.email.clone(),
            subject: format!("{}: set a new password", self.platform),
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
            ("name", MailPart::Text(self.person.name.as_str())),
            ("link", MailPart::Text(self.link)),
            ("until", MailPart::Text(until.as_str())),
        ];
        MAIL.fill(&places).into_body()
    }
}

#[cfg(test)]
mod tests {
    use model::ids::PersonId;

    use super::*;

    #[test]
    fn the_mail_has_the_link_and_names_are_text() {
        let person = Person {
            id: PersonId::new(1, &[1; 10]),
            email: "amir@harbour.example".parse().unwrap(),
            name: "Amir <b>".to_owned(),
            operator: false,
            created_at: Timestamp::default(),
        };
        let link = "https://platform.example/new-password#abc";
        let expires_at = "2026-12-01T06:05:00Z".parse().unwrap();
        let contents = Contents {
            platform: "Acme & Co",
            home: "https://platform.example",
            person: &person,
            link,
            expires_at,
        };
        let mail = contents.mail("m1", Timestamp::default());
        assert_eq!(mail.subject, "Acme & Co: set a new password");
        assert_eq!(mail.unsubscribe, None);
        assert!(mail.html.contains("Hello Amir &lt;b&gt;,") && mail.html.contains("Acme &amp; Co"));
        assert!(mail.text.contains("Hello Amir <b>,"));
        for text in [&mail.html, &mail.text] {
            assert!(text.contains(link) && text.contains("06:05 UTC on 1 December 2026"), "{text}");
            assert!(!text.contains("{{") && !text.contains("}}"), "{text}");
        }
    }
}
