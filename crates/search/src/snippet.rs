//! The part of a text that answers a query, as safe HTML: everything escaped, `<b>` around what
//! matched, also where it matched through a concept named in the other language.

use crate::SearchContext;
use crate::understand::Understood;
use eslabon_domain::text::{Lang, stem, words};
use std::collections::HashSet;
use std::ops::Range;

/// Characters of a snippet.
const LONGEST: usize = 220;

/// The best part of the best text; nothing where no word matches.
pub(crate) fn snippet<'t>(
    texts: impl Iterator<Item = &'t str>,
    understood: &Understood,
    context: &SearchContext<'_>,
    lang: Lang,
) -> Option<String> {
    if understood.is_empty() {
        return None;
    }
    let stems: HashSet<(Lang, String)> = Lang::ALL
        .iter()
        .flat_map(|lang| {
            understood
                .words
                .iter()
                .map(|word| (*lang, stem(word, *lang)))
        })
        .collect();
    let best = texts
        .map(|text| (matches(text, &stems, understood, context, lang), text))
        .filter(|(found, _)| !found.is_empty())
        .max_by_key(|(found, text)| (found.len(), std::cmp::Reverse(text.len())))?;
    Some(mark(best.1, &best.0))
}

fn matches(
    text: &str,
    stems: &HashSet<(Lang, String)>,
    understood: &Understood,
    context: &SearchContext<'_>,
    lang: Lang,
) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = words(text)
        .into_iter()
        .filter(|word| {
            Lang::ALL
                .iter()
                .any(|lang| stems.contains(&(*lang, stem(&word.folded, *lang))))
        })
        .map(|word| word.span)
        .collect();
    if !understood.concepts.is_empty() {
        let within = |concept: &str| {
            understood
                .concepts
                .iter()
                .any(|asked| context.vocabulary.is_within(concept, asked))
        };
        let mentions = context.annotator.annotate(text, lang);
        found.extend(
            mentions
                .into_iter()
                .filter(|mention| within(&mention.concept))
                .map(|mention| mention.span),
        );
    }
    found.sort_by_key(|span| (span.start, span.end));
    let mut joined: Vec<Range<usize>> = Vec::new();
    for span in found {
        match joined.last_mut() {
            Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
            _ => joined.push(span),
        }
    }
    joined
}

/// Cuts a window that begins a little before the first match, and marks the matches in it.
fn mark(text: &str, spans: &[Range<usize>]) -> String {
    let first = spans.first().map_or(0, |span| span.start);
    let from = text
        .char_indices()
        .map(|(at, _)| at)
        .rfind(|at| *at + 40 <= first)
        .unwrap_or(0);
    let from = text
        .get(from..first)
        .and_then(|before| before.find(' '))
        .map_or(from, |space| if from == 0 { 0 } else { from + space + 1 });
    let to = text
        .get(from..)
        .unwrap_or_default()
        .char_indices()
        .nth(LONGEST)
        .map_or(text.len(), |(at, _)| from + at);
    let mut html = String::new();
    if from > 0 {
        html.push('…');
    }
    let mut at = from;
    for span in spans
        .iter()
        .filter(|span| span.start >= from && span.end <= to)
    {
        escape(text.get(at..span.start).unwrap_or_default(), &mut html);
        html.push_str("<b>");
        escape(text.get(span.clone()).unwrap_or_default(), &mut html);
        html.push_str("</b>");
        at = span.end;
    }
    escape(text.get(at..to).unwrap_or_default(), &mut html);
    if to < text.len() {
        html.push('…');
    }
    html
}

fn escape(text: &str, html: &mut String) {
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            '\0' => {}
            other => html.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_in_the_text_is_escaped_and_matches_are_marked() {
        let text = "Maquila de <b>galvanoplastia</b> & cromado";
        let at = text.find("cromado").unwrap();
        let html = mark(text, std::slice::from_ref(&(at..at + 7)));
        assert_eq!(
            html,
            "Maquila de &lt;b&gt;galvanoplastia&lt;/b&gt; &amp; <b>cromado</b>"
        );
    }

    #[test]
    fn long_texts_are_cut_at_words() {
        let text = format!("{} torneado {}", "palabra ".repeat(60), "final ".repeat(80));
        let at = text.find("torneado").unwrap();
        let html = mark(&text, std::slice::from_ref(&(at..at + 8)));
        assert!(
            html.starts_with('…') && html.ends_with('…') && html.contains("<b>torneado</b>"),
            "{html}"
        );
        assert!(html.chars().count() < LONGEST + 40);
    }
}
