//! What a person has chosen for each kind of notice.

use std::{collections::BTreeMap, fmt, str::FromStr};

use super::{MailChoice, NoticeKind};
use crate::words::UnknownWord;

/// When a person gets mail. Kinds that nothing was chosen for are as [`NoticeKind::default_mail`] says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MailChoices(BTreeMap<NoticeKind, MailChoice>);

impl MailChoices {
    pub fn of(&self, kind: NoticeKind) -> MailChoice {
        self.0.get(&kind).copied().unwrap_or(kind.default_mail())
    }

    /// Each kind with its choice, in the order of the kinds.
    pub fn all(&self) -> impl Iterator<Item = (NoticeKind, MailChoice)> {
        NoticeKind::ALL.iter().map(|kind| (*kind, self.of(*kind)))
    }
}

impl FromIterator<(NoticeKind, MailChoice)> for MailChoices {
    fn from_iter<T: IntoIterator<Item = (NoticeKind, MailChoice)>>(choices: T) -> Self {
        Self(choices.into_iter().collect())
    }
}

/// As it is stored: `decided=off leaks=at_once`.
impl fmt::Display for MailChoices {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let pairs: Vec<_> = self.0.iter().map(|(kind, mail)| format!("{kind}={mail}")).collect();
        f.write_str(&pairs.join(" "))
    }
}

impl FromStr for MailChoices {
    type Err = UnknownWord;

    /// A kind of a later release is left out.
    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        let pair = |pair: &str| {
            let (kind, mail) = pair.split_once('=').ok_or(UnknownWord { expected: "MailChoices" })?;
            let mail: MailChoice = mail.parse()?;
            Ok(kind.parse::<NoticeKind>().ok().map(|kind| (kind, mail)))
        };
        let pairs: Result<Vec<_>, UnknownWord> = text.split_whitespace().map(pair).collect();
        Ok(pairs?.into_iter().flatten().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn choices_survive_their_text_and_the_rest_is_as_by_default() {
        let chosen: MailChoices =
            [(NoticeKind::Decided, MailChoice::Off), (NoticeKind::Leaks, MailChoice::Daily)]
                .into_iter()
                .collect();
        let read: MailChoices = chosen.to_string().parse().unwrap();
        assert_eq!(read, chosen);
        assert_eq!(read.of(NoticeKind::Decided), MailChoice::Off);
        assert_eq!(read.of(NoticeKind::Ending), MailChoice::AtOnce);
        assert_eq!("".parse::<MailChoices>().unwrap(), MailChoices::default());
        assert_eq!("of_tomorrow=off".parse::<MailChoices>().unwrap(), MailChoices::default());
        assert!("leaks".parse::<MailChoices>().is_err() && "leaks=never".parse::<MailChoices>().is_err());
    }
}
