use super::*;
use crate::{
    credential::{CredentialOwner, Standing},
    ids::{ConnectionId, CredentialId, PersonId, TenantId},
};

const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;

fn at(second: i64) -> Timestamp {
    Timestamp::from_timestamp(1_790_000_000 + second, 0).unwrap()
}

fn credential(regenerated: Option<i64>) -> Credential {
    Credential {
        id: CredentialId::new(1, &[7; 10]),
        tenant: TenantId::new(2, &[7; 10]),
        owner: CredentialOwner::Connection(ConnectionId::new(3, &[7; 10])),
        auth_method: AuthMethod::ClientSecret,
        generation: 1,
        created_by: PersonId::new(4, &[7; 10]),
        created_at: at(0),
        regenerated_at: regenerated.map(at),
        regenerated_by: regenerated.map(|_| PersonId::new(4, &[7; 10])),
        deleted_at: None,
        workload_last_used_at: None,
        secret_retires_after_days: None,
        standing: Standing::default(),
    }
}

fn secret(created: i64, used: Option<i64>, ends: Option<i64>) -> Secret {
    Secret {
        id: SecretId::new(u64::try_from(created).unwrap(), &[7; 10]),
        credential: CredentialId::new(1, &[7; 10]),
        hint: "abcd".into(),
        created_by: PersonId::new(4, &[7; 10]),
        created_at: at(created),
        last_used_at: used.map(at),
        last_used_from: None,
        expires_at: ends.map(at),
        notice_at: None,
        reported_at: None,
    }
}

#[test]
fn a_secret_works_until_its_end_and_not_at_it() {
    let ending = secret(0, None, Some(10));
    assert!(ending.works(at(9)) && !ending.works(at(10)));
    assert!(!Secret { reported_at: Some(at(5)), ..ending }.works(at(6)));
}

#[test]
fn a_secret_is_awaited_until_there_is_one_that_nothing_has_replaced() {
    let (old, new) = (secret(0, None, Some(DAY)), secret(100, None, None));
    assert!(credential(None).awaits_secret(&[]));
    assert!(!credential(None).awaits_secret(std::slice::from_ref(&old)));
    assert!(credential(Some(100)).awaits_secret(std::slice::from_ref(&old)));
    assert!(!credential(Some(100)).awaits_secret(&[new, old]));
    // Another node made it, by a clock that is ahead.
    let ahead = secret(130, None, Some(DAY));
    let regenerated_at = Some(replaced_at(&ahead, at(100)));
    let regenerated = Credential { regenerated_at, ..credential(None) };
    assert!(regenerated.has_replaced(&ahead) && regenerated.awaits_secret(std::slice::from_ref(&ahead)));
    assert_eq!(replaced_at(&ahead, at(200)), at(200));
    let keyless = Credential { auth_method: AuthMethod::PrivateKeyJwt, ..credential(None) };
    assert!(!keyless.awaits_secret(&[]));
}

#[test]
fn what_is_amiss_is_pointed_out_near_the_end() {
    let client = credential(Some(DAY));
    let end = 21 * DAY;
    let old = |used| secret(0, used, Some(end));
    let new = |used| secret(DAY, used, None);
    let concerns = |secrets: &[Secret], day: i64| -> Vec<_> {
        client.secret_notices(secrets, at(day * DAY)).into_iter().map(|one| one.concern).collect()
    };
    let (still, unused) = ([SecretConcern::OldStillUsed], [SecretConcern::NewUnused]);
    assert_eq!(concerns(&[new(Some(2 * DAY)), old(Some(3 * DAY))], 13), [], "eight days are left");
    assert_eq!(concerns(&[new(Some(2 * DAY)), old(Some(3 * DAY))], 14), still);
    assert_eq!(concerns(&[new(Some(2 * DAY)), old(Some(HOUR))], 14), [], "it was used before alone");
    assert_eq!(concerns(&[new(None), old(Some(HOUR))], 14), unused);
    assert_eq!(concerns(&[old(None)], 14), unused, "no one has collected the new one");
    assert_eq!(concerns(&[new(None), old(Some(3 * DAY))], 21), [], "it has ended");
    let short = [new(None), secret(0, None, Some(3 * DAY))];
    assert_eq!(concerns(&short, 1), [], "the overlap has just begun");
    assert_eq!(concerns(&short, 2), unused);
}

#[test]
fn an_end_by_policy_is_pointed_out_in_the_second_half_of_the_life() {
    let client = credential(None);
    let notices = |life: i64, day: i64| {
        client.secret_notices(&[secret(0, Some(1), Some(life * DAY))], at(day * DAY)).len()
    };
    assert_eq!([notices(90, 59), notices(90, 60), notices(90, 90)], [0, 1, 0]);
    assert_eq!([notices(10, 4), notices(10, 5)], [0, 1]);
}

#[test]
fn each_warning_comes_once_and_the_end_last() {
    let (end, mut now, mut days) = (at(90 * DAY), at(0), Vec::new());
    while let Some(next) = next_notice(end, now) {
        days.push((end - next).num_days());
        now = next;
    }
    assert_eq!(days, [30, 7, 1, 0]);
    assert_eq!(next_notice(at(HOUR), at(0)), Some(at(HOUR)), "too short for a warning");
    assert_eq!(next_notice(at(DAY), at(0)), Some(at(DAY)), "a warning would come with the secret");
}

#[test]
fn an_overlap_ends_with_whatever_ends_first() {
    let end = |had: Option<i64>, new: Option<i64>| end_of_overlap(48, had.map(at), new.map(at), at(0));
    assert_eq!(end(None, None), at(2 * DAY));
    assert_eq!(end(Some(DAY), None), at(DAY));
    assert_eq!(end(Some(3 * DAY), Some(HOUR)), at(HOUR));
    assert_eq!(end_by_policy(Some(30), at(0)), Some(at(30 * DAY)));
    assert_eq!(end_by_policy(None, at(0)), None);
}

#[test]
fn an_old_secret_goes_at_its_end_and_another_stays_in_sight() {
    let client = credential(Some(DAY));
    let (old, new) = (secret(0, None, Some(3 * DAY)), secret(DAY, Some(2 * DAY), Some(9 * DAY)));
    let due =
        |secret: &Secret, day: i64| client.secret_due(secret, &[new.clone(), old.clone()], at(day * DAY));
    assert_eq!(due(&old, 2), SecretDue::Nothing, "the new one is used, and the old one is not");
    assert_eq!(due(&old, 3), SecretDue::Retire);
    assert_eq!(due(&new, 8), SecretDue::Warn(SecretConcern::Ending));
    assert_eq!(due(&new, 9), SecretDue::Ended);
    let reported = Secret { reported_at: Some(at(DAY)), ..old.clone() };
    assert_eq!(due(&reported, 3), SecretDue::Nothing);
}

#[test]
fn a_client_is_stopped_when_its_last_secret_is() {
    let client = credential(Some(DAY));
    let old = secret(0, None, Some(3 * DAY));
    let new = secret(DAY, None, Some(9 * DAY));
    let leaked = Secret { reported_at: Some(at(2 * DAY)), ..new.clone() };
    let stopped = |secrets: &[Secret], day: i64| client.secrets_stopped(secrets, at(day * DAY));
    assert_eq!(stopped(&[], 1), None);
    assert_eq!(stopped(&[new.clone(), old.clone()], 4), None);
    assert_eq!(stopped(&[new, old.clone()], 9), Some((at(9 * DAY), StoppedBy::EndedSecret)));
    assert_eq!(stopped(&[leaked.clone(), old.clone()], 2), None, "the old one still works");
    assert_eq!(stopped(&[leaked.clone(), old.clone()], 3), Some((at(2 * DAY), StoppedBy::LeakedSecret)));
    assert_eq!(stopped(&[old], 3), None, "no one has collected the new one");
    let workload = Credential { workload_last_used_at: Some(at(5 * DAY)), ..client.clone() };
    assert_eq!(workload.secrets_stopped(&[leaked], at(6 * DAY)), None);
}
