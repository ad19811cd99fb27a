//! Bodies of inboxes, and of what is mailed.

use chrono::{DateTime, Utc};
use model::{
    audit::RecordedAction,
    ids::NoticeId,
    notice::{MailChoice, NoticeKind},
    person::Email,
};

answers! {
    /// Something that a person hears of.
    pub struct Notice {
        pub id: NoticeId,
        /// When it happened.
        pub at: DateTime<Utc>,
        pub kind: NoticeKind,
        pub action: RecordedAction,
        /// One line: "Hanna Brandt allowed BrightBill Claims".
        pub title: String,
        pub detail: Option<String>,
        /// Whom it is about: the name of the person's organisation, the platform's, or "Your account".
        pub organisation: String,
        /// The page of the thing, on the platform's own host.
        pub path: String,
        pub read: bool,
    }

    pub struct UnreadNotices {
        /// 100 where there are more.
        pub unread: u32,
    }

    /// When the person gets mail.
    pub struct NoticeSettings {
        /// Where mail goes.
        #[serde(deserialize_with = "Email::deserialize_kept")]
        pub email: Email,
        /// Whether the platform sends mail.
        pub mailed: bool,
        /// Each kind of notice.
        pub choices: Vec<NoticeChoice>,
        /// 0: nothing was ever chosen.
        pub revision: u32,
    }

    pub struct NoticeChoice {
        pub kind: NoticeKind,
        /// For people: "Decisions about apps".
        pub title: String,
        pub mail: MailChoice,
    }

    /// What became of the mails of this platform.
    pub struct MailState {
        /// Where they go: "smtp.example.com:587"; `null` where nothing is sent.
        pub server: Option<String>,
        /// Whether they are kept in memory in place of being sent, for a demo.
        pub kept: bool,
        /// How many could not be delivered, and are not tried again by themselves.
        pub undelivered: u64,
        /// Why the last of them was not.
        pub last_error: Option<String>,
        pub last_at: Option<DateTime<Utc>>,
    }
}

requests! {
    /// Marks notices as read.
    pub struct MarkRead {
        /// The newest that the person has seen: it, and all before it.
        pub newest: NoticeId,
    }

    pub struct ChangeNoticeSettings {
        /// The revision that was read; another one in the database is `lost-race`.
        pub revision: u32,
        /// Of each kind one.
        #[cfg_attr(feature = "openapi", schema(max_items = 20))]
        pub choices: Vec<ChooseMail>,
    }

    pub struct ChooseMail {
        pub kind: NoticeKind,
        pub mail: MailChoice,
    }
}
