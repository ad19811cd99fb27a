//! The icons of the SPA, drawn as strokes.

use leptos::prelude::*;

/// The pictures that we use; each a set of strokes on a 24 by 24 grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Symbol {
    Activity,
    Alert,
    Apps,
    ArrowLeft,
    Ban,
    Bell,
    Book,
    Building,
    Check,
    CheckCircle,
    ChevronDown,
    ChevronRight,
    Clock,
    Close,
    Copy,
    Edit,
    ExternalLink,
    Flask,
    Health,
    Info,
    Key,
    Layers,
    Menu,
    Monitor,
    Moon,
    Pause,
    Plug,
    Plus,
    Refresh,
    Search,
    Settings,
    Shield,
    SignOut,
    Sun,
    Trash,
    User,
    Users,
    Warning,
    Webhook,
}

impl Symbol {
    const fn strokes(self) -> &'static str {
        match self {
            Self::Activity => "M22 12h-4l-3 8L9 4l-3 8H2",
            Self::Alert => "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM12 8v4.5M12 16h.01",
            Self::Apps => "M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h6v6h-6z",
            Self::ArrowLeft => "M19 12H5M11 18l-6-6 6-6",
            Self::Ban => "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM5.7 5.7l12.6 12.6",
            Self::Bell => "M6 16V11a6 6 0 0 1 12 0v5l1.5 2h-15zM10 21h4",
            Self::Book => "M5 19.5V5.5A2.5 2.5 0 0 1 7.5 3H19v18H7a2 2 0 0 1 0-4h12",
            Self::Building => {
                "M5 21V4a1 1 0 0 1 1-1h12a1 1 0 0 1 1 1v17M3 21h18M9 7h1M14 7h1M9 11h1M14 11h1M10 21v-5h4v5"
            }
            Self::Check => "M20 6 9 17l-5-5",
            Self::CheckCircle => "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM8.5 12.2l2.5 2.5 4.7-5",
            Self::ChevronDown => "m6 9 6 6 6-6",
            Self::ChevronRight => "m9 6 6 6-6 6",
            Self::Clock => "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM12 7v5l3 2",
            Self::Close => "M18 6 6 18M6 6l12 12",
            Self::Copy => {
                "M10 8h9a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1h-9a1 1 0 0 1-1-1V9a1 1 0 0 1 1-1ZM5 16a1 1 0 0 1-1-1V5a1 1 0 0 1 1-1h10a1 1 0 0 1 1 1"
            }
            Self::Edit => "M12 20h8M16.5 4.500a2.1 2.1 0 0 1 3 3L8 19l-4 1 1-4z",
            Self::ExternalLink => {
                "M14 4h6v6M20 4l-9 9M18 14v5a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V7a1 1 0 0 1 1-1h5"
            }
            Self::Flask => {
                "M10 3v6.500L4.6 18.500A1.7 1.7 0 0 0 6 21h12a1.7 1.7 0 0 0 1.4-2.500L14 9.500V3M8.5 3h7M7.5 15h9"
            }
            Self::Health => {
                "M12 20.5 4.6 13A4.8 4.8 0 0 1 12 7a4.8 4.8 0 0 1 7.4 6zM4 12.500h4l2-3 3 5 1.5-2H20"
            }
            Self::Info => "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM12 11v5M12 8h.01",
            Self::Key => "M8 11a5 5 0 1 0 0 10 5 5 0 0 0 0-10ZM11.6 12.4 21 3M17 7l3 3M14 10l2 2",
            Self::Layers => "m12 3 9 5-9 5-9-5zM3 12.500l9 5 9-5M3 17l9 5 9-5",
            Self::Menu => "M4 6h16M4 12h16M4 18h16",
            Self::Monitor => {
                "M4 4h16a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V5a1 1 0 0 1 1-1ZM8 20h8M12 16v4"
            }
            Self::Moon => "M20 14.500A8.5 8.5 0 1 1 9.5 4a7 7 0 0 0 10.5 10.500Z",
            Self::Pause => "M8 5v14M16 5v14",
            Self::Plug => "M12 22v-5M9 8V2M15 8V2M6 8h12v4a5 5 0 0 1-5 5h-2a5 5 0 0 1-5-5z",
            Self::Plus => "M12 5v14M5 12h14",
            Self::Refresh => {
                "M20 11a8 8 0 0 0-14.5-3.500L3 10M3 4v6h6M4 13a8 8 0 0 0 14.5 3.500L21 14M21 20v-6h-6"
            }
            Self::Search => "M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14ZM20.5 20.5 16 16",
            Self::Settings => "M4 7h9M17 7h3M15 5v4M4 17h3M11 17h9M9 15v4",
            Self::Shield => "M12 3l7.5 3v5.500c0 4.5-3 8-7.5 9.5-4.5-1.5-7.5-5-7.5-9.500V6z",
            Self::SignOut => "M10 21H5a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1h5M16 17l5-5-5-5M21 12H10",
            Self::Sun => {
                "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8ZM12 2v2M12 20v2M2 12h2M20 12h2M4.9 4.900l1.4 1.400M17.7 17.700l1.4 1.400M4.9 19.100l1.4-1.400M17.7 6.300l1.4-1.4"
            }
            Self::Trash => "M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13M10 11v5M14 11v5",
            Self::User => "M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8ZM4.5 21a7.5 7.5 0 0 1 15 0",
            Self::Users => {
                "M9 5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7ZM2.5 20a6.5 6.5 0 0 1 13 0M16 5.200a3.5 3.5 0 0 1 0 6.600M18 14.500a6.5 6.5 0 0 1 3.5 5.5"
            }
            Self::Warning => "M12 4 2.5 20h19zM12 10v4M12 17h.01",
            Self::Webhook => "M4 12a8 8 0 0 1 8-8M4 12a8 8 0 0 0 8 8M12 4v3M12 17v3M9 12h11M16 8l4 4-4 4",
        }
    }
}

/// A picture beside words, never in place of them: hidden from screen readers.
#[component]
pub fn Icon(symbol: Symbol) -> impl IntoView {
    view! {
        <svg
            class="icon"
            aria-hidden="true"
            viewBox="0 0 24 24"
            fill="none"
            stroke="currentColor"
            stroke-width="1.75"
            stroke-linecap="round"
            stroke-linejoin="round"
        >
            <path d=symbol.strokes() />
        </svg>
    }
}
