//! The mail gateway: what people and mail servers hand over, and what becomes of it. One subject a module.
