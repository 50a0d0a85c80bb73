//! Bytes of a table, as spreadsheet programs write them, to rows: any of the usual encodings and separators.

use crate::domain::table::{Row, Sheet, safe_cell};

/// The largest table that the command line takes, in bytes.
pub const LARGEST: usize = 64 * 1024 * 1024;

/// Text of a table from its bytes, and a remark when its letters had to be guessed. The error is a sentence.
pub fn text(bytes: &[u8]) -> Result<(String, Option<&'static str>), &'static str> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err("Berkas ini kosong.");
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return Err("Ini berkas Excel. Di Excel pilih Simpan Sebagai, lalu jenis CSV UTF-8, dan kirim berkas CSV itu.");
    }
    // A byte order mark says it plainly: UTF-8, or the UTF-16 of Excel's "Unicode text".
    if let Some((encoding, _)) = encoding_rs::Encoding::for_bom(bytes) {
        let (text, _, broken) = encoding.decode(bytes);
        return if broken { Err(UNREADABLE) } else { checked(text.into_owned(), None) };
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        checked(text.to_owned(), None)
    } else {
        let (text, _, broken) = encoding_rs::WINDOWS_1252.decode(bytes);
        if broken {
            return Err(UNREADABLE);
        }
        checked(
            text.into_owned(),
            Some("Berkas ini bukan UTF-8 dan dibaca sebagai Windows-1252. Periksa huruf beraksen di bawah."),
        )
    }
}

const UNREADABLE: &str = "Berkas ini bukan tabel teks yang bisa dibaca. Simpan sebagai CSV UTF-8, lalu coba lagi.";

fn checked(text: String, remark: Option<&'static str>) -> Result<(String, Option<&'static str>), &'static str> {
    if text.contains('\0') { Err(UNREADABLE) } else { Ok((text, remark)) }
}

/// Rows of a table's text. The separator is whichever of comma, semicolon and tab splits the header most; a first line
/// `sep=;` (Excel's) decides it.
///
/// Cells are kept as written; a row may have any width. The error is a sentence.
pub fn sheet(text: &str) -> Result<Sheet, String> {
    let mut skipped = 0;
    let mut body = text.trim_start_matches('\u{feff}');
    let mut separator = None;
    if let Some(rest) = body.strip_prefix("sep=")
        && let Some(&byte) = rest.as_bytes().first()
        && byte.is_ascii()
    {
        separator = Some(byte);
        body = rest.split_once('\n').map_or("", |(_, rest)| rest);
        skipped = 1;
    }
    let header = body.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let separator = separator.unwrap_or_else(|| {
        // On a tie the comma stands: `max_by_key` keeps the last.
        *[b'\t', b';', b',']
            .iter()
            .max_by_key(|byte| header.bytes().filter(|other| other == *byte).count())
            .unwrap_or(&b',')
    });
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator).from_reader(body.as_bytes());
    let mut sheet = Sheet::default();
    for record in reader.records() {
        let record = record.map_err(|error| {
            let line = error.position().map_or(0, csv::Position::line) + skipped;
            format!("Baris {line} tidak terbaca sebagai CSV. Periksa tanda petiknya.")
        })?;
        let line = record.position().map_or(0, |position| first_line(body, position)) + skipped;
        let cells: Vec<String> = record.iter().map(str::to_owned).collect();
        if sheet.header.is_empty() {
            if cells.iter().any(|cell| !cell.trim().is_empty()) {
                sheet.header = cells;
            }
        } else {
            sheet.rows.push(Row { line, cells });
        }
    }
    Ok(sheet)
}

/// The line on which a record begins. The reader gives the place where it ended the record before: empty lines may follow there.
fn first_line(body: &str, position: &csv::Position) -> u64 {
    let from = usize::try_from(position.byte()).unwrap_or(usize::MAX);
    let rest = body.as_bytes().get(from..).unwrap_or_default();
    let empty = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).filter(|byte| **byte == b'\n').count();
    position.line() + empty as u64
}

/// A table as CSV: commas, lines ended as RFC 4180 wants, cells that a spreadsheet would run made harmless.
pub fn written<const N: usize>(header: [&str; N], rows: impl IntoIterator<Item = [String; N]>) -> String {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    // Writing into memory does not fail, and every row has the header's width.
    let _ = writer.write_record(header);
    for row in rows {
        let _ = writer.write_record(row.map(|cell| safe_cell(&cell)));
    }
    writer.into_inner().ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cells(bytes: &[u8]) -> Vec<Vec<String>> {
        let sheet = sheet(&text(bytes).unwrap().0).unwrap();
        std::iter::once(sheet.header).chain(sheet.rows.into_iter().map(|row| row.cells)).collect()
    }

    #[test]
    fn however_it_was_saved() {
        let expected =
            vec![vec!["name".to_owned(), "kind".to_owned()], vec!["Café, Baca".to_owned(), "tbm".to_owned()]];
        assert_eq!(cells("name,kind\n\"Café, Baca\",tbm\n".as_bytes()), expected);
        assert_eq!(cells("\u{feff}name;kind\r\nCafé, Baca;tbm\r\n".as_bytes()), expected);
        assert_eq!(cells("sep=;\r\nname;kind\r\nCafé, Baca;tbm\r\n".as_bytes()), expected);
        assert_eq!(cells(b"name\tkind\nCaf\xe9, Baca\ttbm\n"), expected);
        let utf16: Vec<u8> =
            "\u{feff}name\tkind\nCafé, Baca\ttbm\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(cells(&utf16), expected);
        assert!(text(b"name;kind\nCaf\xe9;tbm\n").unwrap().1.is_some());
    }

    #[test]
    fn what_is_no_table_is_refused_with_a_sentence() {
        assert!(text(b" \n ").unwrap_err().contains("kosong"));
        assert!(text(b"PK\x03\x04 and so on").unwrap_err().contains("Excel"));
        assert!(text(b"a,b\0c").is_err());
    }

    #[test]
    fn lines_are_those_of_the_file() {
        let sheet = sheet("name,kind\n\"two\nlines\",tbm\n\nlast,desa\n").unwrap();
        assert_eq!(sheet.rows.iter().map(|row| row.line).collect::<Vec<_>>(), [2, 5]);
    }

    #[test]
    fn what_is_written_reads_back_harmless() {
        let text = written(
            ["name", "latitude"],
            [["=cmd()".to_owned(), "-2.5".to_owned()], ["a\"b,c".to_owned(), String::new()]],
        );
        assert_eq!(text, "name,latitude\r\n'=cmd(),-2.5\r\n\"a\"\"b,c\",\r\n");
    }

    proptest! {
        #[test]
        fn any_bytes_are_rows_or_a_sentence(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            if let Ok((text, _)) = text(&bytes) {
                let _ = sheet(&text);
            }
        }
    }
}
