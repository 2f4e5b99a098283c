//! Tagged text for tests: `<actor>Envoys</actor> <event MEET>met</event>` becomes text and spans.
