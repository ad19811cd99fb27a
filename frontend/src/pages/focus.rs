//! Where focus goes when what had it is gone.

use leptos::prelude::*;

use crate::dom;

/// Gives focus to the page where the element that had it has gone, such as a removed row's button.
pub fn settle_focus() {
    request_animation_frame(|| {
        if dom::focus_is_lost() {
            dom::focus_id("main");
        }
    });
}

/// As `settle_focus`, where what is to be read next stands on top of the page.
pub fn settle_at_top() {
    settle_focus();
    request_animation_frame(|| window().scroll_to_with_x_and_y(0.0, 0.0));
}
