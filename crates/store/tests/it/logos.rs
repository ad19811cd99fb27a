use chrono::TimeDelta;
use model::{
    app::{App, AppDetails},
    connection::Connection,
    logo::{LogoFetch, LogoImage, LogoState},
};
use sea_orm::{ConnectionTrait, Database as SeaOrm};

use crate::{
    harness::{Database, Outcome, at, on_both},
    marketplace::{allowed, draft, market, published},
};

on_both! {
    what_becomes_of_a_logo_loses_no_race
    a_picture_goes_with_the_last_app_that_shows_it
    a_picture_stays_for_a_tenant_that_has_not_seen_the_next_one
    a_picture_stays_for_a_tenant_of_another_app
    a_picture_has_a_largest_size
    a_logo_that_admins_saw_before_is_known_until_it_is_asked_for
}

pub fn waiting(app: App, since: i64) -> App {
    let logo = LogoFetch { state: LogoState::Waiting, due: Some(at(since)), ..LogoFetch::NONE };
    let details = AppDetails { logo_url: Some(format!("https://a.example/{since}")), ..app.details };
    App { details, logo, ..app }
}

async fn what_becomes_of_a_logo_loses_no_race(database: Database) -> Outcome {
    let market = market(&database.store).await?;
    let app = waiting(draft(&market.acme, "A"), 10);
    let image = LogoImage::new(&[7; 32]);
    let mut tx = database.store.begin().await?;
    let platform = tx.platform().await?;
    platform.apps().insert(&app).await?;
    platform.logos().put(&image, vec![1, 2, 3], at(11)).await?;
    platform.logos().put(&image, vec![1, 2, 3], at(12)).await?;
    let mut taken = App {
        logo: LogoFetch::settled(None, at(11) + TimeDelta::seconds(5)),
        details_revision: 2,
        ..app.clone()
    };
    taken.details.logo_image = Some(image.clone());
    platform.logos().settle(&taken).await?;
    assert_eq!(platform.apps().get(app.id).await?, Some(taken.clone()));
    assert_eq!(platform.logos().png(&image).await?, Some(vec![1, 2, 3]));
    // A form that was open meanwhile is saved.
    let saved = platform.apps().update(&App { updated_at: at(20), ..taken.clone() }).await?;
    assert_eq!(saved.revision, app.revision + 1);
    let refused = App { logo: LogoFetch::settled(Some("It is an SVG.".into()), at(30)), ..saved };
    platform.logos().settle(&refused).await?;
    assert_eq!(platform.apps().get(app.id).await?, Some(refused));
    Ok(())
}

async fn a_picture_goes_with_the_last_app_that_shows_it(database: Database) -> Outcome {
    let market = market(&database.store).await?;
    let image = LogoImage::new(&[8; 32]);
    let mut apps = ["A", "B"].map(|name| draft(&market.acme, name));
    let mut tx = database.store.begin().await?;
    tx.platform().await?.logos().put(&image, vec![9], at(1)).await?;
    for app in &mut apps {
        app.details.logo_image = Some(image.clone());
        tx.platform().await?.apps().insert(app).await?;
    }
    let platform = tx.platform().await?;
    for (app, left) in apps.into_iter().zip([Some(vec![9]), None]) {
        platform.logos().forget_unshown_of(app.id).await?;
        assert_eq!(platform.logos().png(&image).await?, Some(vec![9]), "it is shown");
        let details = AppDetails { logo_image: None, ..app.details.clone() };
        let changes = app.details.changes(&details, at(2));
        let app = App { details, details_revision: app.details_revision + 1, ..app };
        platform.apps().update(&app).await?;
        platform.add_detail_changes(&app, &changes).await?;
        platform.logos().forget_unshown_of(app.id).await?;
        assert_eq!(platform.logos().png(&image).await?, left);
    }
    Ok(())
}

async fn a_picture_stays_for_a_tenant_that_has_not_seen_the_next_one(database: Database) -> Outcome {
    let market = market(&database.store).await?;
    let mut app = published(&database.store, &market, &draft(&market.acme, "A")).await?;
    let images = [1, 2, 3].map(|number| LogoImage::new(&[number; 32]));
    // Its admins have seen the first one.
    let seen = app.details_revision + 1;
    let connection = Connection { details_seen: seen, ..allowed(&market.clinic, &app, market.ann.id) };
    let mut tx = database.store.begin().await?;
    tx.within(market.clinic.id).await?.connections().insert(&connection).await?;
    let platform = tx.platform().await?;
    for image in &images {
        let mut next = App { details_revision: app.details_revision + 1, ..app.clone() };
        next.details.logo_image = Some(image.clone());
        platform.logos().put(image, vec![9], at(2)).await?;
        platform.logos().settle(&next).await?;
        platform.add_detail_changes(&next, &app.details.changes(&next.details, at(2))).await?;
        platform.logos().forget_unshown_of(app.id).await?;
        app = next;
    }
    let [first, second, third] = &images;
    assert_eq!(platform.logos().png(first).await?, Some(vec![9]), "it is to stand beside the third");
    assert_eq!(platform.logos().png(second).await?, None, "no one has seen it");
    assert_eq!(platform.logos().png(third).await?, Some(vec![9]), "it is shown");
    let now = Connection { details_seen: app.details_revision, ..connection.clone() };
    tx.within(market.clinic.id).await?.connections().update(&connection, &now).await?;
    let platform = tx.platform().await?;
    platform.logos().forget_unshown_of(app.id).await?;
    assert_eq!(platform.logos().png(first).await?, None);
    Ok(())
}

/// Two apps show one picture, and both get another: the tenant of the first has not looked yet.
async fn a_picture_stays_for_a_tenant_of_another_app(database: Database) -> Outcome {
    let market = market(&database.store).await?;
    let [before, after] = [1, 2].map(|number| LogoImage::new(&[number; 32]));
    let mut tx = database.store.begin().await?;
    for image in [&before, &after] {
        tx.platform().await?.logos().put(image, vec![9], at(1)).await?;
    }
    tx.commit_unrecorded().await?;
    let mut apps = Vec::new();
    for name in ["A", "B"] {
        let mut app = draft(&market.acme, name);
        app.details.logo_image = Some(before.clone());
        apps.push(published(&database.store, &market, &app).await?);
    }
    let seen = apps[0].details_revision;
    let connection = Connection { details_seen: seen, ..allowed(&market.clinic, &apps[0], market.ann.id) };
    let mut tx = database.store.begin().await?;
    tx.within(market.clinic.id).await?.connections().insert(&connection).await?;
    let platform = tx.platform().await?;
    for app in &apps {
        let mut next = App { details_revision: app.details_revision + 1, ..app.clone() };
        next.details.logo_image = Some(after.clone());
        platform.logos().settle(&next).await?;
        platform.add_detail_changes(&next, &app.details.changes(&next.details, at(2))).await?;
        platform.logos().forget_unshown_of(app.id).await?;
    }
    assert_eq!(platform.logos().png(&before).await?, Some(vec![9]), "the first app's tenant is to see it");
    Ok(())
}

async fn a_picture_has_a_largest_size(database: Database) -> Outcome {
    let image = LogoImage::new(&[9; 32]);
    let mut tx = database.store.begin().await?;
    let put = tx.platform().await?.logos().put(&image, vec![0; 300_001], at(1)).await;
    assert!(put.is_err());
    drop(tx);
    let mut tx = database.store.begin().await?;
    tx.platform().await?.logos().put(&image, vec![0; 300_000], at(1)).await?;
    Ok(())
}

async fn a_logo_that_admins_saw_before_is_known_until_it_is_asked_for(database: Database) -> Outcome {
    let market = market(&database.store).await?;
    let app = waiting(draft(&market.acme, "A"), 10);
    let mut tx = database.store.begin().await?;
    tx.platform().await?.apps().insert(&app).await?;
    tx.commit_unrecorded().await?;
    // As the migration writes it.
    let raw = SeaOrm::connect(&database.url).await?;
    raw.execute_unprepared("UPDATE apps SET logo_reason = 'from before'").await?;
    let mut tx = database.store.begin().await?;
    let platform = tx.platform().await?;
    let before = platform.apps().get(app.id).await?.ok_or("gone")?;
    assert_eq!(before.logo, LogoFetch { from_before: true, ..app.logo });
    let later = App { logo: LogoFetch { due: Some(at(20)), ..before.logo.clone() }, ..before };
    platform.logos().settle(&later).await?;
    assert_eq!(platform.apps().get(app.id).await?, Some(later.clone()));
    let renamed = platform.apps().update(&later).await?;
    assert!(platform.apps().get(app.id).await?.is_some_and(|app| app.logo.from_before));
    let asked = platform.apps().update(&App { logo: renamed.logo.ask(at(30)), ..renamed }).await?;
    assert!(!asked.logo.from_before);
    assert_eq!(platform.apps().get(app.id).await?, Some(asked));
    Ok(())
}
