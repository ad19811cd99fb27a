//! A newer version of a connected app, as the connection's admin answers it scope by scope.

use std::collections::BTreeMap;

use crate::{
    Timestamp,
    app::AppVersion,
    ids::PersonId,
    scope::{ScopeName, ScopeSet},
};

words! {
    /// What an admin says about one scope of a newer version.
    pub enum Answer {
        Grant = "grant",
        /// It is left out, and asked about again with the next version.
        NotNow = "not_now",
        /// It is left out, and later versions do not ask about it.
        Never = "never",
    }
}

words! {
    /// How a scope of a newer version stands before it is answered.
    pub enum Standing {
        /// No admin has decided about it.
        New = "new",
        /// An admin has left it out before, and may grant it now.
        LeftOut = "left_out",
        /// An admin wants no more questions about it.
        Never = "never",
        /// The connection has it.
        Held = "held",
    }
}

words! {
    /// What became of an app's newest version at one tenant.
    pub enum RollOutState {
        /// Taken up, and all that it asks for is granted.
        Accepted = "accepted",
        /// Taken up, and something is left out.
        Partly = "partly",
        /// Answered, and nothing of it was granted.
        NotNow = "not_now",
        /// As `not_now`, and no admin wants to be asked about any of it again.
        Never = "never",
        /// An admin has opened the review and answered nothing.
        Seen = "seen",
        /// No admin has opened the review.
        Unseen = "unseen",
    }
}

impl RollOutState {
    /// Whether its tenant has still to answer, and may be reminded.
    pub const fn waits(self) -> bool {
        matches!(self, Self::Seen | Self::Unseen)
    }
}

/// For how many days a tenant is not reminded of an app's update again.
pub const REMINDED_FOR_DAYS: i64 = 7;

/// What an admin said last about a scope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScopeAnswer {
    pub name: ScopeName,
    pub answer: Answer,
    /// The version that was answered.
    pub version: u32,
    pub by: PersonId,
    pub at: Timestamp,
}

/// Answers by scope.
pub type Answers = BTreeMap<ScopeName, Answer>;

/// How each scope of a newer version stands at a connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Update<'v> {
    version: &'v AppVersion,
    standings: BTreeMap<ScopeName, Standing>,
}

/// Why answers cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WrongAnswers {
    #[error("{0} is not among what this version asks for in addition.")]
    NotAsked(ScopeName),
    #[error("Decide about {0}: grant, not now or never.")]
    Undecided(ScopeName),
    #[error(
        "{scope} cannot be granted while {required} is left out: this version works only with {required}."
    )]
    NotWithout { scope: ScopeName, required: ScopeName },
    #[error("Decide about at least one scope.")]
    Nothing,
}

impl<'v> Update<'v> {
    /// `held`: what the connection holds. `asked_before`: what its own version asks for. `earlier`: what its admins have
    /// answered.
    pub fn new(version: &'v AppVersion, held: &ScopeSet, asked_before: &ScopeSet, earlier: &Answers) -> Self {
        let standing = |name: &ScopeName| match earlier.get(name) {
            _ if held.contains(name) => Standing::Held,
            Some(Answer::Never) => Standing::Never,
            Some(Answer::NotNow) => Standing::LeftOut,
            Some(Answer::Grant) | None if asked_before.contains(name) => Standing::LeftOut,
            Some(Answer::Grant) | None => Standing::New,
        };
        let standings = version.scopes.iter().map(|scope| (scope.name.clone(), standing(&scope.name)));
        Self { version, standings: standings.collect() }
    }

    pub fn standing(&self, name: &ScopeName) -> Option<Standing> {
        self.standings.get(name).copied()
    }

    /// The grant that the answers come to; `None` where the connection stays at its version, because something that this
    /// one requires is left out, or nothing would be granted. What was left out before and is not answered stays so.
    ///
    /// # Errors
    /// All that is wrong with the answers.
    pub fn grant(&self, answers: &Answers) -> Result<Option<ScopeSet>, Vec<WrongAnswers>> {
        let askable = |name: &&ScopeName| self.standing(name).is_some_and(|it| it != Standing::Held);
        let beside = answers.keys().filter(|name| !askable(name)).cloned().map(WrongAnswers::NotAsked);
        let undecided = |(name, standing): (&ScopeName, &Standing)| {
            let lacks = *standing == Standing::New && !answers.contains_key(name);
            lacks.then(|| WrongAnswers::Undecided(name.clone()))
        };
        let wrong: Vec<_> = beside.chain(self.standings.iter().filter_map(undecided)).collect();
        if !wrong.is_empty() {
            return Err(wrong);
        }
        let is_granted = |name: &ScopeName| {
            self.standing(name) == Some(Standing::Held) || answers.get(name) == Some(&Answer::Grant)
        };
        let lacking = self.version.scopes.iter().find(|scope| scope.required && !is_granted(&scope.name));
        if let Some(required) = lacking.map(|scope| &scope.name) {
            return self.stays(required, answers);
        }
        let granted: ScopeSet = self.standings.keys().filter(|name| is_granted(name)).cloned().collect();
        Ok(Some(granted).filter(|granted| !granted.is_empty()))
    }

    /// Without what the version requires, nothing else of it can be granted.
    fn stays(&self, required: &ScopeName, answers: &Answers) -> Result<Option<ScopeSet>, Vec<WrongAnswers>> {
        if answers.is_empty() {
            return Err(vec![WrongAnswers::Nothing]);
        }
        let granted = answers.iter().filter(|(_, answer)| **answer == Answer::Grant).map(|(name, _)| name);
        let wrong: Vec<_> = granted
            .map(|name| WrongAnswers::NotWithout { scope: name.clone(), required: required.clone() })
            .collect();
        if wrong.is_empty() { Ok(None) } else { Err(wrong) }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::{app::RequestedScope, ids::AppId};

    fn scopes(names: &str) -> ScopeSet {
        names.split_whitespace().map(|name| name.parse().unwrap()).collect()
    }

    /// "a=grant b=never".
    fn answers(text: &str) -> Answers {
        let mut answers = Answers::new();
        for word in text.split_whitespace() {
            let (name, answer) = word.split_once('=').unwrap();
            answers.insert(name.parse().unwrap(), answer.parse().unwrap());
        }
        answers
    }

    fn version(required: &str, optional: &str) -> AppVersion {
        let ask = |required: bool| {
            move |name: ScopeName| RequestedScope { name, required, reason: "because".into() }
        };
        let required = scopes(required).into_iter().map(ask(true));
        AppVersion {
            app: AppId::new(1, &[4; 10]),
            number: 3,
            scopes: required.chain(scopes(optional).into_iter().map(ask(false))).collect(),
            note: String::new(),
            egress_networks: BTreeSet::new(),
            workload: None,
            published_by: PersonId::new(1, &[1; 10]),
            published_at: Timestamp::UNIX_EPOCH,
        }
    }

    /// What the answers come to, where `a` is held and `b` was asked for before.
    fn grant(
        version: &AppVersion,
        earlier: &str,
        given: &str,
    ) -> Result<Option<ScopeSet>, Vec<WrongAnswers>> {
        Update::new(version, &scopes("a"), &scopes("a b"), &answers(earlier)).grant(&answers(given))
    }

    #[test]
    fn a_scope_stands_as_it_was_answered_last() {
        let version = version("a", "b c d e f");
        let earlier = answers("c=never d=not_now e=grant");
        let update = Update::new(&version, &scopes("a"), &scopes("a b"), &earlier);
        let standing = |name: &str| update.standing(&name.parse().unwrap());
        assert_eq!(standing("a"), Some(Standing::Held));
        assert_eq!(standing("b"), Some(Standing::LeftOut), "its version offered it");
        assert_eq!(standing("c"), Some(Standing::Never));
        assert_eq!(standing("d"), Some(Standing::LeftOut));
        assert_eq!(standing("e"), Some(Standing::New), "granted once, and narrowed away since");
        assert_eq!(standing("f"), Some(Standing::New));
        assert_eq!(standing("g"), None);
    }

    #[test]
    fn what_is_new_must_be_decided_and_what_was_left_out_may_be() {
        let version = version("a", "b c");
        assert_eq!(grant(&version, "", "c=grant"), Ok(Some(scopes("a c"))));
        assert_eq!(grant(&version, "", "b=grant c=not_now"), Ok(Some(scopes("a b"))));
        assert_eq!(grant(&version, "c=never", ""), Ok(Some(scopes("a"))));
        assert_eq!(grant(&version, "c=never", "c=grant"), Ok(Some(scopes("a c"))), "a mind may change");
        let undecided = vec![WrongAnswers::Undecided("c".parse().unwrap())];
        assert_eq!(grant(&version, "", "b=grant"), Err(undecided));
        let beside = |name: &str| Err(vec![WrongAnswers::NotAsked(name.parse().unwrap())]);
        assert_eq!(grant(&version, "c=never", "a=never"), beside("a"));
        assert_eq!(grant(&version, "c=never", "z=grant"), beside("z"));
    }

    #[test]
    fn a_version_without_what_it_requires_is_not_taken_up() {
        let version = version("a c", "d");
        assert_eq!(grant(&version, "", "c=not_now d=never"), Ok(None));
        assert_eq!(grant(&version, "", "c=grant d=never"), Ok(Some(scopes("a c"))));
        let (scope, required) = ("d".parse().unwrap(), "c".parse().unwrap());
        let mixed = vec![WrongAnswers::NotWithout { scope, required }];
        assert_eq!(grant(&version, "", "c=not_now d=grant"), Err(mixed));
        assert_eq!(grant(&version, "c=never d=never", ""), Err(vec![WrongAnswers::Nothing]));
    }

    #[test]
    fn a_connection_that_would_hold_nothing_stays() {
        let version = version("", "b c");
        let update = Update::new(&version, &scopes(""), &scopes("b"), &Answers::new());
        assert_eq!(update.grant(&answers("c=not_now")), Ok(None));
    }
}
