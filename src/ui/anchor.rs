//! Where a link to a field leads.

/// The id of the field `name`: what the summary links to. Characters that an address would have to quote become `-`.
pub fn field_id(name: &str) -> String {
    let safe: String = name.chars().map(|c| if c.is_ascii_alphanumeric() || c == '_' { c } else { '-' }).collect();
    format!("f-{safe}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_can_stand_in_an_address() {
        assert_eq!(field_id("visitors"), "f-visitors");
        assert_eq!(field_id("activity[2].date"), "f-activity-2--date");
    }
}
