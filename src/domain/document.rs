//! A paper as a document: headings, paragraphs, tables, signature blocks, pictures, page breaks. One model, printed as PDF and as
//! .docx by `server::papers`; what a paper says comes from [`crate::domain::paper`].

/// The page a document is set on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Style {
    /// A4 upright with margins for a binder.
    #[default]
    Letter,
    /// A4 across within a border, everything centred; each page break begins another certificate.
    Certificate,
}

/// Where lines stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Align {
    /// At the left.
    #[default]
    Left,
    /// In the middle.
    Centre,
}

/// A stretch of text of one kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// What it says.
    pub text: String,
    /// Set heavier.
    pub strong: bool,
}

/// Reads `**heavy**` words out of a text. A mark without its partner is text.
pub fn spans(text: &str) -> Vec<Span> {
    let pieces: Vec<&str> = text.split("**").collect();
    let closed = pieces.len() % 2 == 1;
    let mut out: Vec<Span> = Vec::new();
    for (index, piece) in pieces.iter().enumerate() {
        let last = index + 1 == pieces.len();
        let (text, strong) =
            if last && !closed { (format!("**{piece}"), false) } else { ((*piece).to_owned(), index % 2 == 1) };
        if !text.is_empty() {
            out.push(Span { text, strong });
        }
    }
    out
}

/// Who signs: the lines above and below the empty space.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Signature {
    /// "Pangkalan Bun, 29 September 2022"; may be empty.
    pub place: String,
    /// "Kepala Dinas,".
    pub role: String,
    /// With gelar; dots to fill in by hand where nobody knows.
    pub name: String,
    /// "NIP 1971..."; may be empty.
    pub below: String,
}

/// A table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// Names of the columns, repeated on every page. An empty one belongs to the name before it.
    pub head: Vec<String>,
    /// Shares of the width, one for each column.
    pub widths: Vec<u16>,
    /// Cells as text.
    pub rows: Vec<Vec<String>>,
    /// The least height of a row in points: room for a signature.
    pub least: u16,
}

/// A picture as a stored file has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// JPEG.
    pub jpeg: Vec<u8>,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// Below it; with its credit.
    pub caption: String,
}

/// One part of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// The office's head: the line above, its name, lines below.
    Letterhead(String, String, Vec<String>),
    /// The paper's own name, in the middle.
    Title(String),
    /// A heading.
    Heading(String),
    /// Text.
    Paragraph(Vec<Span>, Align),
    /// A point of a list with its mark: "1.", "•".
    Item(String, Vec<Span>),
    /// Lines of "Hari : Rabu", the colons below each other.
    Fields(Vec<(String, String)>),
    /// A table.
    Table(Table),
    /// The name on a certificate: as large as its length allows.
    Name(String),
    /// Who signs, beside each other.
    Signatures(Vec<Signature>),
    /// A picture.
    Picture(Picture),
    /// The next page.
    PageBreak,
}

/// A document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// For the file's own description.
    pub title: String,
    /// The page.
    pub style: Style,
    /// In order.
    pub blocks: Vec<Block>,
}

/// Dots to fill in by hand: what nobody has told the program.
pub const DOTS: &str = "........................................";

/// The text, or dots where there is none.
pub fn or_dots(text: &str) -> String {
    if text.trim().is_empty() { DOTS.to_owned() } else { text.trim().to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_without_a_partner_are_text() {
        let told = |text: &str| spans(text).into_iter().map(|span| (span.text, span.strong)).collect::<Vec<_>>();
        assert_eq!(told("a **b** c"), [("a ".to_owned(), false), ("b".to_owned(), true), (" c".to_owned(), false)]);
        assert_eq!(told("a ** b"), [("a ".to_owned(), false), ("** b".to_owned(), false)]);
        assert_eq!(told(""), []);
        assert_eq!(or_dots("  "), DOTS);
    }
}
