//! Mails that are sent to no one and kept in memory, for a demo.

use std::collections::VecDeque;

use parking_lot::Mutex;

use crate::mail::Mail;

/// The newest mails of this process.
#[derive(Debug, Default)]
pub struct Kept(Mutex<VecDeque<Mail>>);

impl Kept {
    /// Older ones are forgotten.
    pub const MOST: usize = 200;

    pub(crate) fn put(&self, mail: Mail) {
        let mut kept = self.0.lock();
        kept.push_front(mail);
        kept.truncate(Self::MOST);
    }

    /// The newest first.
    pub fn all(&self) -> Vec<Mail> {
        self.0.lock().iter().cloned().collect()
    }

    pub fn get(&self, id: &str) -> Option<Mail> {
        self.0.lock().iter().find(|mail| mail.id == id).cloned()
    }
}

#[cfg(test)]
mod tests {
    use model::Timestamp;

    use super::*;

    fn mail(number: usize) -> Mail {
        Mail {
            id: format!("m{number}"),
            at: Timestamp::default(),
            name: "Ann".to_owned(),
            to: "ann@a.example".parse().unwrap(),
            subject: String::new(),
            text: String::new(),
            html: String::new(),
            unsubscribe: None,
        }
    }

    #[test]
    fn the_oldest_is_forgotten_first() {
        let kept = Kept::default();
        (0..=Kept::MOST).for_each(|number| kept.put(mail(number)));
        assert_eq!(kept.all().len(), Kept::MOST);
        assert_eq!(kept.all()[0].id, format!("m{}", Kept::MOST));
        assert!(kept.get("m0").is_none() && kept.get("m1").is_some());
    }
}
