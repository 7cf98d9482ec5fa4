//! The wire formats of the sinks.

use crate::core::record::{Record, RecordKind};
use crate::core::strings::concat;
use crate::core::time::{Millis, to_iso};
use crate::core::value::{Map, Value};

/// A record, and the company of whoever it is about, empty where they had none then.
pub type Message<'a> = (&'a Record, &'a str);

/// A batch of Segment's HTTP Tracking API, which RudderStack and Jitsu speak too.
/// Source: Segment, "HTTP Tracking API Source", `batch`.
pub(super) fn segment(records: &[Message], context: &Value, now: Millis) -> Value {
    let mut messages = Vec::new();
    for (record, company) in records {
        messages.push(Value::Map(segment_message(record, company, context)));
    }
    Value::Map(Map::new().with("batch", messages).with("sentAt", to_iso(now)))
}

fn segment_message(record: &Record, company: &str, context: &Value) -> Map {
    let mut context = context.to_map();
    context.set("page", record.page.clone());
    if !company.is_empty() {
        context.set("groupId", company);
    }
    let message = Map::new()
        .with("messageId", record.id.as_str())
        .with("timestamp", to_iso(record.time))
        .with("anonymousId", record.anonymous_id.as_str())
        .with_some("userId", record.user_id.as_deref())
        .with("context", context);
    let properties = record.event_properties();
    match record.kind {
        RecordKind::Track | RecordKind::Exposure | RecordKind::Goal | RecordKind::Assignment => {
            message
                .with("type", "track")
                .with("event", record.name.as_str())
                .with("properties", properties)
        }
        // Source: Segment, "Spec: Page", properties.
        RecordKind::Page => message
            .with("type", "page")
            .with_some("name", record.page.text("title"))
            .with("properties", properties),
        RecordKind::Identify => message.with("type", "identify").with("traits", properties),
        RecordKind::Alias => message
            .with("type", "alias")
            .with("userId", record.name.as_str())
            .with_some("previousId", record.user_id.as_deref()),
        RecordKind::Group => message
            .with("type", "group")
            .with("groupId", record.name.as_str())
            .with("traits", properties),
        RecordKind::Experience => {
            let (event, properties) = experience_event(record);
            message.with("type", "track").with("event", event).with("properties", properties)
        }
    }
}

/// `Experience seen`, … and `Survey answered`, with the experience's id among the properties.
fn experience_event(record: &Record) -> (String, Map) {
    let mut properties = record.properties.to_map();
    let state = properties.remove("state");
    let event = match state.as_ref().and_then(Value::as_text) {
        Some("answer") => "Survey answered".into(),
        Some(state) => concat(&["Experience ", state]),
        None => "Experience".into(),
    };
    properties.set("experience", record.name.as_str());
    (event, properties)
}

/// PostHog's batch endpoint. Source: PostHog API documentation, "Capture", batch.
pub(super) fn posthog(records: &[Message], key: &str, now: Millis) -> Value {
    let mut messages = Vec::new();
    for (record, company) in records {
        messages.push(Value::Map(posthog_message(record, company)));
    }
    let sent = to_iso(now);
    Value::Map(Map::new().with("api_key", key).with("batch", messages).with("sent_at", sent))
}

fn posthog_message(record: &Record, company: &str) -> Map {
    let mut properties = record.properties.to_map();
    let event = match record.kind {
        RecordKind::Track | RecordKind::Goal | RecordKind::Assignment => record.name.clone(),
        RecordKind::Exposure => {
            // Source: PostHog documentation, "Experiments", custom exposure events.
            let text = |key| record.properties.text_or_empty(key);
            properties.set(&concat(&["$feature/", text("experiment_id")]), text("variation_id"));
            record.name.clone()
        }
        RecordKind::Page => "$pageview".into(),
        RecordKind::Identify => {
            let (mut set, mut unset) = (Map::new(), Vec::new());
            for (name, value) in properties.iter() {
                if value.is_null() {
                    unset.push(Value::from(name));
                } else {
                    set.set(name, value.clone());
                }
            }
            properties = Map::new().with("$set", set);
            if !unset.is_empty() {
                properties.set("$unset", unset);
            }
            // Of somebody without an id, it is no identification.
            // Source: PostHog documentation, "Person properties".
            let known = record.user_id.is_some();
            if known {
                properties.set("$anon_distinct_id", record.anonymous_id.as_str());
            }
            (if known { "$identify" } else { "$set" }).into()
        }
        RecordKind::Alias => {
            properties = Map::new()
                .with_some("distinct_id", record.user_id.as_deref())
                .with("alias", record.name.as_str());
            "$create_alias".into()
        }
        RecordKind::Group => {
            properties = Map::new()
                .with("$group_type", "company")
                .with("$group_key", record.name.as_str())
                .with("$group_set", properties);
            "$groupidentify".into()
        }
        RecordKind::Experience => {
            let (event, of) = experience_event(record);
            properties = of;
            event
        }
    };
    if let Some(url) = record.page.text("url") {
        properties.set("$current_url", url);
    }
    // Source: PostHog documentation, "Group analytics".
    if !company.is_empty() {
        properties.set("$groups", Map::new().with("company", company));
    }
    Map::new()
        .with("event", event)
        .with("uuid", record.id.as_str())
        .with("timestamp", to_iso(record.time))
        .with("distinct_id", record.user_id.as_deref().unwrap_or(&record.anonymous_id))
        .with("properties", properties)
}
