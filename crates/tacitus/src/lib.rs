//! Reads reports: ties ingest, reading and output.
