//! The operations of `/api/admin/v1`.
