//! The change log's identity, and what a place in it is worth.

use store::{
    Records,
    changes::Change,
    looks::Look,
    places::{Epoch, Place},
};

use crate::harness::{Database, Outcome, at, on_both};

on_both! {
    a_place_holds_in_the_log_where_it_was_read
    a_new_epoch_ends_every_place
    numbers_that_are_given_again_are_other_places
    the_row_that_followers_stand_on_is_not_forgotten
    a_place_before_a_moment_is_the_one_before_its_first_change
    a_look_tells_what_came_after_a_place_or_that_it_is_elsewhere
}

async fn write(database: &Database, seconds: &[i64]) -> Result<Vec<Place>, store::Error> {
    let mut places = Vec::new();
    for moment in seconds {
        let tx = database.store.begin().await?;
        tx.finish(Records::of_changes([Change::Platform]), at(*moment)).await?;
        places.push(database.store.read().await?.platform().await?.end_of_log().await?);
    }
    Ok(places)
}

async fn holds(database: &Database, places: &[Place]) -> Result<Vec<bool>, store::Error> {
    let mut tx = database.store.read().await?;
    let platform = tx.platform().await?;
    let mut held = Vec::new();
    for place in places {
        held.push(platform.holds(place).await?);
    }
    Ok(held)
}

async fn a_place_holds_in_the_log_where_it_was_read(database: Database) -> Outcome {
    let first = database.store.read().await?.platform().await?.end_of_log().await?;
    assert_eq!(first.sequence(), 0, "a new log has a beginning");
    let places = write(&database, &[1, 2, 3]).await?;
    assert_eq!(holds(&database, &[first, places[0], places[2]]).await?, [true; 3]);
    assert_eq!(places[1].to_string().parse::<Place>()?, places[1]);
    Ok(())
}

async fn a_new_epoch_ends_every_place(database: Database) -> Outcome {
    let before = write(&database, &[1, 2]).await?;
    let mut tx = database.store.begin().await?;
    tx.platform().await?.begin_epoch(Epoch::new([9; 16])).await?;
    tx.finish(Records::of_changes([Change::Platform]), at(3)).await?;
    let after = database.store.read().await?.platform().await?.end_of_log().await?;
    assert_eq!(after.sequence(), before[1].sequence() + 1, "those who listen are woken");
    assert_eq!(holds(&database, &[before[0], before[1], after]).await?, [false, false, true]);
    assert!(after.is_elsewhere(&before[1]));
    Ok(())
}

async fn numbers_that_are_given_again_are_other_places(database: Database) -> Outcome {
    let before = write(&database, &[1, 2, 3]).await?;
    go_back(&database, before[0].sequence()).await?;
    assert_eq!(holds(&database, &before).await?, [true, false, false]);
    let after = write(&database, &[2, 3, 4]).await?;
    let numbers = |places: &[Place]| places.iter().map(Place::sequence).collect::<Vec<_>>();
    assert_eq!(numbers(&after)[..2], numbers(&before)[1..]);
    assert_eq!(holds(&database, &before).await?, [true, false, false]);
    assert_eq!(holds(&database, &after).await?, [true; 3]);
    Ok(())
}

async fn the_row_that_followers_stand_on_is_not_forgotten(database: Database) -> Outcome {
    let places = write(&database, &[1, 2, 3, 100, 2, 101]).await?;
    let mut tx = database.store.begin().await?;
    let platform = tx.platform().await?;
    assert_eq!(platform.forget_changes(at(50)).await?, 3, "the beginning, and two of them");
    assert_eq!(platform.forget_changes(at(50)).await?, 0);
    tx.commit_unrecorded().await?;
    let kept = [false, false, true, true, true, true];
    assert_eq!(holds(&database, &places).await?, kept);
    let mut tx = database.store.begin().await?;
    assert_eq!(tx.platform().await?.forget_changes(at(500)).await?, 3);
    tx.commit_unrecorded().await?;
    assert_eq!(holds(&database, &places[4..]).await?, [false, true], "never the last");
    Ok(())
}

async fn a_place_before_a_moment_is_the_one_before_its_first_change(database: Database) -> Outcome {
    let places = write(&database, &[1, 10, 5, 20]).await?;
    let mut tx = database.store.read().await?;
    let platform = tx.platform().await?;
    for (moment, expected) in [(6, places[0]), (11, places[2]), (21, places[3])] {
        assert_eq!(platform.place_before(at(moment)).await?, expected, "{moment}");
    }
    Ok(())
}

async fn a_look_tells_what_came_after_a_place_or_that_it_is_elsewhere(database: Database) -> Outcome {
    let beginning = database.store.read().await?.platform().await?.end_of_log().await?;
    assert_eq!(database.store.look(&beginning, 9).await?, Look::Changes(vec![]));
    let places = write(&database, &[1, 2, 3]).await?;
    let found = |look: Look| match look {
        Look::Changes(changes) => Some(changes.iter().map(|recorded| recorded.place).collect::<Vec<_>>()),
        Look::Elsewhere => None,
    };
    for (place, limit, expected) in
        [(beginning, 9, &places[..]), (beginning, 2, &places[..2]), (places[1], 9, &places[2..])]
    {
        assert_eq!(found(database.store.look(&place, limit).await?).as_deref(), Some(expected));
    }

    go_back(&database, places[0].sequence()).await?;
    assert_eq!(database.store.look(&places[0], 9).await?, Look::Changes(vec![]));
    for lost in &places[1..] {
        assert_eq!(database.store.look(lost, 9).await?, Look::Elsewhere, "it is ahead of the log");
    }
    let others = write(&database, &[2, 3, 4, 5]).await?;
    for lost in &places[1..] {
        assert_eq!(database.store.look(lost, 9).await?, Look::Elsewhere, "its number is another's");
    }
    assert_eq!(found(database.store.look(&places[0], 9).await?).as_deref(), Some(&others[..]));

    let mut tx = database.store.begin().await?;
    assert!(tx.platform().await?.forget_changes(at(5)).await? > 0);
    tx.commit_unrecorded().await?;
    assert_eq!(database.store.look(&others[0], 9).await?, Look::Elsewhere, "it was forgotten");
    assert_eq!(found(database.store.look(&others[2], 9).await?).as_deref(), Some(&others[3..]));
    let mut tx = database.store.begin().await?;
    tx.platform().await?.begin_epoch(Epoch::new([9; 16])).await?;
    tx.finish(Records::of_changes([Change::Platform]), at(6)).await?;
    assert_eq!(database.store.look(&others[3], 9).await?, Look::Elsewhere, "it is of another epoch");
    Ok(())
}

/// As a database does that comes from before these changes: their numbers are given again.
async fn go_back(database: &Database, sequence: i64) -> Outcome {
    use sea_orm::ConnectionTrait;
    let raw = sea_orm::Database::connect(&database.url).await?;
    let restart = match raw.get_database_backend() {
        sea_orm::DbBackend::Postgres => {
            format!("ALTER TABLE changes ALTER COLUMN sequence RESTART WITH {}", sequence + 1)
        }
        _ => format!("UPDATE sqlite_sequence SET seq = {sequence} WHERE name = 'changes'"),
    };
    let delete = format!("DELETE FROM changes WHERE sequence > {sequence}");
    let wall = "SELECT set_config('grantry.tenant', '*', true)";
    let sql = match raw.get_database_backend() {
        sea_orm::DbBackend::Postgres => format!("{wall}; {delete}; {restart}"),
        _ => format!("{delete}; {restart}"),
    };
    raw.execute_unprepared(&sql).await?;
    Ok(raw.close().await?)
}
