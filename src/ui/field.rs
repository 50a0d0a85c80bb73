//! The one way to ask for something: label, hint, finding and control.
