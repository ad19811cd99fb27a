//! Writes the mails of a change of address.

use model::{
    Timestamp,
    person::{Email, Person},
};
use outbound_mail::{Body, FilledMail, Mail, MailPart, MailTemplate};
use store::address_changes::AddressChange;

/// What the mails of a change are written of.
pub(super) struct Letters<'a> {
    pub platform: &'a str,
    /// The platform's URL, without a slash at its end.
    pub home: &'a str,
    /// Whom people ask about the platform.
    pub contact: Option<&'a str>,
    pub change: &'a AddressChange,
}

/// One mail before it has its form.
pub(super) struct Letter<'a> {
    of: &'a Letters<'a>,
    to: &'a Email,
    /// `None` where the mailbox may be another's than the one who chose the name.
    name: Option<&'a str>,
    heading: &'static str,
    what: String,
    link: Option<String>,
    /// What to do if it was someone else.
    otherwise: String,
}

impl<'a> Letters<'a> {
    /// To the new mailbox.
    pub fn link(&'a self, link: String) -> Letter<'a> {
        Letter {
            of: self,
            to: &self.change.email,
            name: None,
            heading: "Confirm your new address",
            what: format!(
                "you asked to use this address for your account at {}. If it was you, open this link and give your password. \
                 It works once, until {}:",
                self.platform,
                self.until()
            ),
            link: Some(link),
            otherwise:
                "If it was not you, do nothing: without the password of that account the link does nothing."
                    .to_owned(),
        }
    }

    /// To the new mailbox, where its address has an account already.
    pub fn taken(&'a self, holder: &'a Person) -> Letter<'a> {
        Letter {
            of: self,
            to: &self.change.email,
            name: Some(&holder.name),
            heading: "This address has an account already",
            what: format!(
                "someone asked to use this address for another account at {}. It has an account already, which is yours, so \
                 nothing was changed.",
                self.platform
            ),
            link: None,
            otherwise: "If it was you, sign in with this address, or give the other account another one. If it was not \
                        you, there is nothing to do."
                .to_owned(),
        }
    }

    /// To the mailbox of before.
    pub fn warning(&'a self, person: &'a Person) -> Letter<'a> {
        let contact = self.contact.map(|contact| format!(" ({contact})")).unwrap_or_default();
        Letter {
            of: self,
            to: &self.change.former,
            name: Some(&person.name),
            heading: "Your address is about to change",
            what: format!(
                "someone who knows your password asked to change the address of your account at {} from {} to {}. It changes \
                 when the link is used that was mailed to the new address, which works until {}.",
                self.platform,
                self.change.former,
                self.change.email,
                self.until()
            ),
            link: None,
            otherwise: format!(
                "If it was you, there is nothing to do here. If it was not you, change your password at once: that stops the \
                 change and signs everyone else out. If you can no longer sign in, tell the operator of the platform{contact}."
            ),
        }
    }

    fn until(&self) -> String {
        self.change.expires_at.format("%H:%M UTC on %-d %B %Y").to_string()
    }
}

const MAIL: MailTemplate = MailTemplate::new(include_str!("mail.html"), include_str!("mail.txt"));
const LINK: MailTemplate = MailTemplate::new(include_str!("link.html"), include_str!("link.txt"));

impl Letter<'_> {
    pub fn mail(&self, id: &str, now: Timestamp) -> Mail {
        let Body { text, html } = self.body();
        Mail {
            id: id.to_owned(),
            at: now,
            name: self.name.unwrap_or_default().to_owned(),
            to: self.to.clone(),
            subject: format!("{}: {}", self.of.platform, self.heading),
            text,
            html,
            unsubscribe: None,
        }
    }

    fn body(&self) -> Body {
        let link = self.link.iter().map(|link| LINK.fill(&[("link", MailPart::Text(link))]));
        let link: Vec<FilledMail> = link.collect();
        let greeting = self.name.map_or_else(|| "Hello,".to_owned(), |name| format!("Hello {name},"));
        let places = [
            ("platform", MailPart::Text(self.of.platform)),
            ("home", MailPart::Text(self.of.home)),
            ("heading", MailPart::Text(self.heading)),
            ("greeting", MailPart::Text(&greeting)),
            ("what", MailPart::Text(&self.what)),
            ("link", MailPart::Filled(&link)),
            ("otherwise", MailPart::Text(&self.otherwise)),
        ];
        MAIL.fill(&places).into_body()
    }
}

#[cfg(test)]
mod tests {
    use model::ids::PersonId;
    use uuid::Uuid;

    use super::*;

    fn change() -> AddressChange {
        AddressChange {
            id: Uuid::nil(),
            person: PersonId::new(1, &[1; 10]),
            former: "amir@harbour.example".parse().unwrap(),
            email: "amir@quay.example".parse().unwrap(),
            used: false,
            expires_at: "2026-12-01T06:05:00Z".parse().unwrap(),
        }
    }

    fn amir() -> Person {
        Person {
            id: PersonId::new(1, &[1; 10]),
            email: "amir@harbour.example".parse().unwrap(),
            name: "Amir <b>".to_owned(),
            operator: false,
            created_at: Timestamp::default(),
        }
    }

    #[test]
    fn each_mail_goes_to_its_mailbox_and_only_one_has_the_link() {
        let (change, amir) = (change(), amir());
        let letters = Letters {
            platform: "Acme & Co",
            home: "https://platform.example",
            contact: Some("help@platform.example"),
            change: &change,
        };
        let link = "https://platform.example/new-address#abc";
        let mail = |letter: Letter<'_>| letter.mail("m1", Timestamp::default());
        let confirm = mail(letters.link(link.to_owned()));
        let (taken, warning) = (mail(letters.taken(&amir)), mail(letters.warning(&amir)));
        assert_eq!([&confirm.to, &taken.to, &warning.to], [&change.email, &change.email, &change.former]);
        assert_eq!(confirm.subject, "Acme & Co: Confirm your new address");
        for text in [&confirm.text, &confirm.html] {
            assert!(text.contains(link) && text.contains("06:05 UTC on 1 December 2026"), "{text}");
        }
        assert!(
            warning.text.contains("to amir@quay.example") && warning.text.contains("help@platform.example")
        );
        assert!(!taken.text.contains("harbour"), "whose it was to be is not told: {}", taken.text);
        for mail in [&taken, &warning] {
            assert!(!mail.text.contains("new-address") && !mail.html.contains("new-address"));
        }
        for mail in [&taken, &warning] {
            assert!(mail.html.contains("Hello Amir &lt;b&gt;,") && mail.text.contains("Hello Amir <b>,"));
        }
        for text in [&confirm.name, &confirm.html, &confirm.text] {
            assert!(
                !text.contains("Amir"),
                "whoever asks says nothing to a mailbox that may be another's: {text}"
            );
        }
        assert!(confirm.html.contains("<p style=\"margin:0 0 16px\">Hello,</p>"), "{}", confirm.html);
        for mail in [&confirm, &taken, &warning] {
            assert!(!mail.html.contains("{{") && !mail.text.contains("{{"), "{}", mail.text);
        }
    }
}
