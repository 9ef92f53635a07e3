//! The documents' folder: paths, and a page put into its file durably.
