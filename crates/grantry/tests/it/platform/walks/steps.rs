//! The steps of a walk, chosen by a seed.

use std::{collections::HashSet, mem::discriminant};

use model::update::Answer as Said;

use super::reference::{Answer, Reference};

/// A tenant by its number.
pub type At = usize;

/// Of [`Step`].
const KINDS: usize = 29;

/// How a version asks for a scope beside the one that every version requires.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    Absent,
    Optional,
    Required,
}

/// The workload that a version names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Workload {
    Main,
    Next,
}

/// What an edit makes of the end of access. Times are minutes from now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    Stays,
    Never,
    In(i64),
}

/// One thing that someone does. The bits of a `mask`, and what an admin `says`, are about the scopes that a version may
/// ask for, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    Allow {
        at: At,
        mask: u64,
        ends: Option<i64>,
    },
    Decline(At),
    Block(At),
    Reconsider(At),
    Unblock(At),
    Disable(At),
    Restore(At),
    DeveloperPauses(At),
    DeveloperResumes(At),
    PlatformSuspends,
    PlatformRestores,
    Regenerate {
        at: At,
        keep_old_hours: Option<u32>,
    },
    RetireOld(At),
    ReportLeaked {
        at: At,
        secret: u64,
    },
    /// How many days the secrets work that the tenant's admins make from now on.
    SetPolicy {
        at: At,
        days: Option<u32>,
    },
    /// An admin hands on a secret that was shown, by a one-time link.
    MakeLink {
        at: At,
        secret: u64,
        hours: u32,
    },
    /// Whoever has the link opens it.
    OpenLink {
        at: At,
        link: u64,
    },
    WithdrawLink {
        at: At,
        link: u64,
    },
    Delete(At),
    Publish {
        needs: [Need; 2],
        workload: Option<Workload>,
    },
    /// An admin takes the secrets away, because a workload signs in.
    MoveToWorkload(At),
    /// After how many days without a use they go by themselves.
    SetRetirement {
        at: At,
        days: Option<u32>,
    },
    /// `None`: the scope is left without an answer.
    Answer {
        at: At,
        says: [Option<Said>; 2],
    },
    Edit {
        at: At,
        mask: u64,
        end: End,
    },
    Renew {
        at: At,
        ends: Option<i64>,
    },
    /// The developer reminds the tenant of the newest version.
    Remind(At),
    /// The developer, in the publisher's own sandbox.
    SandboxAllows,
    SandboxDeletes,
    /// So many minutes pass, and a node looks at what has ended.
    Wait(i64),
}

/// The same numbers for a seed on every machine and with every release of a library (`SplitMix64`).
pub struct Dice(u64);

impl Dice {
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, most: u64) -> u64 {
        self.roll() % most
    }

    fn one_of<T: Copy>(&mut self, choices: &[T]) -> T {
        let index = usize::try_from(self.below(choices.len() as u64)).unwrap_or_default();
        choices[index]
    }

    /// Two steps more are looked at where one would be refused: refusals are tried too, but are not most of a walk.
    pub fn walk(&mut self, length: usize) -> Vec<Step> {
        let mut reference = Reference::begin();
        let mut steps = Vec::with_capacity(length);
        for _ in 0..length {
            let mut step = self.step();
            for _ in 0..2 {
                if reference.clone().take(step) == Answer::Done {
                    break;
                }
                step = self.step();
            }
            reference.take(step);
            steps.push(step);
        }
        steps
    }

    fn step(&mut self) -> Step {
        // Of access that ends within the hour, of some hours, and of some weeks.
        const ENDS: [Option<i64>; 5] = [None, Some(30), Some(20 * 60), Some(9 * 24 * 60), Some(40 * 24 * 60)];
        let at = usize::try_from(self.below(2)).unwrap_or_default();
        let mask = self.below(4);
        // What opens the way again comes more often than what closes it.
        match self.below(96) {
            0..=8 => Step::Allow { at, mask, ends: self.one_of(&ENDS) },
            9 => Step::Decline(at),
            10 => Step::Block(at),
            11..=14 => Step::Reconsider(at),
            15..=18 => Step::Unblock(at),
            19 => Step::Disable(at),
            20..=24 => Step::Restore(at),
            25 => Step::DeveloperPauses(at),
            26..=30 => Step::DeveloperResumes(at),
            31 => Step::PlatformSuspends,
            32..=37 => Step::PlatformRestores,
            38..=43 => Step::Regenerate { at, keep_old_hours: self.one_of(&[None, Some(1), Some(20)]) },
            44 | 45 => Step::RetireOld(at),
            46 => Step::ReportLeaked { at, secret: self.below(8) },
            47 => Step::Delete(at),
            48..=51 | 87 | 88 => self.publish(),
            52..=57 => {
                let says =
                    [Some(Said::Grant), Some(Said::Grant), Some(Said::NotNow), Some(Said::Never), None];
                Step::Answer { at, says: [self.one_of(&says), self.one_of(&says)] }
            }
            58..=60 => {
                let ends = [End::Stays, End::Never, End::In(30), End::In(90), End::In(8 * 24 * 60)];
                Step::Edit { at, mask, end: self.one_of(&ends) }
            }
            61..=64 => Step::Renew { at, ends: self.one_of(&ENDS) },
            65..=67 => Step::Remind(at),
            72..=83 => self.of_secrets(at),
            84 | 85 => Step::SandboxAllows,
            86 => Step::SandboxDeletes,
            89 | 90 => Step::MoveToWorkload(at),
            91..=93 => Step::SetRetirement { at, days: self.one_of(&[None, Some(1), Some(1), Some(7)]) },
            _ => Step::Wait(self.one_of(&[20, 65, 25 * 60, 8 * 24 * 60])),
        }
    }

    fn publish(&mut self) -> Step {
        const WORKLOADS: [Option<Workload>; 4] =
            [None, Some(Workload::Main), Some(Workload::Main), Some(Workload::Next)];
        let needs = [Need::Absent, Need::Optional, Need::Required];
        let needs = [self.one_of(&needs), self.one_of(&needs)];
        Step::Publish { needs, workload: self.one_of(&WORKLOADS) }
    }

    /// Of links to secrets, and of how long secrets work.
    fn of_secrets(&mut self, at: At) -> Step {
        match self.below(12) {
            0..=4 => Step::MakeLink { at, secret: self.below(8), hours: self.one_of(&[1, 24]) },
            5..=8 => Step::OpenLink { at, link: self.below(8) },
            9 => Step::WithdrawLink { at, link: self.below(8) },
            _ => Step::SetPolicy { at, days: self.one_of(&[None, None, Some(1), Some(9), Some(31)]) },
        }
    }
}

#[test]
fn walks_take_every_kind_of_step_and_are_refused_some() {
    let (mut done, mut refused, mut silent) = (HashSet::new(), 0, 0);
    for seed in 1..=200 {
        let mut reference = Reference::begin();
        for step in Dice::new(seed).walk(super::LENGTH) {
            let moved = |reference: &Reference| reference.tenants.iter().filter(|one| one.moved).count();
            let before = moved(&reference);
            match reference.take(step) {
                Answer::Done => {
                    silent += usize::from(matches!(step, Step::Wait(_)) && moved(&reference) > before);
                    done.insert(discriminant(&step));
                }
                Answer::Refused => refused += 1,
                Answer::Nothing => {}
            }
        }
    }
    assert_eq!(done.len(), KINDS);
    assert!(refused > 100, "{refused}");
    assert!(silent > 0, "no secret retired by itself");
}
