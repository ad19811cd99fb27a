//! What nodes tell each other of whom they saw how often.

use uuid::Uuid;

use crate::harness::{Database, Outcome, on_both};

on_both! {
    sums_are_heard_of_one_kind_the_highest_first
}

async fn sums_are_heard_of_one_kind_the_highest_first(database: Database) -> Outcome {
    let [own, second, third] = [1, 2, 3].map(Uuid::from_u128);
    let mut tx = database.store.begin().await?;
    let platform = tx.platform().await?;
    let counts = |counts: &[(&str, u64)]| -> Vec<(String, u64)> {
        counts.iter().map(|(subject, used)| ((*subject).to_owned(), *used)).collect()
    };
    platform.write_rate_window(60, own, &counts(&[("a1", 900)])).await?;
    platform.write_rate_window(60, second, &counts(&[("a1", 3), ("a2", 4), ("a3", 1), ("c1", 600)])).await?;
    platform
        .write_rate_window(60, third, &counts(&[("a1", 2), ("c1", 500), ("c2", 700), ("c3", 800)]))
        .await?;
    platform.write_rate_window(120, second, &counts(&[("a9", 50)])).await?;
    for (kind, most, expected) in
        [('a', 2, &[("a1", 5), ("a2", 4)][..]), ('c', 2, &[("c1", 1100), ("c3", 800)][..]), ('t', 2, &[][..])]
    {
        let heard = platform.rate_window_elsewhere(60, own, kind, most).await?;
        assert_eq!(heard, counts(expected).into_iter().collect(), "{kind}");
    }
    Ok(())
}
