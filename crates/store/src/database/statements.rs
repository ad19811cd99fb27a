//! Counts the statements of a task: an operation has a budget, and a list costs the same whatever its length.

use std::cell::{Cell, RefCell};

use sea_orm::DatabaseConnection;

tokio::task_local! {
    static COUNT: Cell<u64>;
    static TEXTS: RefCell<Vec<String>>;
}

/// What the future gives, and how many statements it sent to a database.
pub async fn counted<F: Future>(future: F) -> (F::Output, u64) {
    let counting = async {
        let output = future.await;
        (output, COUNT.with(Cell::get))
    };
    COUNT.scope(Cell::new(0), counting).await
}

/// What the future gives, and the statements that it sent to a database: for tests. Beginning and end of a transaction
/// are not among them.
pub async fn sent<F: Future>(future: F) -> (F::Output, Vec<String>) {
    let gathering = async {
        let output = future.await;
        (output, TEXTS.with(RefCell::take))
    };
    TEXTS.scope(RefCell::default(), gathering).await
}

pub(crate) fn watch(database: &mut DatabaseConnection) {
    // Outside of `counted` and `sent` nothing is counted.
    database.set_metric_callback(|info| {
        let _ = COUNT.try_with(|count| count.set(count.get() + 1));
        let _ = TEXTS.try_with(|texts| texts.borrow_mut().push(info.statement.sql.clone()));
    });
}
