//! Pure, deterministic decisions: matching first, later gaps, programmes, pooling, networks, impact. No IO.
