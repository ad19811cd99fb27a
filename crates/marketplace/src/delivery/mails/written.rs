//! Writes a mail from its templates.

use model::{Timestamp, audit::AuditAction, notice::is_always_mailed, person::Person};
use outbound_mail::{Body, FilledMail, Mail, MailPart, MailTemplate};
use wire::{notices::Notice, pages};

/// What a mail is written of.
pub(super) struct Contents<'a> {
    pub platform: &'a str,
    /// The platform's URL, without a slash at its end.
    pub home: &'a str,
    pub person: &'a Person,
    /// One at least.
    pub notices: &'a [Notice],
    pub daily: bool,
    /// Whether the inbox has more of it.
    pub more: bool,
}

const MAIL: MailTemplate = MailTemplate::new(include_str!("mail.html"), include_str!("mail.txt"));
const ENTRY: MailTemplate = MailTemplate::new(include_str!("entry.html"), include_str!("entry.txt"));
const LINE: MailTemplate = MailTemplate::new(include_str!("line.html"), include_str!("line.txt"));

impl Contents<'_> {
    pub fn mail(&self, id: &str, now: Timestamp) -> Mail {
        let Body { text, html } = self.body();
        Mail {
            id: id.to_owned(),
            at: now,
            name: self.person.name.clone(),
            to: self.person.email.clone(),
            subject: self.subject(),
            text,
            html,
            unsubscribe: Some(self.at(pages::NOTICE_SETTINGS)),
        }
    }

    fn at(&self, path: &str) -> String {
        format!("{}{path}", self.home)
    }

    /// As someone would write it who tells of this one thing, or of several.
    fn subject(&self) -> String {
        match self.notices {
            [one] => format!("{}: {}", one.organisation, one.title),
            all => format!("{}: {} things happened", self.platform, all.len()),
        }
    }

    fn heading(&self) -> String {
        match self.notices {
            [one] => one.title.clone(),
            _ if self.daily => "What happened in the last day".to_owned(),
            _ => "What happened".to_owned(),
        }
    }

    fn why(&self) -> String {
        if self.notices.iter().any(|notice| notice.action == AuditAction::PasswordChanged) {
            return "You get this whatever your settings say, because your password was changed.".to_owned();
        }
        let mut known = self.notices.iter().filter_map(|notice| notice.action.known());
        if known.any(is_always_mailed) {
            return "You get this whatever your settings say, because it is about how you sign in."
                .to_owned();
        }
        let how = if self.daily { "once a day" } else { "at once" };
        format!("You get this because your settings say to mail such notices {how}.")
    }

    fn body(&self) -> Body {
        let entries: Vec<_> = self.notices.iter().map(|notice| self.entry(notice)).collect();
        let more = format!("There is more in your inbox: {}", self.at(pages::NOTICES));
        let more: Vec<_> =
            self.more.then(|| LINE.fill(&[("text", MailPart::Text(&more))])).into_iter().collect();
        let filled = MAIL.fill(&[
            ("subject", MailPart::Text(&self.subject())),
            ("heading", MailPart::Text(&self.heading())),
            ("name", MailPart::Text(&self.person.name)),
            ("entries", MailPart::Filled(&entries)),
            ("more", MailPart::Filled(&more)),
            ("why", MailPart::Text(&self.why())),
            ("settings", MailPart::Text(&self.at(pages::NOTICE_SETTINGS))),
            ("home", MailPart::Text(self.home)),
            ("platform", MailPart::Text(self.platform)),
        ]);
        filled.into_body()
    }

    fn entry(&self, notice: &Notice) -> FilledMail {
        let detail = notice.detail.as_deref().map(|text| LINE.fill(&[("text", MailPart::Text(text))]));
        let detail: Vec<_> = detail.into_iter().collect();
        ENTRY.fill(&[
            ("title", MailPart::Text(&notice.title)),
            ("organisation", MailPart::Text(&notice.organisation)),
            ("when", MailPart::Text(&notice.at.format("%-d %B %Y, %H:%M UTC").to_string())),
            ("detail", MailPart::Filled(&detail)),
            ("link", MailPart::Text(&self.at(&notice.path))),
        ])
    }
}

#[cfg(test)]
mod tests {
    use model::{
        ids::{NoticeId, PersonId},
        notice::NoticeKind,
    };

    use super::*;

    fn notice(title: &str) -> Notice {
        Notice {
            id: NoticeId::new(1, &[1; 10]),
            at: "2026-12-01T06:05:00Z".parse().unwrap(),
            kind: NoticeKind::Decided,
            action: AuditAction::ConnectionAllowed.into(),
            title: title.to_owned(),
            detail: Some("Granted patients.read".to_owned()),
            organisation: "Harbour Clinic".to_owned(),
            path: "/admin/ten_1/integrations/con_1".to_owned(),
            read: false,
        }
    }

    fn mail(notices: &[Notice], daily: bool) -> Mail {
        let person = Person {
            id: PersonId::new(1, &[1; 10]),
            email: "amir@harbour.example".parse().unwrap(),
            name: "Amir <b>".to_owned(),
            operator: false,
            created_at: Timestamp::default(),
        };
        let (platform, home) = ("Acme & Co", "https://platform.example");
        let contents = Contents { platform, home, person: &person, notices, daily, more: daily };
        contents.mail("m1", Timestamp::default())
    }

    #[test]
    fn one_notice_is_its_own_subject() {
        let mail = mail(&[notice("Hanna Brandt allowed Quill")], false);
        assert_eq!(mail.subject, "Harbour Clinic: Hanna Brandt allowed Quill");
        assert_eq!(
            mail.text,
            "Hello Amir <b>,\n\nHanna Brandt allowed Quill\nHarbour Clinic · 1 December 2026, 06:05 UTC\n\
             Granted patients.read\nhttps://platform.example/admin/ten_1/integrations/con_1\n\n-- \n\
             You get this because your settings say to mail such notices at once.\n\
             Choose what is mailed to you: https://platform.example/account/notices/settings\n\
             Acme & Co: https://platform.example\n"
        );
        let settings = "https://platform.example/account/notices/settings";
        assert_eq!(mail.unsubscribe.as_deref(), Some(settings));
    }

    #[test]
    fn names_are_text_in_html_and_no_place_is_left_open() {
        let mail = mail(&[notice("<script>alert(1)</script>"), notice("B")], true);
        assert_eq!(mail.subject, "Acme & Co: 2 things happened");
        assert!(mail.html.contains("Hello Amir &lt;b&gt;,") && mail.html.contains("Acme &amp; Co"));
        assert!(mail.html.contains("&lt;script&gt;") && !mail.html.contains("<script"));
        for text in [&mail.html, &mail.text] {
            assert!(text.contains("There is more in your inbox"));
            assert!(!text.contains("{{") && !text.contains("}}"), "{text}");
        }
    }
}
