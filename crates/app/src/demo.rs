//! The demonstration: a fictional centre in full working order beside real public registers.
