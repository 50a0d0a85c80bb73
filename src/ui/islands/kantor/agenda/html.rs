//! Writing HTML and form fields. The builder draws text, on the server and in the browser alike: reactive views of the same page were
//! the larger part of the bundle.

use crate::domain::agenda::form::{self, Pairs};
use crate::domain::refusal::Finding;

/// Text as it may stand in an element or a quoted attribute.
pub fn esc(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c => out.push(c),
        }
    }
    out
}

/// The words, if it is so.
pub fn when(is: bool, words: &str) -> &str {
    if is { words } else { "" }
}

/// One form of the page: what stands in it, and what was refused of it.
pub struct Form<'a> {
    /// As [`form::key`] names it.
    key: String,
    /// What stands in it.
    pub values: Vec<(String, String)>,
    findings: &'a [Finding],
}

impl<'a> Form<'a> {
    /// The form of that key. Where it was refused, what was typed stands in it; else `stored`.
    pub fn new(refused: &'a (Vec<(String, String)>, Vec<Finding>), key: String, stored: Vec<(String, String)>) -> Self {
        let (typed, findings) = refused;
        if !typed.is_empty() && form::key(typed) == key {
            Self { key, values: typed.clone(), findings }
        } else {
            Self { key, values: stored, findings: &[] }
        }
    }

    /// It was refused.
    pub fn is_refused(&self) -> bool {
        !self.findings.is_empty()
    }

    /// What stands under that name.
    pub fn get(&self, name: &str) -> &str {
        Pairs(&self.values).get(name)
    }

    /// The id of a field.
    pub fn id(&self, name: &str) -> String {
        format!("f-{}-{name}", self.key)
    }

    /// What was refused, each line leading to its field.
    pub fn summary(&self) -> String {
        if self.findings.is_empty() {
            return String::new();
        }
        let mut lines = String::new();
        for finding in self.findings {
            let words = esc(&finding.words);
            if finding.field.is_empty() {
                lines += &format!("<li>{words}</li>");
            } else {
                lines += &format!("<li><a href=\"#{}\">{words}</a></li>", esc(&self.id(&finding.field)));
            }
        }
        format!(
            "<div class=\"error-summary\" role=\"alert\" tabindex=\"-1\"><h2>Ada yang perlu diperbaiki</h2><ul>{lines}</ul></div>"
        )
    }

    fn field(&self, name: &str, label: &str, hint: &str, control: impl FnOnce(&str, &str) -> String) -> String {
        let id = esc(&self.id(name));
        let finding = self.findings.iter().find(|finding| finding.field == name);
        let error = finding.map_or(String::new(), |finding| {
            format!("<p class=\"error\" id=\"{id}-error\">{}</p>", esc(&finding.words))
        });
        let mut described = String::new();
        if !hint.is_empty() {
            described += &format!("{id}-hint ");
        }
        if finding.is_some() {
            described += &format!("{id}-error");
        }
        let mut more = String::new();
        if !described.is_empty() {
            more += &format!(" aria-describedby=\"{}\"", described.trim());
        }
        if finding.is_some() {
            more += " aria-invalid=\"true\"";
        }
        let hint =
            if hint.is_empty() { String::new() } else { format!("<p class=\"hint\" id=\"{id}-hint\">{hint}</p>") };
        format!(
            "<div class=\"field{}\"><label for=\"{id}\">{label}</label>{hint}{error}{}</div>",
            when(finding.is_some(), " has-error"),
            control(&id, &more)
        )
    }

    /// One line. `kind`: text, clock, minutes or date.
    pub fn line(&self, kind: &str, name: &str, label: &str, hint: &str) -> String {
        let (input, class, mode) = match kind {
            "clock" => ("text", "w-4", "decimal"),
            "minutes" => ("text", "w-4", "numeric"),
            "date" => ("date", "w-10", "text"),
            _ => ("text", "", "text"),
        };
        self.field(name, label, hint, |id, more| {
            format!(
                "<input type=\"{input}\" id=\"{id}\" name=\"{name}\" value=\"{}\" class=\"{class}\" inputmode=\"{mode}\" autocomplete=\"off\"{more}>",
                esc(self.get(name))
            )
        })
    }

    /// Several lines.
    pub fn area(&self, name: &str, label: &str, hint: &str) -> String {
        self.field(name, label, hint, |id, more| {
            // A newline right behind the tag would be swallowed.
            format!("<textarea id=\"{id}\" name=\"{name}\" rows=\"2\"{more}>\n{}</textarea>", esc(self.get(name)))
        })
    }

    /// A choice among words: pairs of value and words.
    pub fn select(&self, name: &str, label: &str, options: &[(String, String)]) -> String {
        let chosen = self.get(name);
        let mut list = String::new();
        for (value, words) in options {
            list += &format!(
                "<option value=\"{}\"{}>{}</option>",
                esc(value),
                when(value == chosen, " selected"),
                esc(words)
            );
        }
        self.field(name, label, "", |id, more| format!("<select id=\"{id}\" name=\"{name}\"{more}>{list}</select>"))
    }

    /// A box to tick.
    pub fn tick(&self, name: &str, value: &str, label: &str) -> String {
        let ticked = self.values.iter().any(|(known, chosen)| known == name && chosen == value);
        let id = esc(&format!("{}-{value}", self.id(name)));
        format!(
            "<div class=\"choice\"><input type=\"checkbox\" name=\"{name}\" id=\"{id}\" value=\"{}\"{}><label for=\"{id}\">{}</label></div>",
            esc(value),
            when(ticked, " checked"),
            esc(label)
        )
    }
}
