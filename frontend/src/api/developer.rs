//! The operations of `/api/developer/v1`.
