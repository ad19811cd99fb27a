//! The rows of a list, which stay the same elements when an answer brings them again.

use std::sync::Arc;

use leptos::prelude::*;

/// The rows of a list, each as `line` shows it. A row that an answer brings again stays the same element, so that a press
/// under way is not lost.
#[component]
pub(super) fn Rows<T, Line, Shown>(#[prop(into)] rows: Signal<Vec<T>>, line: Line) -> impl IntoView
where
    T: Clone + PartialEq + Send + Sync + 'static,
    Line: Fn(T) -> Shown + Send + Sync + 'static,
    Shown: IntoView + 'static,
{
    let rows = Memo::new(move |before: Option<&Vec<(Key, T)>>| keyed(before, rows.get()));
    let line = Arc::new(line);
    let drawn = move |(key, row): (Key, T)| -> Row {
        let line = line.clone();
        (key, Box::new(move || line(row).into_any()))
    };
    elements(Box::new(move || rows.get().into_iter().map(&drawn).collect()))
}

type Key = usize;
type Row = (Key, Box<dyn FnOnce() -> AnyView + Send>);

/// Knows no type of rows: the program has it once for all lists.
fn elements(rows: Box<dyn Fn() -> Vec<Row> + Send>) -> impl IntoView {
    view! { <For each=rows key=|(key, _)| *key children=|(_, draw): Row| draw() /> }
}

/// A row that is as before keeps its key; any other gets a new one.
fn keyed<T: PartialEq>(before: Option<&Vec<(Key, T)>>, rows: Vec<T>) -> Vec<(Key, T)> {
    let before = || before.into_iter().flatten();
    let mut left: Vec<_> = before().map(Some).collect();
    let mut next = before().map(|(key, _)| key + 1).max().unwrap_or_default();
    let mut key = |row: &T| {
        let same = left.iter_mut().find(|old| old.is_some_and(|(_, old)| old == row));
        if let Some((key, _)) = same.and_then(Option::take) {
            return *key;
        }
        next += 1;
        next - 1
    };
    rows.into_iter().map(|row| (key(&row), row)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_that_stay_keep_their_keys() {
        let first = keyed(None, vec!["Ann", "Bob", "Bob"]);
        let keys = |rows: &[(Key, &str)]| rows.iter().map(|(key, _)| *key).collect::<Vec<_>>();
        assert_eq!(keys(&first), [0, 1, 2]);
        assert_eq!(keys(&keyed(Some(&first), vec!["Cy", "Ann", "Bob", "Bob"])), [3, 0, 1, 2]);
        let changed = keyed(Some(&first), vec!["Ann", "Bea", "Bob"]);
        assert_eq!(keys(&changed), [0, 3, 1]);
        assert!(keyed(Some(&changed), vec![]).is_empty());
    }
}
