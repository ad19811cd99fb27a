use leptos::prelude::*;

/// A table on wide screens, a list of labelled lines on narrow ones.
///
/// The roles are said again because a narrow screen's style would take them away.
#[component]
pub fn Table(
    /// What it lists, for screen readers.
    #[prop(into)]
    label: String,
    columns: Vec<&'static str>,
    children: Children,
) -> impl IntoView {
    let head = |column: &'static str| match column {
        "" => view! { <td role="cell"></td> }.into_any(),
        words => view! { <th role="columnheader" scope="col">{words}</th> }.into_any(),
    };
    view! {
        <table class="listing" role="table" aria-label=label>
            <thead role="rowgroup">
                <tr role="row">{columns.into_iter().map(head).collect_view()}</tr>
            </thead>
            <tbody role="rowgroup">{children()}</tbody>
        </table>
    }
}

#[component]
pub fn TableRow(children: Children) -> impl IntoView {
    view! { <tr role="row">{children()}</tr> }
}

/// A cell; `label` is its column's head, which a narrow screen shows beside the value. Without one (names,
/// actions) the value stands alone.
#[component]
pub fn Cell(#[prop(optional, into)] label: Option<&'static str>, children: Children) -> impl IntoView {
    view! {
        <td role="cell">
            {label.map(|label| view! { <span class="cell-label" aria-hidden="true">{label}</span> })}
            <div class="cell-value">{children()}</div>
        </td>
    }
}
