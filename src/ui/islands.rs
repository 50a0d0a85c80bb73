//! All the code that reaches a phone, by bundle.
