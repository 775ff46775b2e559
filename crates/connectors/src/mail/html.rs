//! A letter as HTML, as mail programs take it: tables and styles on the elements, no script, nothing that is loaded.

use std::fmt::Write;

use onetill_domains::receipts::{Align, Block, Language, Letter, Look};

/// The letter as a page.
pub(super) fn page(letter: &Letter) -> String {
    let language = match letter.slip.language {
        Language::En => "en",
        Language::De => "de",
    };
    let mut slip = String::new();
    for block in &letter.slip.blocks {
        part(&mut slip, block);
    }
    format!(
        "<!doctype html><html lang=\"{language}\"><head><meta charset=\"utf-8\"><title>{title}</title></head>\
         <body style=\"margin:0;padding:24px;background:#f4f4f1;color:#1c1c1a;font:15px/1.5 sans-serif\">\
         <p style=\"max-width:440px;margin:0 auto 16px\">{opening}</p>\
         <table role=\"presentation\" cellspacing=\"0\" style=\"width:100%;max-width:440px;margin:0 auto;padding:24px;\
         background:#fff;border-radius:8px\">{slip}</table></body></html>",
        title = escaped(&letter.subject),
        opening = escaped(&letter.opening),
    )
}

fn part(out: &mut String, block: &Block) {
    match block {
        // The picture stands in the PDF: mail programs load none.
        Block::Logo { .. } => {}
        Block::Text { text, align, look } => {
            let align = if *align == Align::Center { "center" } else { "left" };
            let words = escaped(text).replace('\n', "<br>");
            put(out, &format!("<td colspan=\"2\" style=\"text-align:{align};{}\">{words}</td>", style(*look)));
        }
        Block::Row { left, right, look, detail } => {
            let style = if *detail { "padding-left:16px;font-size:13px;color:#5c5c57" } else { style(*look) };
            put(
                out,
                &format!(
                    "<td style=\"{style}\">{}</td><td style=\"text-align:right;vertical-align:top;white-space:nowrap;\
                     padding-left:12px;{}\">{}</td>",
                    escaped(left),
                    style.trim_start_matches("padding-left:16px;"),
                    escaped(right)
                ),
            );
        }
        Block::Table { rows } => {
            let mut cells = String::new();
            for row in rows {
                let each: String = row
                    .iter()
                    .enumerate()
                    .map(|(place, cell)| {
                        let align = if place == 0 { "left" } else { "right" };
                        format!("<td style=\"text-align:{align}\">{}</td>", escaped(cell))
                    })
                    .collect();
                put(&mut cells, &each);
            }
            let table = "<table role=\"presentation\" cellspacing=\"0\" style=\"width:100%;font-size:13px\">";
            put(out, &format!("<td colspan=\"2\">{table}{cells}</table></td>"));
        }
        Block::Rule => put(out, "<td colspan=\"2\" style=\"border-top:1px solid #d5d5cf;font-size:1px\">&nbsp;</td>"),
        Block::Space => put(out, "<td colspan=\"2\" style=\"font-size:8px\">&nbsp;</td>"),
        Block::Barcode { content } | Block::Qr { content } => {
            put(out, &format!("<td colspan=\"2\" style=\"text-align:center;color:#5c5c57\">{}</td>", escaped(content)));
        }
    }
}

fn put(out: &mut String, cells: &str) {
    // Writing to a text does not fail.
    let _ = write!(out, "<tr>{cells}</tr>");
}

fn style(look: Look) -> &'static str {
    match look {
        Look::Plain => "",
        Look::Bold => "font-weight:bold",
        Look::Large => "font-weight:bold;font-size:20px",
    }
}

/// A text that is only text.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            c => safe.push(c),
        }
    }
    safe
}
