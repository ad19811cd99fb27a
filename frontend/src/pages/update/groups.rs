//! The scopes of a newer version, by what there is to decide about each.

use std::cmp::Reverse;

use model::{
    scope::{ScopeName, Sensitivity},
    update::{Answer, Answers, Standing},
};
use wire::{
    admin::ReviewedScope,
    updates::{ScopeStanding, UpdateReview},
};

use crate::{api::ApiError, pages::counted::count};

/// A scope, and how it stands at the connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedScope {
    pub scope: ReviewedScope,
    pub standing: ScopeStanding,
}

/// Each with what needs the most care first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Groups {
    pub new: Vec<AskedScope>,
    pub left_out: Vec<AskedScope>,
    pub never: Vec<AskedScope>,
    pub held: Vec<AskedScope>,
}

impl Groups {
    pub fn of(update: &UpdateReview) -> Self {
        let scopes = update.review.apis.iter().flat_map(|api| &api.scopes);
        let mut all: Vec<_> = scopes.filter_map(|scope| with_standing(update, scope)).collect();
        all.sort_by_key(|one| Reverse(one.scope.sensitivity));
        let mut groups = Self::default();
        for one in all {
            match one.standing.standing {
                Standing::New => groups.new.push(one),
                Standing::LeftOut => groups.left_out.push(one),
                Standing::Never => groups.never.push(one),
                Standing::Held => groups.held.push(one),
            }
        }
        groups
    }

    /// What it comes to, in a sentence that stands out and one that follows. `about`: how much changed about the app.
    pub fn summary(&self, about: usize) -> (String, String) {
        let critical = self.new.iter().filter(|one| one.scope.sensitivity == Sensitivity::Critical).count();
        let critical = match (critical, self.new.len()) {
            (0, _) => String::new(),
            (1, 1) => ", and it is critical".to_owned(),
            (some, _) => format!(", {some} of them critical"),
        };
        let strong = match self.new.len() {
            0 => "No new permission.".to_owned(),
            new => format!("{}{critical}.", count(new, "new permission", "new permissions")),
        };
        let mut rest = format!(" {} unchanged.", self.held.len());
        if about > 0 {
            let things = count(about, "thing about the app changes", "things about the app change");
            rest.push_str(&format!(" {things}."));
        }
        (strong, rest)
    }

    /// A sentence of the server, with each scope's title before its code.
    fn titled(&self, text: &str) -> String {
        text.split_inclusive(' ').map(|word| self.titled_word(word)).collect()
    }

    fn titled_word(&self, word: &str) -> String {
        let code = word.trim_end_matches([' ', '.', ',', ':']);
        let mut all = [&self.new, &self.left_out, &self.never, &self.held].into_iter().flatten();
        match (all.find(|one| one.scope.name.as_str() == code), word.strip_prefix(code)) {
            (Some(one), Some(rest)) => format!("“{}” ({code}){rest}", one.scope.title),
            _ => word.to_owned(),
        }
    }
}

/// What the server found wrong with answers, with the title of each scope before its code.
pub fn with_titles(error: ApiError, groups: &Groups) -> ApiError {
    let ApiError::Problem(mut problem) = error else { return error };
    for wrong in &mut problem.errors {
        wrong.message = groups.titled(&wrong.message);
    }
    ApiError::Problem(problem)
}

fn with_standing(update: &UpdateReview, scope: &ReviewedScope) -> Option<AskedScope> {
    let standing = update.standings.iter().find(|one| one.name == scope.name)?.clone();
    Some(AskedScope { scope: scope.clone(), standing })
}

/// The first new scope, by its title, that has no answer.
pub fn undecided(groups: &Groups, answers: &Answers) -> Option<String> {
    let lacking = groups.new.iter().find(|one| !answers.contains_key(&one.scope.name));
    lacking.map(|one| one.scope.title.clone())
}

/// The first scope, by its title, that the version requires and the answers leave out.
pub fn left_out_though_required(groups: &Groups, answers: &Answers) -> Option<String> {
    let left = |one: &&AskedScope| {
        let answer = answers.get(&one.scope.name);
        let still = one.standing.standing != Standing::New;
        one.scope.required && answer.map_or(still, |answer| *answer != Answer::Grant)
    };
    let mut asked = groups.new.iter().chain(&groups.left_out).chain(&groups.never);
    asked.find(left).map(|one| one.scope.title.clone())
}

/// What of the answers is still asked for.
pub fn still_asked(groups: &Groups, answers: &Answers) -> Answers {
    let asked = |name: &ScopeName| {
        let mut all = groups.new.iter().chain(&groups.left_out).chain(&groups.never);
        all.any(|one| one.scope.name == *name)
    };
    answers.iter().filter(|(name, _)| asked(name)).map(|(name, answer)| (name.clone(), *answer)).collect()
}

#[cfg(test)]
mod tests {
    use model::scope::{ScopeAction, ScopeState};

    use super::*;

    fn asked(name: &str, standing: Standing, sensitivity: Sensitivity, required: bool) -> AskedScope {
        let name: ScopeName = name.parse().unwrap();
        let scope = ReviewedScope {
            name: name.clone(),
            title: name.to_string(),
            sentence: String::new(),
            action: ScopeAction::Read,
            sensitivity,
            state: ScopeState::Active,
            required,
            reason: String::new(),
        };
        let standing = ScopeStanding { name, standing, version: None, answered_by: None, answered_at: None };
        AskedScope { scope, standing }
    }

    fn groups() -> Groups {
        Groups {
            new: vec![
                asked("a", Standing::New, Sensitivity::Critical, true),
                asked("b", Standing::New, Sensitivity::Normal, false),
            ],
            never: vec![asked("c", Standing::Never, Sensitivity::Normal, false)],
            ..Groups::default()
        }
    }

    fn answers(of: &[(&str, Answer)]) -> Answers {
        of.iter().map(|(name, answer)| (name.parse().unwrap(), *answer)).collect()
    }

    #[test]
    fn a_sentence_has_the_titles_of_scopes() {
        let mut groups = groups();
        groups.new[0].scope.title = "Read notes".to_owned();
        let code = groups.new[0].scope.name.to_string();
        let said = |text: &str| groups.titled(&text.replace('#', &code));
        let expected = format!("“Read notes” ({code}) cannot be granted while z is left out.");
        assert_eq!(said("# cannot be granted while z is left out."), expected);
        assert_eq!(said("Decide about #: grant."), format!("Decide about “Read notes” ({code}): grant."));
        assert_eq!(said("It has #."), format!("It has “Read notes” ({code})."));
        assert_eq!(said("It has #.more."), format!("It has {code}.more."));
    }

    #[test]
    fn a_summary_counts_what_is_new() {
        let (strong, rest) = groups().summary(1);
        assert_eq!(strong, "2 new permissions, 1 of them critical.");
        assert_eq!(rest, " 0 unchanged. 1 thing about the app changes.");
        assert_eq!(
            Groups::default().summary(0),
            ("No new permission.".to_owned(), " 0 unchanged.".to_owned())
        );
    }

    #[test]
    fn what_is_required_is_missed_once_it_is_left_out() {
        let groups = groups();
        let left = |of: &[(&str, Answer)]| left_out_though_required(&groups, &answers(of));
        assert_eq!(left(&[]), None, "nothing is answered yet");
        assert_eq!(left(&[("a", Answer::Grant), ("b", Answer::Never)]), None);
        assert_eq!(left(&[("a", Answer::NotNow)]), Some("a".to_owned()));
        let mut groups = groups.clone();
        groups.never[0].scope.required = true;
        assert_eq!(left_out_though_required(&groups, &answers(&[])), Some("c".to_owned()), "it stays never");
        assert_eq!(left_out_though_required(&groups, &answers(&[("c", Answer::Grant)])), None);
    }

    #[test]
    fn an_answer_is_lacking_for_each_new_scope() {
        let groups = groups();
        assert_eq!(undecided(&groups, &answers(&[("a", Answer::Grant)])), Some("b".to_owned()));
        assert_eq!(undecided(&groups, &answers(&[("a", Answer::Grant), ("b", Answer::NotNow)])), None);
        let gone = answers(&[("a", Answer::Grant), ("z", Answer::Never)]);
        assert_eq!(still_asked(&groups, &gone), answers(&[("a", Answer::Grant)]));
    }
}
