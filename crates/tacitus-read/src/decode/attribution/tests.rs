//! Attributions over small parses of our own, written as CoNLL-U rows.
