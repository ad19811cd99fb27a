//! Inboxes: a person's alone, of what they may see now, and carried by one mail each.

use model::{
    ids::PersonId,
    notice::{MailChoice, MailChoices, NoticeKind, ReadAs},
    role::TenantRole,
};
use store::{
    Error, Listing, Tx,
    notice_settings::NoticeSettings,
    notices::{NewNotice, Notice, Reader},
};
use uuid::Uuid;

use crate::{
    harness::{Database, Outcome, at, id, insert_people, insert_tenants, on_both},
    marketplace::{allowed, draft, market, published},
};

on_both! {
    a_notice_is_seen_by_its_person_as_whom_they_are a_daily_mail_takes_what_no_other_has settings_are_written_once
    an_end_is_told_once people_are_found_for_many_tenants an_event_is_in_an_inbox_once_for_each_role
}

fn notice(person: PersonId, read_as: ReadAs) -> Notice {
    let (id, entry) = (id!(NoticeId), id!(AuditEntryId));
    let kind = NoticeKind::Decided;
    Notice { id, person, read_as, entry, kind, offered: None, created_at: at(1), read_at: None }
}

fn new(notice: &Notice, daily: bool) -> NewNotice {
    NewNotice { notice: notice.clone(), daily, mail: None }
}

fn reader(person: PersonId, may_read_as: &[ReadAs]) -> Reader {
    Reader { person, may_read_as: may_read_as.to_vec() }
}

async fn a_notice_is_seen_by_its_person_as_whom_they_are(database: Database) -> Outcome {
    let [ann, bob] = insert_people(&database.store).await?;
    let [clinic] = insert_tenants(&database.store).await?;
    let at_clinic = ReadAs::OfTenant(clinic.id);
    let (one, other) = (notice(ann.id, at_clinic), notice(ann.id, ReadAs::Oneself));
    let mut tx = database.store.begin().await?;
    let notices = tx.platform().await?.notices();
    notices.insert(vec![new(&one, false), new(&other, false)]).await?;
    let member = reader(ann.id, &[ReadAs::Oneself, at_clinic]);
    let listed = notices.list(&member, &Listing::first(9)).await?;
    assert_eq!(listed.items, [other.clone(), one.clone()]);
    assert_eq!(notices.unread(&member).await?, 2);
    let left = reader(ann.id, &[ReadAs::Oneself]);
    assert_eq!(notices.list(&left, &Listing::first(9)).await?.items, std::slice::from_ref(&other));
    assert!(matches!(notices.mark_read(&left, one.id, at(2)).await, Err(Error::NotFound)));
    let neighbour = reader(bob.id, &[ReadAs::Oneself, at_clinic]);
    assert!(notices.list(&neighbour, &Listing::first(9)).await?.items.is_empty());
    notices.mark_read(&member, one.id, at(2)).await?;
    notices.mark_read(&member, one.id, at(3)).await?;
    let read = notices.list(&member, &Listing::first(9)).await?.items;
    assert_eq!(read.iter().map(|one| one.read_at).collect::<Vec<_>>(), [None, Some(at(2))]);
    assert_eq!(notices.forget(at(0)).await?, 0);
    assert_eq!(notices.forget(at(1)).await?, 2);
    Ok(())
}

/// As a group that is begun again puts in once more, beside what is new.
async fn an_event_is_in_an_inbox_once_for_each_role(database: Database) -> Outcome {
    let [ann, bob] = insert_people(&database.store).await?;
    let [clinic] = insert_tenants(&database.store).await?;
    let first = notice(ann.id, ReadAs::OfTenant(clinic.id));
    let again = Notice { id: id!(NoticeId), read_at: Some(at(2)), ..first.clone() };
    let as_another = Notice { id: id!(NoticeId), read_as: ReadAs::Oneself, ..first.clone() };
    let of_another = Notice { id: id!(NoticeId), person: bob.id, ..first.clone() };
    let mut tx = database.store.begin().await?;
    let notices = tx.platform().await?.notices();
    notices.insert(vec![new(&first, false)]).await?;
    let more = [&again, &as_another, &of_another].map(|one| new(one, false));
    notices.insert(more.to_vec()).await?;
    notices.insert(vec![new(&again, false)]).await?;
    let may_read_as = [ReadAs::Oneself, ReadAs::OfTenant(clinic.id)];
    let listed = notices.list(&reader(ann.id, &may_read_as), &Listing::first(9)).await?;
    assert_eq!(listed.items, [as_another, first]);
    assert_eq!(notices.list(&reader(bob.id, &may_read_as), &Listing::first(9)).await?.items, [of_another]);
    Ok(())
}

async fn carried(tx: &mut Tx, reader: &Reader, mail: Uuid) -> Result<Vec<Notice>, Error> {
    tx.platform().await?.notices().of_mail(reader, mail, 9).await
}

async fn a_daily_mail_takes_what_no_other_has(database: Database) -> Outcome {
    let [ann] = insert_people(&database.store).await?;
    let (first, second) = (notice(ann.id, ReadAs::Oneself), notice(ann.id, ReadAs::Oneself));
    let (one, other) = (id!(DeliveryId).uuid(), id!(DeliveryId).uuid());
    let ann_reads = reader(ann.id, &[ReadAs::Oneself]);
    let mut tx = database.store.begin().await?;
    let notices = tx.platform().await?.notices();
    notices.insert(vec![new(&first, true), new(&notice(ann.id, ReadAs::Oneself), false)]).await?;
    notices.gather_daily(ann.id, one).await?;
    notices.insert(vec![new(&second, true)]).await?;
    notices.gather_daily(ann.id, other).await?;
    assert_eq!(notices.person_of_mail(one).await?, Some(ann.id));
    assert_eq!(carried(&mut tx, &ann_reads, one).await?, std::slice::from_ref(&first));
    assert_eq!(carried(&mut tx, &ann_reads, other).await?, std::slice::from_ref(&second));
    let notices = tx.platform().await?.notices();
    notices.release_daily(one).await?;
    notices.gather_daily(ann.id, other).await?;
    assert_eq!(carried(&mut tx, &ann_reads, other).await?, [first, second]);
    Ok(())
}

async fn settings_are_written_once(database: Database) -> Outcome {
    let [ann, bob] = insert_people(&database.store).await?;
    let tx = database.store.begin().await?;
    let settings = tx.shared().notice_settings();
    assert_eq!(settings.get(ann.id).await?, NoticeSettings::default());
    let choices: MailChoices = [(NoticeKind::Leaks, MailChoice::Off)].into_iter().collect();
    let read = NoticeSettings { choices: choices.clone(), revision: 0 };
    let first = settings.put(ann.id, &read).await?;
    assert_eq!((first.revision, settings.get(ann.id).await?), (1, first.clone()));
    assert!(matches!(settings.put(ann.id, &read).await, Err(Error::LostRace)));
    assert_eq!(settings.put(ann.id, &first).await?.revision, 2);
    let of = settings.of([ann.id, bob.id]).await?;
    assert_eq!(of.into_iter().collect::<Vec<_>>(), [(ann.id, choices)]);
    Ok(())
}

async fn an_end_is_told_once(database: Database) -> Outcome {
    let market = market(&database.store).await?;
    let app = published(&database.store, &market, &draft(&market.acme, "Reminders")).await?;
    let mut connection = allowed(&market.clinic, &app, market.ann.id);
    connection.ends_at = Some(at(90));
    let mut tx = database.store.begin().await?;
    let rows = tx.within(market.clinic.id).await?;
    rows.connections().insert(&connection).await?;
    assert!(rows.tell_of_ending(connection.id, at(90), 7).await?);
    assert!(!rows.tell_of_ending(connection.id, at(90), 7).await?);
    assert!(rows.tell_of_ending(connection.id, at(91), 7).await?, "another end");
    let connections = tx.platform().await?.connections();
    let ids = |found: Vec<model::connection::Connection>| found.iter().map(|one| one.id).collect::<Vec<_>>();
    assert_eq!(ids(connections.ending(at(80), at(90), None, 9).await?), [connection.id]);
    assert!(connections.ending(at(80), at(89), None, 9).await?.is_empty());
    assert!(connections.ending(at(90), at(99), None, 9).await?.is_empty());
    assert!(connections.ending(at(80), at(90), Some(connection.id), 9).await?.is_empty());
    let told = connections.endings_told(&[connection.id]).await?;
    assert!(told.contains(&(connection.id, at(90), 7)) && told.len() == 2, "{told:?}");
    let behind = async |version, after| connections.behind(app.id, version, after, 9).await;
    assert_eq!(behind(connection.version + 1, None).await?, [(connection.id, market.clinic.id)]);
    assert!(behind(connection.version + 1, Some(connection.id)).await?.is_empty());
    assert!(behind(connection.version, None).await?.is_empty());
    let connected = connections.connected(&[market.clinic.id, market.harbour.id], &[app.id]).await?;
    assert_eq!(connected.into_iter().collect::<Vec<_>>(), [((market.clinic.id, app.id), connection.id)]);
    Ok(())
}

async fn people_are_found_for_many_tenants(database: Database) -> Outcome {
    let market = market(&database.store).await?;
    let mut tx = database.store.begin().await?;
    let platform = tx.platform().await?;
    platform.tenants().add_member(market.clinic.id, market.ann.id, TenantRole::Viewer, at(1)).await?;
    let developer = model::role::PublisherRole::Developer;
    platform.publishers().add_member(market.acme.id, market.ann.id, developer, at(1)).await?;
    let tenants = [market.clinic.id, market.harbour.id, market.sandbox.id];
    let mut people = platform.people_of_tenants(&tenants).await?;
    people.sort();
    let mut expected = vec![
        (market.clinic.id, market.ann.id, TenantRole::Viewer),
        (market.sandbox.id, market.ann.id, TenantRole::Admin),
    ];
    expected.sort();
    assert_eq!(people, expected);
    Ok(())
}
