//! What was sent, to be read by the library.

use super::Sheet;
use crate::api::reports::Desk;
use crate::domain::indicator::{Indicator, Source, words_of};
use crate::domain::report::{Activity, Content, Support};
use crate::ui::field::{Notice, Tone};
use leptos::prelude::*;

/// The sent report, and the way to correct it.
pub fn sent(sheet: &Sheet) -> impl IntoView + use<> {
    let Some(desk) = &sheet.desk else { return ().into_any() };
    let zone = desk.place.zone();
    let address = format!("/lapor/{}/{}", desk.place.slug, desk.month);
    let reference = desk.head.as_ref().and_then(|head| head.reference.clone()).unwrap_or_default();
    let sent_at = desk.head.as_ref().and_then(crate::api::reports::Head::sent).map(|at| at.long(zone));
    let approved = desk.head.as_ref().and_then(crate::api::reports::Head::approved).map(|at| at.long(zone));
    let Some(content) = desk.sent.clone() else { return ().into_any() };
    let said = desk.reviews.first().filter(|review| !review.comment.is_empty()).map(|review| review.comment.clone());
    view! {
        <dl class="facts">
            <div><dt>"Nomor laporan"</dt><dd><span class="ref">{reference}</span></dd></div>
            <div><dt>"Dikirim"</dt><dd>{sent_at}</dd></div>
            {desk.paper.then(|| view! { <div><dt>"Cara"</dt><dd>"diketik dinas dari kertas"</dd></div> })}
            {approved.map(|at| view! { <div><dt>"Disetujui"</dt><dd>{at}</dd></div> })}
        </dl>
        {said.map(|words| view! { <Notice tone=Tone::Info title="Kata dinas"><p class="quote">{words}</p></Notice> })}
        {body(desk, &content)}
        <p class="section">
            <a class="button secondary" href=format!("{address}?ubah=ya")>"Perbaiki laporan ini"</a>
        </p>
    }
    .into_any()
}

fn body(desk: &Desk, content: &Content) -> impl IntoView + use<> {
    if content.nihil {
        let reason = content.obstacles.clone();
        return view! {
            <section class="section">
                <h2>"Laporan nihil"</h2>
                <p>"Tidak ada layanan dan kegiatan pada bulan ini."</p>
                {(!reason.is_empty()).then(|| view! { <p>"Sebabnya: "{reason}</p> })}
            </section>
        }
        .into_any();
    }
    let before = desk.before.clone();
    let figures = desk
        .sent_form
        .asked
        .iter()
        .map(|asked| asked.indicator)
        .chain(Indicator::of("peserta"))
        .map(|indicator| {
            let unit = if content.figures.get(indicator.code).is_some_and(|figure| figure.count().is_some()) {
                indicator.unit
            } else {
                ""
            };
            let label = if indicator.source == Source::Activities { "Peserta semua kegiatan" } else { indicator.label };
            view! {
                <tr>
                    <th scope="row">{label}</th>
                    <td class="right" data-label="Bulan ini">{words_of(&content.figures, indicator.code)}" "{unit}</td>
                    <td class="right" data-label="Bulan lalu">{words_of(&before, indicator.code)}</td>
                </tr>
            }
        })
        .collect_view();
    let activities = content.activities.iter().map(|activity| activity_item(desk, activity)).collect_view();
    let stories = content
        .stories
        .iter()
        .map(|story| {
            let who = if story.person.is_empty() { "Tanpa nama".to_owned() } else { story.person.clone() };
            let guardian = if story.child { ", tentang anak, wali memberi izin" } else { "" };
            view! {
                <blockquote class="quote">
                    {(!story.about.is_empty()).then(|| view! { <p><strong>{story.about.clone()}</strong></p> })}
                    <p class="typed">{story.text.clone()}</p>
                    {(!story.evidence.is_empty()).then(|| view! { <p class="small">"Buktinya: "{story.evidence.clone()}</p> })}
                    <p class="muted small">
                        {who}", "{story.consent.words()}{guardian}
                        {(!story.is_erased).then(|| view! { " · "<a href=format!("/lapor/tarik?cerita={}", story.id)>"Tarik cerita ini"</a> })}
                    </p>
                </blockquote>
            }
        })
        .collect_view();
    let rest = [("Kendala", content.obstacles.clone()), ("Upaya", content.remedies.clone())];
    let rest = rest
        .into_iter()
        .filter(|(_, words)| !words.is_empty())
        .map(|(title, words)| view! { <h3>{title}</h3><p class="typed">{words}</p> })
        .collect_view();
    view! {
        <section class="section">
            <h2>"Angka"</h2>
            <table class="cards">
                <thead>
                    <tr>
                        <th scope="col">"Yang dihitung"</th>
                        <th scope="col" class="right">"Bulan ini"</th>
                        <th scope="col" class="right">"Bulan lalu"</th>
                    </tr>
                </thead>
                <tbody>{figures}</tbody>
            </table>
        </section>
        <section class="section">
            <h2>"Kegiatan"</h2>
            {content.activities.is_empty().then(|| view! { <p class="muted">"Tidak ada kegiatan bulan ini."</p> })}
            <div class="stack">{activities}</div>
        </section>
        {(!content.stories.is_empty()).then(|| view! { <section class="section"><h2>"Cerita dampak"</h2>{stories}</section> })}
        <section class="section">{rest}</section>
    }
    .into_any()
}

fn activity_item(desk: &Desk, activity: &Activity) -> impl IntoView + use<> {
    let photos = desk
        .photos
        .iter()
        .filter(|photo| photo.activity == activity.id)
        .filter_map(|photo| {
            let sha256 = photo.sha256.clone()?;
            let alt = if photo.caption.is_empty() { format!("Foto {}", activity.title) } else { photo.caption.clone() };
            Some(view! {
                <li>
                    <figure>
                        <img src=format!("/foto/{sha256}") alt=alt loading="lazy" />
                        <figcaption>
                            {(!photo.caption.is_empty()).then(|| view! { {photo.caption.clone()}" · " })}
                            <a href=format!("/lapor/tarik?foto={}", photo.id)>"Tarik foto ini"</a>
                        </figcaption>
                    </figure>
                </li>
            })
        })
        .collect_view();
    let has_photos = desk.photos.iter().any(|photo| photo.activity == activity.id);
    let facts = [
        (
            "Peserta",
            activity
                .participants
                .map(|count| format!("{} orang", crate::domain::number::whole(i64::from(count))))
                .unwrap_or_default(),
        ),
        ("Mitra", activity.partner.clone()),
        ("Tempat", activity.place.clone()),
        ("Bidang", activity.field.clone()),
        ("Hasil", activity.result.clone()),
        ("Keterampilan", activity.skill.clone()),
        ("Dukungan", activity.support.as_ref().map(Support::words).unwrap_or_default()),
        ("Publikasi", activity.link.clone()),
    ];
    let facts = facts
        .into_iter()
        .filter(|(_, words)| !words.is_empty())
        .map(|(name, words)| view! { <div><dt>{name}</dt><dd>{words}</dd></div> })
        .collect_view();
    view! {
        <article class="sheet">
            <h3>{activity.title.clone()}</h3>
            <p class="muted">{activity.held_on.long()}", "{activity.strategy.words()}</p>
            <dl class="facts">{facts}</dl>
            {has_photos.then(|| view! { <ul class="photos">{photos}</ul> })}
        </article>
    }
}
