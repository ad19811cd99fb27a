//! The operations of `/api/operator/v1`.
