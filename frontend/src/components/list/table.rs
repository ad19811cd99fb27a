//! Tables, whose columns declare head and cells together.

use std::sync::Arc;

use leptos::prelude::*;

use super::rows::Rows;

type CellFn<T> = Arc<dyn Fn(&T) -> AnyView + Send + Sync>;

/// A column of a table of `T`s: its head and its cells, which cannot be declared apart.
pub struct Column<T> {
    /// Empty over verbs.
    head: &'static str,
    /// On a narrow screen the value stands without its head.
    alone: bool,
    cell: CellFn<T>,
}

impl<T> Clone for Column<T> {
    fn clone(&self) -> Self {
        Self { head: self.head, alone: self.alone, cell: self.cell.clone() }
    }
}

impl<T> Column<T> {
    pub fn new<Shown: IntoView + 'static>(
        head: &'static str,
        cell: impl Fn(&T) -> Shown + Send + Sync + 'static,
    ) -> Self {
        Self { head, alone: false, cell: Arc::new(move |row| cell(row).into_any()) }
    }

    /// What a row is called: on a narrow screen it stands above the others, without its head.
    pub fn name<Shown: IntoView + 'static>(
        head: &'static str,
        cell: impl Fn(&T) -> Shown + Send + Sync + 'static,
    ) -> Self {
        Self { alone: true, ..Self::new(head, cell) }
    }

    /// What can be done with a row.
    pub fn verbs<Shown: IntoView + 'static>(cell: impl Fn(&T) -> Shown + Send + Sync + 'static) -> Self {
        Self::name("", cell)
    }

    fn header(&self) -> AnyView {
        match self.head {
            "" => view! { <td role="cell"></td> }.into_any(),
            words => view! { <th role="columnheader" scope="col">{words}</th> }.into_any(),
        }
    }

    /// A narrow screen shows the head beside the value, or above it where it needs the whole line.
    fn cell(&self, row: &T) -> impl IntoView + use<T> {
        let label = (!self.alone).then(|| {
            view! { <span class="cell-label" aria-hidden="true">{self.head}</span> }
        });
        let content = (self.cell)(row);
        view! {
            <td role="cell">
                {label}
                <div class="cell-value">{content}</div>
            </td>
        }
    }
}

/// A table on wide screens, a list of labelled lines on narrow ones.
///
/// The roles are said again because a narrow screen's style would take them away.
#[component]
pub fn Table<T: Clone + PartialEq + Send + Sync + 'static>(
    /// What it lists, for screen readers.
    #[prop(into)]
    label: String,
    columns: Vec<Column<T>>,
    #[prop(into)] rows: Signal<Vec<T>>,
) -> impl IntoView {
    let heads = columns.iter().map(Column::header).collect_view();
    let line = move |row: T| {
        let cells = columns.iter().map(|column| column.cell(&row)).collect_view();
        view! { <tr role="row">{cells}</tr> }
    };
    view! {
        <table class="listing" role="table" aria-label=label>
            <thead role="rowgroup">
                <tr role="row">{heads}</tr>
            </thead>
            <tbody role="rowgroup">
                <Rows rows line />
            </tbody>
        </table>
    }
}
