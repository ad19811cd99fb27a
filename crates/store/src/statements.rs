//! Counts the statements of a task: the cost of a list must not depend on its length.

use std::cell::Cell;

use sea_orm::DatabaseConnection;

tokio::task_local! {
    static COUNT: Cell<u64>;
}

/// What the future gives, and how many statements it sent to a database.
pub async fn counted<F: Future>(future: F) -> (F::Output, u64) {
    let counting = async {
        let output = future.await;
        (output, COUNT.with(Cell::get))
    };
    COUNT.scope(Cell::new(0), counting).await
}

pub(crate) fn watch(database: &mut DatabaseConnection) {
    // Outside of `counted` nobody asks.
    database.set_metric_callback(|_| {
        let _ = COUNT.try_with(|count| count.set(count.get() + 1));
    });
}
