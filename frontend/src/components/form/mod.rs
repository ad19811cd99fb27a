//! Forms: fields by name, the server's problems beside the field that they are about.

mod choice;
mod errors;
mod field;
mod state;
mod submit;
mod text;

pub use choice::{Checkbox, Choice, Fieldset, RadioGroup, Select};
pub use errors::ErrorSummary;
pub use state::FormState;
pub use submit::{Form, SideButton, SubmitButton};
pub use text::{PasswordField, TextArea, TextField, Username, WebAddressField};
