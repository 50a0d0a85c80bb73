//! Papers: documents printed as PDF and as .docx.

pub mod docx;
pub mod pdf;

#[cfg(test)]
mod tests;
