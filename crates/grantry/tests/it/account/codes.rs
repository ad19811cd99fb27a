//! Codes of authenticator apps and recovery codes: each works once, and not for long. Asked in this process, where a test can
//! move the clock.

use futures_util::future::join_all;
use marketplace::{Error, Marketplace, Origin, SignedIn, Started};
use wire::{
    account::{ChangePassword, SignIn, UsePasswordLink},
    second_factor::{
        BeginSecondFactor, ConfirmSecondFactor, GiveCode, MakeRecoveryCodes, RemoveSecondFactor,
    },
};

use super::address_changes::ann;
use super::expiry::{self, TestClock};
use crate::harness::{
    Outcome, Person,
    authenticator::{code, wrong_code},
    people::token_of,
};

crate::harness::on_both_databases! {
    a_code_works_once_and_one_step_around ten_at_once_begin_one_session ten_wrong_codes_end_the_sign_in
    a_sign_in_waits_ten_minutes a_recovery_code_works_once new_recovery_codes_end_the_old_ones
    a_removed_factor_asks_for_nothing a_new_password_keeps_the_factor a_reset_on_the_machine_removes_it
    what_is_not_confirmed_asks_for_nothing
}

/// Ann, who has a second factor.
struct Ann {
    here: Marketplace,
    clock: TestClock,
    who: SignedIn,
    password: String,
    secret: String,
    recovery_codes: Vec<String>,
}

const ADDRESS: &str = "ann@example.org";

fn nowhere() -> Origin {
    Origin::default()
}

impl Ann {
    async fn enrolled(url: &str) -> Outcome<Self> {
        let (here, clock) = expiry::marketplace(url).await?;
        let (who, password) = Box::pin(ann(&here)).await?;
        let begin = BeginSecondFactor { password: password.clone().into() };
        let begun = Box::pin(here.second_factors().begin(&who, begin, &nowhere())).await?;
        let given = code(&begun.secret, here.clock().now().timestamp());
        let confirm = ConfirmSecondFactor { code: given.into() };
        let made = Box::pin(here.second_factors().confirm(&who, confirm, &nowhere())).await?;
        assert_eq!(made.codes.len(), 10);
        clock.forward(5);
        Ok(Self { here, clock, who, password, secret: begun.secret, recovery_codes: made.codes })
    }

    /// The code so many seconds from now.
    fn code_in(&self, seconds: i64) -> String {
        code(&self.secret, self.here.clock().now().timestamp() + seconds)
    }

    async fn by_password(&self, password: &str) -> Result<Started, Error> {
        let request = SignIn { email: ADDRESS.parse().expect("an address"), password: password.into() };
        Box::pin(self.here.sessions().sign_in(request, &nowhere())).await
    }

    /// A browser in which a sign-in waits for a code.
    async fn waiting(&self) -> Outcome<Origin> {
        waits(self.by_password(&self.password).await)
    }

    async fn give(&self, origin: &Origin, code: &str) -> Result<Started, Error> {
        let request = GiveCode { code: code.into() };
        Box::pin(self.here.sessions().give_code(request, origin)).await
    }
}

fn waits(answer: Result<Started, Error>) -> Outcome<Origin> {
    match answer {
        Err(Error::CodeNeeded(needed)) => Ok(nowhere().with_pending(needed.bearer())),
        other => Err(format!("no code is needed: {other:?}").into()),
    }
}

#[track_caller]
fn is_wrong<T: std::fmt::Debug>(answer: Result<T, Error>) {
    match answer {
        Err(Error::Invalid(fields)) => assert_eq!(fields[0].field, "code"),
        other => panic!("{other:?}"),
    }
}

async fn a_code_works_once_and_one_step_around(url: &str) -> Outcome {
    let ann = Ann::enrolled(url).await?;
    let browser = ann.waiting().await?;
    for seconds in [-90, -60, 60, 90] {
        is_wrong(ann.give(&browser, &ann.code_in(seconds)).await);
    }
    let early = ann.code_in(-30);
    ann.give(&browser, &early).await?;
    // The sign-in is over, and the code is used.
    assert!(matches!(ann.give(&browser, &ann.code_in(0)).await, Err(Error::SignedOut)));
    let browser = ann.waiting().await?;
    is_wrong(ann.give(&browser, &early).await);
    let late = ann.code_in(30);
    ann.give(&browser, &format!(" {} {} ", &late[..3], &late[3..])).await?;
    // That of an earlier step is over with it.
    is_wrong(ann.give(&ann.waiting().await?, &ann.code_in(0)).await);
    Ok(())
}

async fn ten_at_once_begin_one_session(url: &str) -> Outcome {
    let ann = Ann::enrolled(url).await?;
    let given = ann.code_in(0);
    let one = ann.waiting().await?;
    let mut browsers = vec![one; 5];
    for _ in 0..5 {
        browsers.push(ann.waiting().await?);
    }
    let answers = join_all(browsers.iter().map(|browser| ann.give(browser, &given))).await;
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1, "{answers:?}");
    Ok(())
}

async fn ten_wrong_codes_end_the_sign_in(url: &str) -> Outcome {
    let ann = Ann::enrolled(url).await?;
    let browser = ann.waiting().await?;
    let wrong = wrong_code(&ann.secret, ann.here.clock().now().timestamp());
    let answers = join_all((0..10).map(|_| ann.give(&browser, &wrong))).await;
    answers.into_iter().for_each(is_wrong);
    assert!(matches!(ann.give(&browser, &ann.code_in(0)).await, Err(Error::SignedOut)));
    ann.give(&ann.waiting().await?, &ann.code_in(0)).await?;
    Ok(())
}

async fn a_sign_in_waits_ten_minutes(url: &str) -> Outcome {
    let ann = Ann::enrolled(url).await?;
    let (soon, late) = (ann.waiting().await?, ann.waiting().await?);
    ann.clock.forward(9);
    ann.give(&soon, &ann.code_in(0)).await?;
    ann.clock.forward(1);
    assert!(matches!(ann.give(&late, &ann.code_in(0)).await, Err(Error::SignedOut)));
    assert!(matches!(ann.give(&nowhere(), &ann.code_in(0)).await, Err(Error::SignedOut)));
    Ok(())
}

async fn a_recovery_code_works_once(url: &str) -> Outcome {
    let ann = Ann::enrolled(url).await?;
    let (first, second) = (&ann.recovery_codes[0], &ann.recovery_codes[1]);
    let mut browsers = Vec::new();
    for _ in 0..10 {
        browsers.push(ann.waiting().await?);
    }
    let answers = join_all(browsers.iter().map(|browser| ann.give(browser, first))).await;
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1, "{answers:?}");
    is_wrong(ann.give(&ann.waiting().await?, first).await);
    assert_eq!(ann.here.second_factors().look(&ann.who).await?.recovery_codes, 9);
    ann.give(&ann.waiting().await?, &second.to_uppercase().replace('-', " ")).await?;
    Ok(())
}

async fn new_recovery_codes_end_the_old_ones(url: &str) -> Outcome {
    let ann = Ann::enrolled(url).await?;
    let make = |code: String| MakeRecoveryCodes { code: code.into() };
    let wrong = wrong_code(&ann.secret, ann.here.clock().now().timestamp());
    is_wrong(Box::pin(ann.here.second_factors().make_codes(&ann.who, make(wrong), &nowhere())).await);
    let given = make(ann.code_in(0));
    let made = Box::pin(ann.here.second_factors().make_codes(&ann.who, given, &nowhere())).await?;
    is_wrong(ann.give(&ann.waiting().await?, &ann.recovery_codes[0]).await);
    ann.give(&ann.waiting().await?, &made.codes[0]).await?;
    Ok(())
}

async fn a_removed_factor_asks_for_nothing(url: &str) -> Outcome {
    let ann = Ann::enrolled(url).await?;
    let waiting = ann.waiting().await?;
    let remove =
        |password: &str, code: String| RemoveSecondFactor { password: password.into(), code: code.into() };
    let wrong = wrong_code(&ann.secret, ann.here.clock().now().timestamp());
    let by_wrong_code = remove(&ann.password, wrong);
    is_wrong(Box::pin(ann.here.second_factors().remove(&ann.who, by_wrong_code, &nowhere())).await);
    let by_wrong_password = remove("a wrong pass phrase", ann.code_in(0));
    let refused = Box::pin(ann.here.second_factors().remove(&ann.who, by_wrong_password, &nowhere())).await;
    assert!(matches!(refused, Err(Error::Invalid(fields)) if fields[0].field == "password"));
    ann.waiting().await?;

    let right = remove(&ann.password, ann.code_in(0));
    Box::pin(ann.here.second_factors().remove(&ann.who, right, &nowhere())).await?;
    ann.by_password(&ann.password).await?;
    is_wrong(ann.give(&waiting, &ann.code_in(30)).await);
    is_wrong(ann.give(&waiting, &ann.recovery_codes[0]).await);
    Ok(())
}

async fn a_new_password_keeps_the_factor(url: &str) -> Outcome {
    let ann = Ann::enrolled(url).await?;
    let before = ann.waiting().await?;
    let new = Person::new_password();
    let change =
        ChangePassword { current_password: ann.password.clone().into(), new_password: new.clone().into() };
    // They are signed in, and stay so without a code.
    Box::pin(ann.here.passwords().change(&ann.who, change, &nowhere())).await?;
    // A sign-in with the old password ends with it.
    assert!(matches!(ann.give(&before, &ann.code_in(0)).await, Err(Error::SignedOut)));
    let after = waits(ann.by_password(&new).await)?;
    ann.give(&after, &ann.code_in(0)).await?;
    Ok(())
}

async fn a_reset_on_the_machine_removes_it(url: &str) -> Outcome {
    let ann = Ann::enrolled(url).await?;
    let made = ann.here.operators().reset_from_the_console(&ADDRESS.parse()?).await?;
    let password = Person::new_password();
    let link = UsePasswordLink { token: token_of(&made.link).into(), password: password.clone().into() };
    Box::pin(ann.here.password_links().use_link(link, nowhere())).await?;
    let started = ann.by_password(&password).await?;
    let who = ann.here.sessions().signed_in(&started.bearer, &nowhere()).await?;
    let found = ann.here.second_factors().look(&who).await?;
    assert_eq!((found.set_up_at, found.recovery_codes), (None, 0));
    Ok(())
}

async fn what_is_not_confirmed_asks_for_nothing(url: &str) -> Outcome {
    let (here, clock) = expiry::marketplace(url).await?;
    let (who, password) = Box::pin(ann(&here)).await?;
    let begin = || BeginSecondFactor { password: password.clone().into() };
    let begun = Box::pin(here.second_factors().begin(&who, begin(), &nowhere())).await?;
    let sign_in = SignIn { email: ADDRESS.parse()?, password: password.clone().into() };
    Box::pin(here.sessions().sign_in(sign_in, &nowhere())).await?;
    let confirm = async |secret: &str| {
        let given = code(secret, here.clock().now().timestamp());
        let confirm = ConfirmSecondFactor { code: given.into() };
        Box::pin(here.second_factors().confirm(&who, confirm, &nowhere())).await
    };
    // Another secret takes its place, and one waits for an hour.
    let again = Box::pin(here.second_factors().begin(&who, begin(), &nowhere())).await?;
    is_wrong(confirm(&begun.secret).await);
    clock.forward(60);
    assert!(matches!(confirm(&again.secret).await, Err(Error::Conflict(_))));
    let third = Box::pin(here.second_factors().begin(&who, begin(), &nowhere())).await?;
    confirm(&third.secret).await?;
    let set_up = Box::pin(here.second_factors().begin(&who, begin(), &nowhere())).await;
    assert!(matches!(set_up, Err(Error::Conflict(_))));
    Ok(())
}
