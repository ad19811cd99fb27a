//! When a person wants mail.

use std::collections::BTreeSet;

use model::{
    notice::{MailChoices, NoticeKind},
    person::Email,
};
use store::notice_settings::NoticeSettings as Stored;
use wire::notices::{ChangeNoticeSettings, ChooseMail, NoticeChoice, NoticeSettings};

use crate::errors::Error;
use crate::identity::SignedIn;
use crate::requests::Checks;
use crate::service::Notices;

impl Notices<'_> {
    pub async fn settings(self, who: &SignedIn) -> Result<NoticeSettings, Error> {
        let tx = self.inner.store().read().await?;
        let stored = tx.shared().notice_settings().get(who.person_id()).await?;
        Ok(self.settings_view(who.person().email.clone(), &stored))
    }

    /// Of each kind it is said once when mail is wanted.
    pub async fn change_settings(
        self,
        who: SignedIn,
        request: ChangeNoticeSettings,
    ) -> Result<NoticeSettings, Error> {
        let choices = chosen(&request.choices)?;
        let (work, person) = self.begin(who).await?;
        let read = Stored { choices, revision: request.revision };
        let stored = work.shared().notice_settings().put(person.id, &read).await?;
        work.without_event("what is mailed to someone is no one else's").finish(()).await?;
        Ok(self.settings_view(person.email, &stored))
    }

    fn settings_view(self, email: Email, stored: &Stored) -> NoticeSettings {
        let choice =
            |(kind, mail): (NoticeKind, _)| NoticeChoice { kind, title: kind.title().to_owned(), mail };
        NoticeSettings {
            email,
            mailed: self.inner.mailer().is_some(),
            choices: stored.choices.all().map(choice).collect(),
            revision: stored.revision,
        }
    }
}

fn chosen(given: &[ChooseMail]) -> Result<MailChoices, Error> {
    let (mut checks, mut seen) = (Checks::new(), BTreeSet::new());
    for (index, choice) in given.iter().enumerate() {
        if !seen.insert(choice.kind) {
            checks.wrong(format!("choices[{index}].kind"), "This kind is named twice.");
        }
    }
    if let Some(missing) = NoticeKind::ALL.iter().find(|kind| !seen.contains(kind)) {
        checks.wrong("choices", format!("Say of each kind when mail is wanted: {missing} is missing."));
    }
    checks.finish()?;
    Ok(given.iter().map(|choice| (choice.kind, choice.mail)).collect())
}
