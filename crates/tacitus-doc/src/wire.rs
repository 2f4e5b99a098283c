//! The wire format, version 1: readings as JSON Lines, with offsets in Unicode code points.
